using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Scheduling;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Jobs;

/// <summary>
/// Runs a job under a lease, and writes down that it did: the ledger lets one node run a tick, the heartbeat says that somebody does (law 5). What goes wrong in a job
/// is in the ledger and never stops its next tick; one that hangs is left behind when its lease is lost.
/// </summary>
public sealed class JobRunner(UnitOfWork unitOfWork, IServiceScopeFactory scopes, JobMeter meter, TimeProvider time, ILogger<JobRunner> log)
{
    private static readonly TimeSpan ToStop = TimeSpan.FromSeconds(10);

    /// <param name="lease">The job's own; it stays the caller's to give back.</param>
    /// <param name="byHand">The admin who wants it; null for the schedule.</param>
    /// <param name="alongside">What is written in the transaction that begins it.</param>
    /// <returns>Its line of the ledger; null when another node has run that tick.</returns>
    public async Task<JobRun?> RunAsync(ScheduledJob job, DateTime tick, HeldLease lease, CancellationToken ct, UserId? byHand = null, Action<ConcertoDbContext>? alongside = null)
    {
        if (await BeginAsync(job, tick, byHand, alongside, ct) is not { } sequence) return null;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, lease.Lost);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var did = await WithinAsync(((IJob)scope.ServiceProvider.GetRequiredService(job.Type)).ExecuteAsync(either.Token), either.Token);
            if (did > 0) log.LogInformation("{Job} did {Count}", job.Name, did);
            return await FinishAsync(job, sequence, "done", (run, beat, now) =>
            {
                run.Finish(did, now);
                beat.Succeeded(now);
            });
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            return await FinishAsync(job, sequence, "stopped", (run, _, now) => run.Fail("Its process was told to stop.", now));
        }
        catch (Exception e)
        {
            log.LogError(e, "{Job} failed; it runs again at its next tick", job.Name);
            var error = lease.Lost.IsCancellationRequested ? "It lost its lease, or took too long." : e.Message;
            return await FinishAsync(job, sequence, "failed", (run, beat, now) =>
            {
                run.Fail(error, now);
                beat.Failed(error);
            });
        }
    }

    // Two nodes come with the same tick: the second finds the first's line, or runs into it and starts again.
    private Task<long?> BeginAsync(ScheduledJob job, DateTime tick, UserId? byHand, Action<ConcertoDbContext>? alongside, CancellationToken ct) => unitOfWork.RunAsync<long?>(async db =>
    {
        if (await db.JobRuns.AnyAsync(r => r.Job == job.Name && r.Tick == tick, ct)) return null;
        var run = new JobRun(job.Name, tick, Leases.Node, time.Now(), byHand);
        db.JobRuns.Add(run);
        (await HeartbeatAsync(db, job, ct)).Beat(tick, job.Every);
        alongside?.Invoke(db);
        await db.SaveChangesAsync(ct);
        return run.Sequence;
    }, ct);

    // Not cancelled: what has been done is written down even while the process is told to stop.
    private Task<JobRun> FinishAsync(ScheduledJob job, long sequence, string outcome, Action<JobRun, Heartbeat, DateTime> settle)
    {
        meter.Ran(job, outcome);
        return unitOfWork.RunAsync(async db =>
        {
            var run = await db.JobRuns.SingleAsync(r => r.Sequence == sequence);
            settle(run, await HeartbeatAsync(db, job, default), time.Now());
            await db.SaveChangesAsync();
            return run;
        }, CancellationToken.None);
    }

    private async Task<Heartbeat> HeartbeatAsync(ConcertoDbContext db, ScheduledJob job, CancellationToken ct)
    {
        if (await db.Heartbeats.SingleOrDefaultAsync(h => h.Job == job.Name, ct) is { } beat) return beat;
        db.Heartbeats.Add(beat = new(job.Name, job.Every, time.Now()));
        return beat;
    }

    /// <summary>Waits for the work; once it is to stop, not much longer.</summary>
    private static async Task<int> WithinAsync(Task<int> work, CancellationToken ct)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = ct.Register(() => told.TrySetResult());
        return await Task.WhenAny(work, told.Task) == work ? await work : await work.WaitAsync(ToStop, CancellationToken.None);
    }
}
