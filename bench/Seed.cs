using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Audio;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;
using MySqlConnector;

namespace Concerto.Bench;

/// <summary>How much Mira has.</summary>
internal sealed record Seed(string Name, int Projects, int SongsEach, int VersionsEach, int CommentsEach)
{
    private const int AtOnce = 5_000;

    private int Songs => Projects * SongsEach;
    private int Comments => Songs * VersionsEach * CommentsEach;

    /// <summary>
    /// The site with that much in it, on SQLite or on the MariaDB of <c>eng/servers</c> (null when none runs). It is made once for each state of the schema
    /// and stays, under /tmp and in MariaDB.
    /// </summary>
    public async Task<Site?> SiteAsync(bool onMariaDb, CancellationToken ct)
    {
        var server = Environment.GetEnvironmentVariable("CONCERTO_TEST_MYSQL");
        if (onMariaDb && server is not { Length: > 0 }) return null;
        var name = $"bench_{Name}_{await SchemaAsync(ct)}".ToLowerInvariant();
        var directory = Path.Combine(Path.GetTempPath(), "concerto-bench", name);
        for (var tries = 0; ; tries++)
        {
            Directory.CreateDirectory(directory);
            if (onMariaDb) await ExecuteAsync(server!, $"CREATE DATABASE IF NOT EXISTS {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", ct);
            string[] settings = onMariaDb
                ? ["--Concerto:Database:Provider=mysql", $"--Concerto:Database:ConnectionString={new MySqlConnectionStringBuilder(server!) { Database = name }}", "--Concerto:Database:MigrateOnStart=true"]
                : [];
            var site = Site.Kept(directory, settings);
            await site.Services.GetRequiredService<Migrator>().PrepareAsync(ct);
            var contexts = site.Services.GetRequiredService<IDbContextFactory<ConcertoDbContext>>();
            if (await IsWholeAsync(contexts, ct)) return site;
            if (tries == 0 && await HasSomeAsync(contexts, ct)) // a seed that was broken off
            {
                await site.DisposeAsync();
                if (onMariaDb) await ExecuteAsync(server!, $"DROP DATABASE {name}", ct);
                else Directory.Delete(directory, recursive: true);
                continue;
            }
            await FillAsync(site, contexts, ct);
            return site;
        }
    }

    public static async Task<UserId> MiraAsync(Site site, CancellationToken ct)
    {
        await using var db = await site.Services.GetRequiredService<IDbContextFactory<ConcertoDbContext>>().CreateDbContextAsync(ct);
        return await db.Users.Select(u => u.Id).SingleAsync(ct);
    }

    public static async Task<string> TokenAsync(Site site, UserId of, CancellationToken ct) =>
        (await site.UseAsync((CreateApiToken create) => create.ExecuteAsync(new("Bench", [TokenScope.Read]), Caller.Person(of), ct))).Secret!;

    private async Task FillAsync(Site site, IDbContextFactory<ConcertoDbContext> contexts, CancellationToken ct)
    {
        await Console.Error.WriteLineAsync($"Making the seed “{Name}” once: {Songs:N0} songs, {Comments:N0} notes.");
        var (_, mira) = await site.NewPersonAsync("Mira", ct);
        var now = site.Services.GetRequiredService<TimeProvider>().Now();
        foreach (var some in Rows(mira.Writer, now).Chunk(AtOnce))
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            db.AddRange(some);
            await db.SaveChangesAsync(ct);
        }
        await using var statistics = await contexts.CreateDbContextAsync(ct);
        if (statistics is MySqlConcertoDbContext) await statistics.Database.ExecuteSqlRawAsync("ANALYZE TABLE Projects, Songs, Versions, Comments", ct);
    }

    private IEnumerable<object> Rows(UserId mira, DateTime now)
    {
        for (var p = 0; p < Projects; p++)
        {
            var project = new Project(mira, Domain.Projects.Name.From($"Project {p:0000}", "name"), now);
            yield return project;
            for (var s = 0; s < SongsEach; s++)
            {
                var song = new Song(project.Id, Domain.Projects.Name.From($"Song {s:0000000}", "name"), now);
                yield return song;
                for (var v = 0; v < VersionsEach; v++)
                {
                    var version = new SongVersion(song.Id, v + 1, Domain.Projects.Name.From($"Mix {v + 1}", "label"), "mix.wav", 30_000_000, null, mira, now);
                    version.Measured(Measured(s), Overview, now);
                    yield return version;
                    for (var c = 0; c < CommentsEach; c++) yield return new Comment(version, mira, "A little less reverb from here.", Position.From(c * 1_000, null, 180_000), now.AddSeconds(c));
                }
            }
        }
    }

    private static readonly byte[] Overview = [.. Enumerable.Range(0, 2 * SongVersion.OverviewPoints).Select(i => (byte)(i * 37))];

    private static Measurements Measured(int song) => new()
    {
        Container = "wav", Codec = "pcm_s24le", ContentType = "audio/wav", DurationMs = 180_000 + song, SampleRate = 48_000, Channels = 2, BitDepth = 24,
        IntegratedLufs = -14.2, LoudnessRangeLu = 6.1, TruePeakDbtp = -1.3, PlaysInBrowsers = true,
    };

    private async Task<bool> IsWholeAsync(IDbContextFactory<ConcertoDbContext> contexts, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Songs.CountAsync(ct) == Songs && await db.Comments.CountAsync(ct) == Comments;
    }

    private static async Task<bool> HasSomeAsync(IDbContextFactory<ConcertoDbContext> contexts, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Users.AnyAsync(ct);
    }

    /// <summary>The newest migration: under another one the seed is another.</summary>
    private static async Task<string> SchemaAsync(CancellationToken ct)
    {
        await using var site = await Site.NewAsync(ct);
        await using var db = await site.Services.GetRequiredService<IDbContextFactory<ConcertoDbContext>>().CreateDbContextAsync(ct);
        return (await db.Database.GetAppliedMigrationsAsync(ct)).Last();
    }

    private static async Task ExecuteAsync(string server, string sql, CancellationToken ct)
    {
        await using var connection = new MySqlConnection(server);
        await connection.OpenAsync(ct);
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
