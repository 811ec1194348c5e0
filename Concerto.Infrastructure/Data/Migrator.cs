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
        await db.Database.MigrateAsync(ct);
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
    }
}

/// <summary>The database's schema is older than this program.</summary>
public sealed class OldSchemaException(int pending)
    : Exception($"The database lacks {pending} migration{(pending == 1 ? "" : "s")}. Run “migrate” first, or set {DatabaseOptions.Section}:MigrateOnStart.");
