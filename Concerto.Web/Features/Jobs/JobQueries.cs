using Concerto.Domain.Accounts;
using Concerto.Web.GraphQL;

namespace Concerto.Web.Features.Jobs;

[FieldsOf<Query>]
public static class JobQueries
{
    /// <summary>What runs by itself, when it did and what it did. For admins, with a token of the scope “admin”.</summary>
    public static Task<IReadOnlyList<JobStanding>> Jobs(LookAtJobs useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(caller, ct);
}
