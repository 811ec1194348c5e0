using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web;
using Concerto.Web.Features.Accounts;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using MySqlConnector;

namespace Concerto.Tests;

/// <summary>A running Concerto, from outside (<see cref="Url"/>, <see cref="NewBrowser"/>, <see cref="NewPersonAsync"/>, <see cref="MailToAsync"/>) and from inside (<see cref="UseAsync{TUseCase,T}"/>, <see cref="QueryAsync"/>).</summary>
public sealed class Server : IAsyncDisposable
{
    public const string Password = "walnut-harbour-eleven-lamps";
    private const int FirstPort = 10_000, Ports = 10_000;
    private static int _people, _ports = Random.Shared.Next(Ports);

    private readonly Action<WebApplicationBuilder>? _configure;
    private readonly string[] _settings;
    private readonly ConcurrentDictionary<string, FiledMail> _filed = new(); // each is read once: a server that all tests share has thousands
    private WebApplication _app = null!;

    internal Server(string database, string directory, string[] settings, Action<WebApplicationBuilder>? configure)
    {
        (Database, DataDirectory, _configure) = (database, directory, configure);
        Url = new($"http://127.0.0.1:{FreePort()}");
        _settings =
        [
            "--environment=Development", $"--urls={Url.GetLeftPart(UriPartial.Authority)}", $"--Concerto:PublicUrl={Url.GetLeftPart(UriPartial.Authority)}", $"--Concerto:DataDirectory={directory}",
            "--Concerto:Accounts:PasswordIterations=10", "--Concerto:Accounts:PostsPerMinute=100000", "--Concerto:Accounts:AnswerTime=00:00:00",
            "--Concerto:GraphQL:RateLimit:Token=100000", "--Concerto:GraphQL:RateLimit:Person=100000", "--Concerto:GraphQL:RateLimit:Address=100000",
            .. settings,
        ];
    }

    /// <summary>sqlite or mariadb.</summary>
    public string Database { get; }

    /// <summary>Where it is reached; links in mails begin with it too.</summary>
    public Uri Url { get; }

    public string DataDirectory { get; }
    public IServiceProvider Services => _app.Services;

    /// <summary>What a verb is given to work on the same data: <c>CommandLine.RunAsync([.. server.Settings, "migrate"], …)</c>.</summary>
    public IReadOnlyList<string> Settings => _settings;

    /// <summary>Starts the program, for the first time or once more after <see cref="StopAsync"/>.</summary>
    public Task StartAsync() => StartAsync(before: null);

