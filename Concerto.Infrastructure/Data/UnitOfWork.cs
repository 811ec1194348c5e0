using System.Data;
using Concerto.Domain.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Infrastructure.Data;

/// <summary>
/// Runs one action's writes in one transaction, and starts the whole action again, in a fresh context, when it lost a race:
/// after a unique violation MariaDB's own transaction can't even see the winner's row, so re-reading within it would be wrong.
/// </summary>
public sealed class UnitOfWork(IDbContextFactory<ConcertoDbContext> contexts, ActivitySignal activity)
{
    private const int MaxAttempts = 12;

    /// <param name="work">The action: loads, calls the entities' verbs, saves once. May run several times, so it touches nothing but the context.</param>
    /// <param name="onViolation">
    /// Told the unique constraint that a save ran into (see <see cref="Constraints"/>): the domain exception that says so, or null to start again
    /// because the winner's row is what this action wants to find.
    /// </param>
    public async Task<T> RunAsync<T>(Func<ConcertoDbContext, Task<T>> work, CancellationToken ct, Func<string, Exception?>? onViolation = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var db = await contexts.CreateDbContextAsync(ct);
                await using var transaction = await db.Database.BeginTransactionAsync(IsolationOf(db), ct);
                var result = await work(db);
                await transaction.CommitAsync(ct);
                if (db.ChangeTracker.Entries<Activity>().Any()) activity.Raise();
                return result;
            }
            catch (Exception e) when (DatabaseFaults.UniqueViolation(e) is { } constraint)
            {
                if (onViolation?.Invoke(constraint) is { } known) throw known;
                if (attempt == MaxAttempts) throw;
            }
            catch (Exception e) when (DatabaseFaults.IsLostRace(e) && attempt < MaxAttempts)
            {
            }
            await Task.Delay(Random.Shared.Next(2, 10 * attempt), ct);
        }
    }

    public Task RunAsync(Func<ConcertoDbContext, Task> work, CancellationToken ct, Func<string, Exception?>? onViolation = null) =>
        RunAsync(async db =>
        {
            await work(db);
            return true;
        }, ct, onViolation);

    // READ COMMITTED keeps InnoDB's gap locks, and with them most deadlocks, away; SQLite has one writer at a time and begins IMMEDIATE.
    private static IsolationLevel IsolationOf(ConcertoDbContext db) =>
        db is MySqlConcertoDbContext ? IsolationLevel.ReadCommitted : IsolationLevel.Serializable;
}
