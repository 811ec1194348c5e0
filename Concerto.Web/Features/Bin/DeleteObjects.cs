using Concerto.Domain;
using Concerto.Domain.Storage;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Bin;

/// <summary>A job: removes from the store what nothing refers to any more. Safe to run twice at once; what fails is tried again later.</summary>
public sealed class DeleteObjects(IDbContextFactory<ConcertoDbContext> contexts, IObjectStore store, TimeProvider time, ILogger<DeleteObjects> log) : IJob
{
    private const int Batch = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    /// <returns>How many keys were cleared.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var now = time.Now();
        var keys = await db.ObjectDeletions.Where(d => d.DueAt <= now).OrderBy(d => d.DueAt).Select(d => d.Key).Take(Batch).ToListAsync(ct);
        var cleared = 0;
        foreach (var key in keys)
        {
            try
            {
                await store.AbortUploadsAsync(key, ct);
                await store.DeleteAsync(key, ct);
                cleared += await db.ObjectDeletions.Where(d => d.Key == key).ExecuteDeleteAsync(ct);
            }
            catch (StoreUnavailableException e)
            {
                log.LogWarning(e, "{Key} could not be removed from the store; it is tried again in {Pause}", key, Pause);
                await db.ObjectDeletions.Where(d => d.Key == key).ExecuteUpdateAsync(d => d.SetProperty(x => x.DueAt, now + Pause), ct);
            }
        }
        return cleared;
    }
}
