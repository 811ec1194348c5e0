using System.Data.Common;
using System.Diagnostics;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Uploads;
using Microsoft.EntityFrameworkCore;
using MySqlConnector;

namespace Concerto.Bench;

/// <summary>
/// Row 3: signing an upload that makes a project, a song and a version, against the bare inserts of the same rows in one transaction by ADO.NET.
/// The two take turns, so that whatever the machine does meanwhile, it does to both.
/// </summary>
internal static class Signing
{
    private const int Warm = 100, Runs = 400;

    public static async Task MeasureAsync(Report report, CancellationToken ct)
    {
        await MeasureAsync(report, "SQLite", [], ct);
        if (Environment.GetEnvironmentVariable("CONCERTO_TEST_MYSQL") is not { Length: > 0 } server)
        {
            report.Add("MariaDB", "–", "not measured: eval \"$(eng/servers env)\" first");
            return;
        }
        var database = new MySqlConnectionStringBuilder(server) { Database = $"bench_{Guid.CreateVersion7():N}" };
        await using var connection = new MySqlConnection(server);
        await connection.OpenAsync(ct);
        await using (var create = new MySqlCommand($"CREATE DATABASE {database.Database} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", connection)) await create.ExecuteNonQueryAsync(ct);
        await MeasureAsync(report, "MariaDB", ["--Concerto:Database:Provider=mysql", $"--Concerto:Database:ConnectionString={database.ConnectionString}", "--Concerto:Database:MigrateOnStart=true"], ct);
        await using var drop = new MySqlCommand($"DROP DATABASE {database.Database}", connection);
        await drop.ExecuteNonQueryAsync(ct);
    }

    private static async Task MeasureAsync(Report report, string database, string[] settings, CancellationToken ct)
    {
        await using var site = await Site.NewAsync(ct, settings);
        var (_, mira) = await site.NewPersonAsync("Mira", ct);
        var contexts = site.Services.GetRequiredService<IDbContextFactory<ConcertoDbContext>>();
        var first = await SignAsync(0);
        var rows = await RowsAsync(contexts, first.Upload.VersionId, ct);

        var (signing, bare) = (new List<double>(), new List<double>());
        for (var run = 1; run <= Warm + Runs; run++)
        {
            var clock = Stopwatch.StartNew();
            await SignAsync(run);
            var sign = clock.Elapsed;
            clock.Restart();
            await InsertAsync(contexts, rows, run, ct);
            if (run <= Warm) continue;
            signing.Add(sign.TotalMilliseconds);
            bare.Add(clock.Elapsed.TotalMilliseconds);
        }
        var (s, b) = (Report.Median(signing), Report.Median(bare));
        report.Add($"{database}: signUpload with new project, song and version", s, "ms", $"{Report.Number(s / b)} × the bare inserts ({Report.Number(b)} ms); goal ≤ 1.5 ×");

        Task<SignedUpload> SignAsync(int run) => site.UseAsync((SignUpload sign) => sign.ExecuteAsync(new(new(ProjectName: $"Project {run}", SongName: "Intro"), "intro.wav", 5_000_000), mira, ct));
    }

    /// <summary>The four rows that one signing wrote, to be written again under other keys.</summary>
    private static async Task<IReadOnlyList<Row>> RowsAsync(IDbContextFactory<ConcertoDbContext> contexts, VersionId id, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var upload = await db.Uploads.SingleAsync(u => u.VersionId == id, ct);
        var version = await db.Versions.SingleAsync(v => v.Id == id, ct);
        var song = await db.Songs.SingleAsync(s => s.Id == version.SongId, ct);
        await db.Database.OpenConnectionAsync(ct);
        var rows = new List<Row>();
        foreach (var (table, key) in new[] { ("Projects", song.ProjectId.Value), ("Songs", song.Id.Value), ("Versions", id.Value), ("Uploads", upload.Id.Value) })
        {
            await using var select = db.Database.GetDbConnection().CreateCommand();
            select.CommandText = $"SELECT * FROM {table} WHERE Id = @id";
            Add(select, "@id", Key(db, key));
            await using var reader = await select.ExecuteReaderAsync(ct);
            await reader.ReadAsync(ct);
            rows.Add(new(table, [.. Enumerable.Range(0, reader.FieldCount).Select(i => (reader.GetName(i), reader.GetValue(i)))]));
        }
        return rows;
    }

    private static async Task InsertAsync(IDbContextFactory<ConcertoDbContext> contexts, IReadOnlyList<Row> rows, int run, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct); // for its connection only
        await db.Database.OpenConnectionAsync(ct);
        var connection = db.Database.GetDbConnection();
        var (project, song, version, upload) = (Key(db, Guid.CreateVersion7()), Key(db, Guid.CreateVersion7()), Key(db, Guid.CreateVersion7()), Key(db, Guid.CreateVersion7()));
        await using var transaction = await connection.BeginTransactionAsync(ct);
        foreach (var (table, columns) in rows)
        {
            await using var insert = connection.CreateCommand();
            insert.Transaction = transaction;
            insert.CommandText = $"INSERT INTO {table} ({string.Join(", ", columns.Select(c => c.Name))}) VALUES ({string.Join(", ", columns.Select((_, i) => $"@p{i}"))})";
            for (var i = 0; i < columns.Count; i++)
                Add(insert, $"@p{i}", (table, columns[i].Name) switch
                {
                    ("Projects", "Id") or ("Songs", "ProjectId") => project,
                    ("Songs", "Id") or ("Versions", "SongId") => song,
                    ("Versions", "Id") or ("Uploads", "VersionId") => version,
                    ("Uploads", "Id") => upload,
                    ("Projects", "NameKey") => $"bare {run}",
                    _ => columns[i].Value,
                });
            await insert.ExecuteNonQueryAsync(ct);
        }
        await transaction.CommitAsync(ct);
    }

    // As each database keeps keys: SQLite as upper-case text, MariaDB as char(36), which its driver takes as a Guid.
    private static object Key(ConcertoDbContext db, Guid key) => db is MySqlConcertoDbContext ? key : key.ToString().ToUpperInvariant();

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    private sealed record Row(string Table, IReadOnlyList<(string Name, object Value)> Columns);
}
