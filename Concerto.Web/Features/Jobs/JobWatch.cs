using Concerto.Domain;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Scheduling;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Jobs;

/// <summary>On every node, also on those that run no jobs: makes the heartbeats that are to be missed, and looks each minute whose is.</summary>
public sealed class JobWatch(UnitOfWork unitOfWork, IReadOnlyList<ScheduledJob> jobs, JobMeter meter, TimeProvider time, ILogger<JobWatch> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        IReadOnlyList<ScheduledJob> silent = [];
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var before = silent;
                silent = await LookAsync(stoppingToken);
                foreach (var job in silent.Except(before)) log.LogError("{Job} has missed two ticks, on every node. Is the worker running?", job.Name);
                meter.Saw(jobs, silent);
                await Task.Delay(Interval, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "The heartbeats could not be looked at this time");
                await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private Task<IReadOnlyList<ScheduledJob>> LookAsync(CancellationToken ct) => unitOfWork.RunAsync<IReadOnlyList<ScheduledJob>>(async db =>
    {
        var now = time.Now();
        var known = await db.Heartbeats.Select(h => h.Job).ToListAsync(ct);
        db.Heartbeats.AddRange(jobs.Where(job => !known.Contains(job.Name)).Select(job => new Heartbeat(job.Name, job.Every, now)));
        await db.SaveChangesAsync(ct);
        return [.. (await SilentJobs.FindAsync(db, jobs, now, ct)).Select(s => s.Job)];
    }, ct);
}
