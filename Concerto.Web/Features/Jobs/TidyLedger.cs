using Concerto.Domain;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Jobs;

/// <summary>A job: removes what was written down of jobs 30 days ago.</summary>
public sealed class TidyLedger(IDbContextFactory<ConcertoDbContext> contexts, TimeProvider time) : IJob
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <returns>How many lines went.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var before = time.Now() - Kept;
        return await db.JobRuns.Where(r => r.StartedAt < before).ExecuteDeleteAsync(ct);
    }
}
