using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Concerto.Domain.Accounts;
using Concerto.Domain.Audio;
using Concerto.Domain.Projects;
using Concerto.Domain.Storage;
using Concerto.Infrastructure.Data;
using Concerto.Web;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Analysis;
using Concerto.Web.Features.Uploads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Concerto.Bench;

/// <summary>
/// A Concerto with a data directory of its own: from inside (<see cref="Services"/>), as a server in this process (<see cref="ListenAsync"/>) and as one
/// in a process of its own (<see cref="ServeAsync"/>).
/// </summary>
internal sealed partial class Site : IAsyncDisposable
{
    public const string Password = "walnut-harbour-eleven-lamps";

    private readonly string _directory;
    private readonly bool _isKept;
    private readonly string[] _settings;
    private readonly WebApplication _app;

    private Site(string? directory, string[] settings)
    {
        (_directory, _isKept) = (directory ?? Directory.CreateTempSubdirectory("concerto-bench-").FullName, directory is not null);
        Url = new($"http://127.0.0.1:{FreePort()}");
        _settings = [$"--urls={Url.GetLeftPart(UriPartial.Authority)}", $"--Concerto:DataDirectory={_directory}", "--Concerto:Accounts:PostsPerMinute=100000", "--Concerto:GraphQL:RateLimit:Token=100000000", .. settings];
        _app = ConcertoApp.Build([.. _settings, "--Concerto:Jobs:Enabled=false"], builder => builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning));
    }

    public Uri Url { get; }
    public IServiceProvider Services => _app.Services;

    public static async Task<Site> NewAsync(CancellationToken ct, params string[] settings)
    {
        var site = new Site(null, settings);
        await site.Services.GetRequiredService<Migrator>().PrepareAsync(ct);
        return site;
    }

    /// <summary>One whose data stays from run to run, in a directory or database that is there and migrated.</summary>
    public static Site Kept(string directory, params string[] settings) => new(directory, settings);

    /// <summary>Listens in this process, on <see cref="Url"/>.</summary>
    /// <param name="map">Endpoints to hold it against.</param>
    /// <param name="ct">Ends the start.</param>
    public Task ListenAsync(Action<IEndpointRouteBuilder> map, CancellationToken ct)
    {
        map(_app);
        return _app.StartAsync(ct);
    }

    public async Task<T> UseAsync<TUseCase, T>(Func<TUseCase, Task<T>> act) where TUseCase : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TUseCase>());
    }

    /// <summary>A verified person: their address and the caller that they are.</summary>
    public async Task<(string Email, Caller Caller)> NewPersonAsync(string name, CancellationToken ct)
    {
        var email = $"{name.ToLowerInvariant()}@example.com";
        var user = await UseAsync((AddUser add) => add.ExecuteAsync(new(email, Password, name, Verified: true), ct));
        return (email, Caller.Person(user.Id));
    }

    /// <summary>Uploads a recording and measures it, both stages.</summary>
    public async Task<VersionId> AddVersionAsync(Caller uploader, UploadTarget target, string recording, CancellationToken ct)
    {
        var signed = await UseAsync((SignUpload sign) => sign.ExecuteAsync(new(target, Path.GetFileName(recording), new FileInfo(recording).Length), uploader, ct));
        await Services.GetRequiredService<IObjectStore>().PutFileAsync(ObjectKeys.Source(signed.Upload.VersionId), recording, "application/octet-stream", ct);
        await UseAsync((CompleteUpload complete) => complete.ExecuteAsync(new(signed.Upload.Id), uploader, ct));
        foreach (var stage in new[] { AnalysisStage.Measure, AnalysisStage.Render })
            while (await UseAsync((AnalyseNext analyse) => analyse.ExecuteAsync(stage, ct))) { }
        return signed.Upload.VersionId;
    }

    /// <summary>The program as it is run, in a process of its own; returns once it says that it is ready.</summary>
    public async Task<Serving> ServeAsync(CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Concerto.Web.dll"), "serve", .. _settings, "--Logging:LogLevel:Default=Warning"])
        {
            RedirectStandardOutput = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Development" }, // as ./run
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        using var http = new HttpClient { BaseAddress = Url };
        while (true)
        {
            if (process.HasExited) throw new InvalidOperationException("The server did not start.");
            try
            {
                using var ready = await http.GetAsync("/health/ready", ct);
                if (ready.IsSuccessStatusCode) return new(process, clock.Elapsed);
            }
            catch (HttpRequestException)
            {
            }
            await Task.Delay(5, ct);
        }
    }

    /// <summary>A client with a session of the person's, and its cookies.</summary>
    public async Task<(HttpClient Browser, string Cookies)> SignInAsync(string email, CancellationToken ct)
    {
        var cookies = new CookieContainer();
        var browser = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64, CookieContainer = cookies }) { BaseAddress = Url };
        var form = await browser.GetStringAsync("/account/sign-in", ct);
        using var answer = await browser.PostAsync("/account/sign-in", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["Email"] = email, ["Password"] = Password, ["__RequestVerificationToken"] = Token().Match(form).Groups[1].Value,
        }), ct);
        return answer.RequestMessage!.RequestUri!.AbsolutePath == "/projects" ? (browser, cookies.GetCookieHeader(Url)) : throw new InvalidOperationException($"{email} could not sign in: {answer.StatusCode}.");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (!_isKept) Directory.Delete(_directory, recursive: true);
    }

    public static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Concerto.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Run it from the repository.");
        return folder;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("""name="__RequestVerificationToken"[^>]*value="([^"]+)""")]
    private static partial Regex Token();
}

/// <summary>A server process; killed when disposed of.</summary>
/// <param name="StartTime">Until it answered that it is ready.</param>
internal sealed record Serving(Process Process, TimeSpan StartTime) : IAsyncDisposable
{
    /// <summary>What it has in memory, in MB (10⁶ bytes).</summary>
    public double ResidentMegabytes()
    {
        Process.Refresh();
        return Process.WorkingSet64 / 1e6;
    }

    /// <summary>What it has used of the processors so far.</summary>
    public TimeSpan Processor()
    {
        Process.Refresh();
        return Process.TotalProcessorTime;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited) Process.Kill(entireProcessTree: true);
        await Process.WaitForExitAsync();
        Process.Dispose();
    }
}
