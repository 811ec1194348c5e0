using System.Collections.Concurrent;
using Concerto.Web;
using Concerto.Web.Features.Digests;
using Concerto.Web.Features.Jobs;
using MySqlConnector;

namespace Concerto.Tests;

/// <summary>
/// The only door to the real app. One <see cref="Server"/> a database runs for all tests of a run: the whole program in this process, on a real
/// Kestrel. Nothing is reset between tests; each makes its own people, and what is theirs is nobody else's.
/// <code>
/// [OnBothDatabases]
/// public async Task A_song_can_be_made(string database)
/// {
///     var server = await ConcertoFixture.OnAsync(database);
///     var mira = await server.NewPersonAsync();
///     var project = await server.UseAsync((CreateProject create) => create.ExecuteAsync(new("Demos"), mira.Caller, default));
/// }
/// </code>
/// A test that turns the clock, takes the program down or changes what everybody has starts a server of its own: <see cref="StartAsync"/>.
/// </summary>
public static class ConcertoFixture
{
    public const string Sqlite = "sqlite", MariaDb = "mariadb";
    public static readonly string[] Databases = [Sqlite, MariaDb];

    private static readonly ConcurrentDictionary<string, Lazy<Task<Server>>> Shared = new();

    static ConcertoFixture() => AppDomain.CurrentDomain.ProcessExit += (_, _) => CleanUpAsync().GetAwaiter().GetResult();

    /// <summary>The server that all tests share.</summary>
    /// <param name="database">sqlite or mariadb.</param>
    public static Task<Server> OnAsync(string database) => Shared.GetOrAdd(database, name => new(() => StartAsync(name, WithoutDigests))).Value;

    // Else tests about notifications would find them mailed, when they are run at nine.
    private static void WithoutDigests(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<IReadOnlyList<ScheduledJob>>([.. Schedule.Jobs.Where(job => job.Type != typeof(RunDigests))]);

    /// <summary>A server for one test alone, with an empty database and a data directory of its own; dispose of it.</summary>
    /// <param name="database">sqlite or mariadb.</param>
    /// <param name="configure">What to replace in it, such as the clock: <c>builder.Services.AddSingleton&lt;TimeProvider&gt;(clock)</c>.</param>
    /// <param name="settings">Configuration, such as <c>--Concerto:Jobs:Enabled=false</c>.</param>
    public static Task<Server> StartAsync(string database, Action<WebApplicationBuilder>? configure = null, params string[] settings) => StartAsync(database, configure, before: null, settings);

    /// <summary>As <see cref="StartAsync(string, Action{WebApplicationBuilder}, string[])"/>, on what is in its database before it first starts.</summary>
    public static Task<Server> StartOnAsync(string database, Func<IServiceProvider, Task> before, params string[] settings) => StartAsync(database, configure: null, before, settings);

    private static async Task<Server> StartAsync(string database, Action<WebApplicationBuilder>? configure, Func<IServiceProvider, Task>? before, string[] settings)
    {
        var directory = Directory.CreateTempSubdirectory("concerto-test-").FullName;
        string[] where = database == MariaDb
            ? ["--Concerto:Database:Provider=mysql", $"--Concerto:Database:ConnectionString={await CreateMariaDbAsync()}", "--Concerto:Database:MigrateOnStart=true"]
            : [];
        var server = new Server(database, directory, [.. where, .. settings], configure);
        await server.StartAsync(before);
        return server;
    }

    /// <summary>The connection string of a database that holds nothing yet, on the MariaDB that <c>./test</c> (or <c>eng/servers</c>) started.</summary>
    public static async Task<string> CreateMariaDbAsync()
    {
        var root = Environment.GetEnvironmentVariable("CONCERTO_TEST_MYSQL")
            ?? throw new InvalidOperationException("CONCERTO_TEST_MYSQL is not set: run ./test, or eval \"$(eng/servers env)\" after eng/servers start.");
        var name = $"concerto_{Guid.CreateVersion7():N}";
        await using var connection = new MySqlConnection(root);
        await connection.OpenAsync();
        await using var command = new MySqlCommand($"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", connection);
        await command.ExecuteNonQueryAsync();
        return new MySqlConnectionStringBuilder(root) { Database = name, MaximumPoolSize = 60 }.ConnectionString;
    }

    private static async Task CleanUpAsync()
    {
        foreach (var server in Shared.Values.Where(s => s is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })) await (await server.Value).DisposeAsync();
    }
}
