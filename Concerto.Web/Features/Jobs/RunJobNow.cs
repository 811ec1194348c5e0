using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Scheduling;
using Concerto.Web.Features.Accounts;

namespace Concerto.Web.Features.Jobs;

/// <param name="Name">The job’s name, as jobs has it: RunDigests.</param>
public sealed record RunJobInput(string Name);

/// <summary>Runs a job for an admin, here and now: through the same lease and ledger as its schedule, and also on a node that runs none by itself.</summary>
public sealed class RunJobNow(IReadOnlyList<ScheduledJob> jobs, Leases leases, JobRunner runner, Audit audit, IHostApplicationLifetime process, TimeProvider time)
{
    /// <exception cref="NotAllowedException"/>
    /// <exception cref="JobNotFoundException"/>
    /// <exception cref="JobIsRunningException"/>
    public async Task<JobRun> ExecuteAsync(RunJobInput input, Caller caller)
    {
        var admin = caller.Admin;
        var job = jobs.FirstOrDefault(j => j.Name == input.Name) ?? throw new JobNotFoundException("name");
        using var lease = leases.TryTake(job.Name) ?? throw new JobIsRunningException(job.Title);
        // It goes on when the one who asked has left.
        return await runner.RunAsync(job, time.Now(), lease, process.ApplicationStopping, admin, db => audit.Add(db, AuditAction.JobRunByHand, admin, detail: job.Name))
            ?? throw new JobIsRunningException(job.Title);
    }
}
