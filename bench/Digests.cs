using System.Diagnostics;
using System.Globalization;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Digests;
using Microsoft.EntityFrameworkCore;
using MySqlConnector;
using Activity = Concerto.Domain.Notifications.Activity;
using ActivityKind = Concerto.Domain.Notifications.ActivityKind;

namespace Concerto.Bench;

/// <summary>Row 5: everybody's digest at one tick: claimed, written, frozen, and what they tell of marked. Each of the people has notes on several songs to be told of.</summary>
internal static class Digests
{
    private const int Songs = 5;

    /// <summary>People, and what each is told of; fewer by CONCERTO_BENCH_PEOPLE.</summary>
    private static readonly int People = int.TryParse(Environment.GetEnvironmentVariable("CONCERTO_BENCH_PEOPLE"), CultureInfo.InvariantCulture, out var some) ? some : 100_000, Each = 10;

    public static async Task MeasureAsync(Report report, CancellationToken ct)
    {
        await MeasureAsync(report, "SQLite", [], ct);
        if (Environment.GetEnvironmentVariable("CONCERTO_TEST_MYSQL") is not { Length: > 0 } server)
        {
            report.Add("MariaDB", "–", "not measured: eval \"$(eng/servers env)\" first");
            return;
        }
        var database = new MySqlConnectionStringBuilder(server) { Database = $"bench_{Guid.CreateVersion7():N}", DefaultCommandTimeout = 600 };
        await using var connection = new MySqlConnection(server);
        await connection.OpenAsync(ct);
        await using (var create = new MySqlCommand($"CREATE DATABASE {database.Database} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", connection)) await create.ExecuteNonQueryAsync(ct);
        try
        {
            await MeasureAsync(report, "MariaDB", ["--Concerto:Database:Provider=mysql", $"--Concerto:Database:ConnectionString={database.ConnectionString}", "--Concerto:Database:MigrateOnStart=true"], ct);
        }
        finally
        {
            await using var drop = new MySqlCommand($"DROP DATABASE {database.Database}", connection);
            await drop.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private static async Task MeasureAsync(Report report, string database, string[] settings, CancellationToken ct)
    {
        await using var site = await Site.NewAsync(ct, settings);
        var nine = DateTime.SpecifyKind(await SeedAsync(site, ct), DateTimeKind.Utc);
        await using var scope = site.Services.CreateAsyncScope();
        var run = scope.ServiceProvider.GetRequiredService<RunDigests>();

        var (count, told, early, most, resident) = (0, 0, 0.0, 0.0, (Early: 0.0, Most: 0.0));
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        await run.PassAsync(nine.AddMinutes(1), digest =>
        {
            told += digest.Notifications;
            if (++count % 5000 != 0) return;
            var (held, inAll) = (GC.GetTotalMemory(forceFullCollection: true) / 1e6, Environment.WorkingSet / 1e6);
            if (early == 0) (early, resident.Early) = (held, inAll);
            (most, resident.Most) = (Math.Max(most, held), Math.Max(resident.Most, inAll));
        }, ct);
        var seconds = clock.Elapsed.TotalSeconds;
        processor = Process.GetCurrentProcess().TotalProcessorTime - processor;
        report.Add($"{database}: {count:N0} digests of {told:N0} notifications", seconds, "s", $"goal < 60 s for 100,000 of 1,000,000; {processor.TotalSeconds:N0} s of processor in this process");
        report.Add($"{database}: memory held, at most", most, "MB", $"goal: flat; {early:N0} MB after the first 5,000");
        report.Add($"{database}: memory of the process, at most", resident.Most, "MB", $"{resident.Early:N0} MB after the first 5,000");

        clock.Restart();
        if (await run.LookAsync(nine.AddMinutes(2), ct) is { Count: > 0 } again) throw new InvalidOperationException($"{again.Count:N0} would get a second one.");
        report.Add($"{database}: a tick at which all have theirs", clock.Elapsed.TotalMilliseconds, "ms");
        clock.Restart();
        await run.PassAsync(nine.AddHours(3), _ => throw new InvalidOperationException("It is nobody's hour."), ct);
        report.Add($"{database}: a tick at which it is nobody's hour", clock.Elapsed.TotalMilliseconds, "ms");
    }

    /// <returns>The day on which everybody's slot is at nine.</returns>
    private static async Task<DateTime> SeedAsync(Site site, CancellationToken ct)
    {
        var (_, mira) = await site.NewPersonAsync("Mira", ct);
        await site.NewPersonAsync("Singer", ct);
        var recording = Path.Combine(Path.GetTempPath(), $"concerto-bench-{Environment.ProcessId}.wav");
        using (var ffmpeg = Process.Start("ffmpeg", ["-v", "error", "-y", "-f", "lavfi", "-i", "anoisesrc=d=3:c=pink:r=48000", "-ac", "2", recording])) await ffmpeg.WaitForExitAsync(ct);
        await using var db = await site.Services.GetRequiredService<IDbContextFactory<ConcertoDbContext>>().CreateDbContextAsync(ct);
        var singer = await db.Users.SingleAsync(u => u.Name == "Singer", ct);
        var notes = new List<(Comment Note, Song Song)>();
        for (var i = 0; i < Songs; i++)
        {
            var id = await site.AddVersionAsync(mira, new(ProjectName: "Album", SongName: $"Song {i}"), recording, ct);
            var version = await db.Versions.SingleAsync(v => v.Id == id, ct);
            var song = await db.Songs.SingleAsync(s => s.Id == version.SongId, ct);
            for (var n = 0; n < Each / Songs; n++) notes.Add((new Comment(version, mira.Writer, "A little less reverb from here, and the snare could come down by a decibel and a half.", Position.From(500, null, 3000), version.CreatedAt), song));
        }
        File.Delete(recording);
        var project = await db.Projects.SingleAsync(p => p.Name == "Album", ct);
        db.Comments.AddRange(notes.Select(n => n.Note));
        db.Shares.Add(Share.Of(project, singer.Id, singer.Email, Role.Commenter, project.CreatedAt));
        await db.Notifications.ExecuteDeleteAsync(ct);
        db.Notifications.AddRange(notes.Select(n => Notification.Of(Activity.On(n.Note, n.Song, ActivityKind.CommentAdded, mira.Writer, n.Note.CreatedAt), singer.Id, NotificationKind.Comment)));
        await db.SaveChangesAsync(ct);

        // Everybody is the singer once more, under another name, in the same songs, with the same notes to be told of.
        var sqlite = db is SqliteConcertoDbContext;
        await db.Database.OpenConnectionAsync(ct);
        string Key(string head, string number) => sqlite ? $"printf('%08X-{head}-7000-8000-%012X', s.n, {number})" : $"CONCAT(LPAD(HEX(s.n), 8, '0'), '-{head}-7000-8000-', LPAD(HEX({number}), 12, '0'))";
        string Named(string end) => sqlite ? $"'singer' || s.n || '{end}'" : $"CONCAT('singer', s.n, '{end}')";
        if (!sqlite) await db.Database.ExecuteSqlAsync($"SET SESSION max_recursive_iterations = 10000000", ct);
        await CopyAsync("Users", new() { ["Id"] = Key("0000", "0"), ["Email"] = Named("@example.com"), ["EmailKey"] = Named("@example.com") });
        await CopyAsync("Shares", new() { ["Id"] = Key("0001", "0"), ["UserId"] = Key("0000", "0"), ["Address"] = Named("@example.com") });
        await CopyAsync("Notifications", new() { ["Id"] = Key("0002", "t.ActivitySequence"), ["UserId"] = Key("0000", "0") });
        return DateTime.UnixEpoch.AddYears(60).AddHours(9);

        async Task CopyAsync(string table, Dictionary<string, string> others)
        {
            var type = db.Model.GetEntityTypes().Single(e => e.GetTableName() == table);
            var columns = type.GetProperties().Select(p => p.GetColumnName()).ToList();
            var owner = table == "Users" ? $"t.Email = '{singer.Email}'" : $"t.UserId = (SELECT Id FROM Users WHERE Email = '{singer.Email}')";
            var quoted = columns.Select(c => sqlite ? $"\"{c}\"" : $"`{c}`").ToList();
            await using var copy = db.Database.GetDbConnection().CreateCommand();
            copy.CommandTimeout = 600;
            copy.CommandText = $$"""
                INSERT INTO {{table}} ({{string.Join(", ", quoted)}})
                WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {{People - 1}})
                SELECT {{string.Join(", ", columns.Zip(quoted, (c, q) => others.GetValueOrDefault(c) ?? $"t.{q}"))}} FROM s, {{table}} t WHERE {{owner}}
                """;
            await copy.ExecuteNonQueryAsync(ct);
        }
    }
}
