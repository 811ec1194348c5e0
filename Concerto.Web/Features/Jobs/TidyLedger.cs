using Concerto.Domain;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Jobs;

/// <summary>A job: removes what was written down of jobs 30 days ago, and which days' digests were settled 90 days ago.</summary>
public sealed class TidyLedger(IDbContextFactory<ConcertoDbContext> contexts, TimeProvider time) : IJob
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30), DigestsKept = TimeSpan.FromDays(90);

    /// <returns>How many lines went.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var (before, digests) = (time.Now() - Kept, DateOnly.FromDateTime(time.Now() - DigestsKept));
        return await db.JobRuns.Where(r => r.StartedAt < before).ExecuteDeleteAsync(ct) + await db.Digests.Where(d => d.LocalDate < digests).ExecuteDeleteAsync(ct);
    }
}