    internal async Task StartAsync(Func<IServiceProvider, Task>? before)
    {
        _app = ConcertoApp.Build(_settings, builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2)); // a browser may still hold on to a recording
            _configure?.Invoke(builder);
        });
        if (before is not null) await before(_app.Services);
        await _app.Services.GetRequiredService<Migrator>().PrepareAsync(default);
        await _app.StartAsync();
    }

    /// <summary>Stops the program as its end of the process does, jobs that are under way first; data stay.</summary>
    public async Task StopAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    // --- From inside ------------------------------------------------------------------------------------------------

    /// <summary>Calls a use case in a scope of its own, as a page or a mutation would.</summary>
    public async Task<T> UseAsync<TUseCase, T>(Func<TUseCase, Task<T>> act) where TUseCase : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TUseCase>());
    }

    /// <inheritdoc cref="UseAsync{TUseCase,T}"/>
    public async Task UseAsync<TUseCase>(Func<TUseCase, Task> act) where TUseCase : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        await act(scope.ServiceProvider.GetRequiredService<TUseCase>());
    }

    /// <summary>Looks into the database, or sets the scene in it.</summary>
    public async Task<T> QueryAsync<T>(Func<ConcertoDbContext, Task<T>> query)
    {
        await using var db = await Services.GetRequiredService<IDbContextFactory<ConcertoDbContext>>().CreateDbContextAsync();
        return await query(db);
    }

    // --- From outside -----------------------------------------------------------------------------------------------

    /// <summary>A browser that nobody has signed in with: cookies of its own, redirects not followed.</summary>
    public Browser NewBrowser() => new(Url);

    /// <summary>A verified person with a token, and an address that nobody else has.</summary>
    public async Task<Person> NewPersonAsync(string name = "Mira", bool admin = false)
    {
        var email = NewAddress(name);
        var user = await UseAsync((AddUser add) => add.ExecuteAsync(new(email, Password, name, Verified: true, Admin: admin), default));
        var caller = Caller.Person(user.Id, admin);
        var token = await UseAsync((CreateApiToken create) => create.ExecuteAsync(new("tests", [admin ? TokenScope.Admin : TokenScope.Write], ExpiresInDays: null), caller, default));
        return new(this, user.Id, name, email, caller, token.Secret!);
    }

    public static string NewAddress(string name = "somebody") =>
        $"{name.ToLowerInvariant().Replace(' ', '.')}.{Interlocked.Increment(ref _people)}.{Random.Shared.Next():x}@example.com";

    /// <summary>The newest mail to that address; waits for it.</summary>
    /// <param name="subject">Part of its subject, when there may be several.</param>
    public Task<FiledMail> MailToAsync(string address, string subject = "") => Until.ThereIsAsync(
        async () => (await MailsToAsync(address)).FirstOrDefault(m => m.Subject.Contains(subject, StringComparison.OrdinalIgnoreCase)), $"No mail {subject} came for {address}.");

    /// <summary>All mails to that address that have gone out so far, the newest first.</summary>
    public async Task<IReadOnlyList<FiledMail>> MailsToAsync(string address)
    {
        var (folder, mails) = (Services.GetRequiredService<MailFolder>(), new List<FiledMail>());
        foreach (var name in Directory.EnumerateFiles(Directory.CreateDirectory(Path.Combine(DataDirectory, "mail")).FullName, "*.eml").Select(path => Path.GetFileName(path)).OrderDescending(StringComparer.Ordinal))
        {
            if (!_filed.TryGetValue(name, out var mail)) _filed[name] = mail = (await folder.FindAsync(name, default))!;
            if (mail.To.Equals(address, StringComparison.OrdinalIgnoreCase)) mails.Add(mail);
        }
        return mails;
    }

    /// <summary>Waits until every mail that was written so far has been dealt with.</summary>
    public Task MailIsOutAsync(string address) => Until.ItIsSoAsync(
        async () => !await QueryAsync(db => db.OutboundEmails.AnyAsync(m => m.To == address && (m.State == MailState.Queued || m.State == MailState.Sending))), $"Mail to {address} is stuck.");

    public async ValueTask DisposeAsync()
    {
        var connection = await QueryAsync(db => Task.FromResult(db.Database.GetConnectionString()!));
        await StopAsync();
        if (Database == ConcertoFixture.MariaDb)
        {
            await using var mysql = new MySqlConnection(connection);
            await mysql.OpenAsync();
            await using var drop = new MySqlCommand($"DROP DATABASE {mysql.Database}", mysql);
            await drop.ExecuteNonQueryAsync();
            await MySqlConnection.ClearPoolAsync(mysql);
        }
        else
        {
            using var sqlite = new SqliteConnection(connection);
            SqliteConnection.ClearPool(sqlite);
        }
        Directory.Delete(DataDirectory, recursive: true);
    }

    /// <summary>A port that nobody listens on, and that is given to nobody else meanwhile: neither by this run, nor by the kernel, which takes higher ones for connections and for who does not mind.</summary>
    internal static int FreePort()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, FirstPort + Interlocked.Increment(ref _ports) % Ports);
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }
}

/// <summary>Somebody with an account.</summary>
/// <param name="Caller">For use cases.</param>
/// <param name="Token">A personal access token for everything.</param>
public sealed record Person(Server Server, UserId Id, string Name, string Email, Caller Caller, string Token)
{
    private string? Session { get; init; }

    /// <summary>A client that speaks for the person with the token; its base address is the server's.</summary>
    public HttpClient Api()
    {
        var client = new HttpClient { BaseAddress = Server.Url };
        if (Session is null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        else client.DefaultRequestHeaders.Add("Cookie", Session);
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        return client;
    }

    /// <summary>The same one, who asks from our own page by a session rather than with the token.</summary>
    public async Task<Person> InPersonAsync()
    {
        using var browser = await SignedInAsync();
        return this with { Session = browser.Cookies.GetCookieHeader(Server.Url) };
    }

    /// <summary>A browser in which the person has signed in.</summary>
    public async Task<Browser> SignedInAsync()
    {
        var browser = Server.NewBrowser();
        var answer = await browser.PostFormAsync("/account/sign-in", new() { ["Email"] = Email, ["Password"] = Server.Password });
        return answer.StatusCode is HttpStatusCode.Redirect ? browser : throw new InvalidOperationException($"{Email} could not sign in: {answer.StatusCode}.");
    }
}
