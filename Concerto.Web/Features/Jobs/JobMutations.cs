using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Scheduling;
using Concerto.Web.GraphQL;

namespace Concerto.Web.Features.Jobs;

[FieldsOf<Mutation>]
public static class JobMutations
{
    /// <summary>Runs a job now, and waits for its end. For admins. A job that fails gives a run with an error.</summary>
    [Fails<JobNotFoundException>, Fails<NotAllowedException>, Fails<JobIsRunningException>]
    public static Task<JobRun> RunJob(RunJobInput input, RunJobNow useCase, Caller caller) => useCase.ExecuteAsync(input, caller);
}
