using Concerto.Domain.Storage;
using Concerto.Infrastructure.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Concerto.Tests.Storage;

public sealed class StorageSetupTests
{
    private static readonly string Data = Path.Combine(Path.GetTempPath(), $"concerto-setup-{Guid.CreateVersion7():N}");

    [Fact]
    public async Task The_disk_is_the_default_and_its_urls_begin_with_the_public_url()
    {
        await using var services = Services(("PublicUrl", "https://studio.example/concerto/"), ("DataDirectory", Data));
        var store = services.GetRequiredService<IObjectStore>();

        Assert.IsType<DiskObjectStore>(store);
        var link = await store.SignDownloadAsync("versions/x/source", TimeSpan.FromMinutes(1), "audio/wav", null, default);
        Assert.StartsWith("https://studio.example/concerto/store/versions/x/source?", link.AbsoluteUri, StringComparison.Ordinal);
        Directory.Delete(Data, recursive: true);
    }

    [Fact]
    public async Task S3_is_chosen_by_its_name()
    {
        await using var services = Services(("Storage:Provider", "S3"), ("Storage:S3:ServiceUrl", "https://s3.example"),
            ("Storage:S3:Bucket", "mixes"), ("Storage:S3:AccessKey", "a"), ("Storage:S3:SecretKey", "s"), ("Storage:S3:ForcePathStyle", "false"));
        var store = services.GetRequiredService<IObjectStore>();

        Assert.IsType<S3ObjectStore>(store);
        var link = await store.SignDownloadAsync("versions/x/source", TimeSpan.FromMinutes(1), "audio/wav", null, default);
        Assert.StartsWith("https://mixes.s3.example/versions/x/source?", link.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal("https://mixes.s3.example/", store.Origin.AbsoluteUri);
    }

    [Theory]
    [InlineData("Storage:Provider", "ftp", "Concerto:Storage:Provider is “ftp”; it can be disk or s3.")]
    [InlineData("PublicUrl", "concerto.example", "Concerto:PublicUrl")]
    [InlineData("PublicUrl", "https://concerto.example/?a", "Concerto:PublicUrl")]
    [InlineData("DataDirectory", " ", "Concerto:DataDirectory")]
    [InlineData("Storage:Provider", "s3", "Concerto:Storage:S3:Bucket is missing")]
    [InlineData("Storage:Provider", "s3", "Concerto:Storage:S3:ServiceUrl is missing.")]
    public async Task A_wrong_setting_is_named(string setting, string value, string expected)
    {
        await using var services = Services((setting, value));

        var wrong = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IObjectStore>);

        Assert.Contains(expected, wrong.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Services(params (string Name, string Value)[] settings) => new ServiceCollection()
        .AddObjectStore(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>("Concerto:" + s.Name, s.Value))).Build())
        .BuildServiceProvider();
}
