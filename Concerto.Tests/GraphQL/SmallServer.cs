using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Concerto.Web.GraphQL;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Concerto.Tests.GraphQL;

/// <summary>The small faces behind the real endpoint, on Kestrel and SQLite, with one project of 25 songs and another of 3.</summary>
public class SmallServer : IAsyncLifetime
{
    public static readonly DateTime Start = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("concerto-graphql-");
    private WebApplication _app = null!;

    protected virtual DatabaseOptions Database { get; } = new();
    protected virtual string Environment => Environments.Development;
    protected virtual Dictionary<string, string?> Settings { get; } = [];

    public Log Log { get; } = new();
    public HttpClient Http { get; } = new();
    public Project Album { get; private set; } = null!;
    public List<Song> Songs { get; } = [];
    public IServiceProvider Services => _app.Services;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environment });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Concerto:GraphQL:RateLimit:Address", (string?)"100000"), .. Settings]);
        builder.Logging.ClearProviders().AddProvider(Log).AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Information);
        builder.Services.AddDatabase(Database, _directory.FullName);
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped(provider => CallerOf(provider.GetRequiredService<IHttpContextAccessor>().HttpContext!.User));
        builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, Tokens>("Token", null).AddScheme<AuthenticationSchemeOptions, Cookies>("Session", null);
        builder.Services.AddConcertoGraphQL([typeof(NodeQueries), typeof(SmallQueries), typeof(SmallProjectFields), typeof(SmallSongFields), typeof(SmallVersionFields), typeof(SmallMutations), typeof(SmallSubscriptions)]);
        _app = builder.Build();
        _app.UseCors();
        _app.MapConcertoGraphQL();
        await using (var scope = _app.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<ConcertoDbContext>();
            await db.Database.EnsureCreatedAsync();
            await FillAsync(db);
        }
        await _app.StartAsync();
        Http.BaseAddress = new(_app.Urls.Single());
        await Until.ItIsSoAsync(async () => (await AskAsync("{ projects(first: 1) { nodes { songs(first: 1) { nodes { id } } } } }"))["errors"] is null, "It does not answer in time."); // the first request takes what the limits are not about
    }

    // The times come in pairs, so that pages break within equal ones.
    private async Task FillAsync(ConcertoDbContext db)
    {
        var person = new User(Name.From("Mira", "name"), EmailAddress.From("mira@example.com"), Start);
        var owner = person.Id;
        Album = new(owner, Name.From("Album", "name"), Start);
        var single = new Project(owner, Name.From("Single", "name"), Start);
        Songs.AddRange(Enumerable.Range(0, 25).Select(i => new Song(Album.Id, Name.From($"Song {i:00} é", "name"), Start.AddMinutes(i / 2))));
        var others = Enumerable.Range(0, 3).Select(i => new Song(single.Id, Name.From($"Other {i}", "name"), Start.AddHours(-1)));
        var versions = Songs.Take(2).Select(s => new SongVersion(s.Id, 1, null, "mix.wav", 5_000_000_000, null, owner, Start));
        db.AddRange([person, Album, single, .. Songs, .. others, .. versions]);
        await db.SaveChangesAsync();
    }

    /// <summary>The whole answer to a document, asked with a token.</summary>
    public async Task<JsonNode> AskAsync(string query, object? variables = null, string? token = "writer")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query, variables }) };
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        using var response = await Http.SendAsync(request);
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public async Task DisposeAsync()
    {
        await using (var db = await _app.Services.GetRequiredService<IDbContextFactory<ConcertoDbContext>>().CreateDbContextAsync()) await db.Database.EnsureDeletedAsync();
        await _app.DisposeAsync();
        Http.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _directory.Delete(recursive: true);
    }

    private static Caller CallerOf(ClaimsPrincipal user) => user.Identity?.Name switch
    {
        "writer" => Caller.Person(UserId.New()),
        "reader" => new(UserId.New(), false, TokenScopes.Read),
        _ => Caller.Stranger,
    };

    private abstract class Scheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected Task<AuthenticateResult> As(string? name) => Task.FromResult(name is null
            ? AuthenticateResult.NoResult()
            : AuthenticateResult.Success(new(new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Name, name)], Scheme.Name)), Scheme.Name)));
    }

    private sealed class Tokens(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder) : Scheme(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => As(Request.Headers.Authorization.ToString() switch { "Bearer writer" => "writer", "Bearer reader" => "reader", _ => null });
    }

    private sealed class Cookies(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder) : Scheme(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => As(Request.Cookies["session"]);
    }
}

/// <summary>Keeps what was logged: SQL commands and errors.</summary>
public sealed class Log : ILoggerProvider
{
    public ConcurrentQueue<(string Category, LogLevel Level, string Text)> Lines { get; } = [];
    public IEnumerable<string> Sql => Lines.Where(l => l.Category == "Microsoft.EntityFrameworkCore.Database.Command" && l.Text.StartsWith("Executed", StringComparison.Ordinal)).Select(l => l.Text);
    public IEnumerable<string> Errors => Lines.Where(l => l.Level >= LogLevel.Error).Select(l => l.Text);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);
    public void Dispose() { }

    private sealed class Logger(Log log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Lines.Enqueue((category, logLevel, formatter(state, exception)));
    }
}

/// <summary>The same on MariaDB.</summary>
public sealed class SmallServerOnMySql : SmallServer
{
    protected override DatabaseOptions Database { get; } = new()
    {
        Provider = "mysql",
        ConnectionString = $"{System.Environment.GetEnvironmentVariable("CONCERTO_TEST_MYSQL") ?? throw new InvalidOperationException("CONCERTO_TEST_MYSQL is not set: run ./test, or eng/servers.")};Database=graphql_{SongId.New()}",
    };
}

/// <summary>The same in production, for the pages of one origin, and in a hurry.</summary>
public sealed class SmallServerInProduction : SmallServer
{
    protected override string Environment => Environments.Production;

    protected override Dictionary<string, string?> Settings { get; } = new()
    {
        ["Concerto:GraphQL:Origins"] = "https://app.example.com, http://localhost:3000", ["Concerto:GraphQL:Timeout"] = "00:00:02",
    };
}

[CollectionDefinition(nameof(SmallServerOnMySql))]
public sealed class SmallServerOnMySqlCollection : ICollectionFixture<SmallServerOnMySql>;

[CollectionDefinition(nameof(SmallServer))]
public sealed class SmallServerCollection : ICollectionFixture<SmallServer>;
