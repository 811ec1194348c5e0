using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Scheduling;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Jobs;

/// <summary>The jobs that have missed two ticks, wherever they should have run: law 5 has admins, monitoring and readiness hear of it.</summary>
internal static class SilentJobs
{
    /// <summary>A job that is at it at this moment is not silent, however long it takes; one that hangs loses its lease.</summary>
    public static async Task<IReadOnlyList<(ScheduledJob Job, Heartbeat Beat)>> FindAsync(ConcertoDbContext db, IReadOnlyList<ScheduledJob> jobs, DateTime now, CancellationToken ct)
    {
        var beats = await db.Heartbeats.AsNoTracking().Where(h => !db.Leases.Any(l => l.Name == h.Job && l.Until > now)).ToDictionaryAsync(h => h.Job, ct);
        return [.. jobs.Where(job => beats.TryGetValue(job.Name, out var beat) && beat.IsSilent(now)).Select(job => (job, beats[job.Name]))];
    }
}
