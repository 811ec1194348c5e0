using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Infrastructure.Data;

/// <summary>Brings the schema up to date, or says that it is not.</summary>
public sealed class Migrator(IDbContextFactory<ConcertoDbContext> contexts, DatabaseOptions options)
{
    /// <summary>Applies what is missing and returns the names of the migrations applied. Safe to run from several nodes: EF Core takes a lock.</summary>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var pending = (await db.Database.GetPendingMigrationsAsync(ct)).ToList();
        if (pending.Count > 0)
        {
            await using var alone = db is SqliteConcertoDbContext ? await LockAsync(db, ct) : null;
            await db.Database.MigrateAsync(ct);
        }
        await MissingKeys.FillAsync(db, ct);
        return pending;
    }

    /// <summary>On start: migrates where that is configured (the default on SQLite), else refuses an old schema.</summary>
    /// <exception cref="OldSchemaException"/>
    public async Task PrepareAsync(CancellationToken ct)
    {
        if (options.MigrateOnStart ?? !options.IsMySql)
        {
            await MigrateAsync(ct);
            return;
        }
        await using var db = await contexts.CreateDbContextAsync(ct);
        var pending = (await db.Database.GetPendingMigrationsAsync(ct)).Count();
        if (pending > 0) throw new OldSchemaException(pending);
        await MissingKeys.FillAsync(db, ct); // `migrate` may have been cut short
    }

    // EF Core's lock on SQLite is a row: a process that is killed leaves it behind, and all that come after wait for it for ever.
    // A lock on a file dies with its process, and whoever holds it may take the row away.
    private static async Task<FileStream> LockAsync(ConcertoDbContext db, CancellationToken ct)
    {
        var path = new SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource + ".migrating";
        while (true)
        {
            try
            {
                var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                if (await db.Database.SqlQuery<int>($"SELECT COUNT(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'").SingleAsync(ct) > 0)
                    await db.Database.ExecuteSqlAsync($"DELETE FROM __EFMigrationsLock", ct);
                return file;
            }
            catch (IOException e) when (e.GetType() == typeof(IOException))
            {
                await Task.Delay(100, ct); // another process migrates
            }
        }
    }
}

/// <summary>The database's schema is older than this program.</summary>
public sealed class OldSchemaException(int pending)
    : Exception($"The database lacks {pending} migration{(pending == 1 ? "" : "s")}. Run “migrate” first, or set {DatabaseOptions.Section}:MigrateOnStart.");
