using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Scheduling;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Jobs;

/// <summary>How a job stands.</summary>
/// <param name="Plan">What it is.</param>
/// <param name="Beat">Its signs of life; null before anybody has served.</param>
/// <param name="IsSilent">It has missed two ticks.</param>
/// <param name="RunningOn">The node that is at it; null while none is.</param>
/// <param name="Next">Its next tick, UTC.</param>
/// <param name="Runs">The last runs, the newest first.</param>
public sealed record JobStanding(ScheduledJob Plan, Heartbeat? Beat, bool IsSilent, string? RunningOn, DateTime Next, IReadOnlyList<JobRun> Runs);

/// <summary>For admins: what runs by itself, when it did and what.</summary>
public sealed class LookAtJobs(ConcertoDbContext db, IReadOnlyList<ScheduledJob> jobs, TimeProvider time)
{
    private const int RunsShown = 10;

    /// <exception cref="NotAllowedException"/>
    public async Task<IReadOnlyList<JobStanding>> ExecuteAsync(Caller caller, CancellationToken ct)
    {
        _ = caller.Admin;
        var now = time.Now();
        var silent = await SilentJobs.FindAsync(db, jobs, now, ct);
        var beats = await db.Heartbeats.AsNoTracking().ToDictionaryAsync(h => h.Job, ct);
        var running = await db.Leases.AsNoTracking().Where(l => l.Until > now && l.Owner != null).ToDictionaryAsync(l => l.Name, l => l.Node, ct);
        var standings = new List<JobStanding>();
        foreach (var job in jobs)
        {
            var runs = await db.JobRuns.AsNoTracking().Where(r => r.Job == job.Name).OrderByDescending(r => r.Tick).Take(RunsShown).ToListAsync(ct);
            standings.Add(new(job, beats.GetValueOrDefault(job.Name), silent.Any(s => s.Job == job), running.GetValueOrDefault(job.Name), job.NextTick(now), runs));
        }
        return standings;
    }
}
