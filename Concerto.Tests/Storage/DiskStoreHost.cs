using Concerto.Domain.Storage;
using Concerto.Infrastructure.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Concerto.Tests.Storage;

/// <summary>A disk store in a folder of its own, served by a real Kestrel on a free port.</summary>
public sealed class DiskStoreHost : IAsyncLifetime
{
    private readonly WebApplication _app;

    public DiskStoreHost()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("concerto-store-").FullName;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IObjectStore>(_ => Open());
        _app = builder.Build();
        _app.MapDiskStore();
    }

    public string Directory { get; }

    public IObjectStore Store => _app.Services.GetRequiredService<IObjectStore>();

    /// <summary>The store as another process sees it.</summary>
    public DiskObjectStore Open() => new(Directory, new Uri(_app.Urls.Single()), TimeProvider.System);

    public Task InitializeAsync() => _app.StartAsync();

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
