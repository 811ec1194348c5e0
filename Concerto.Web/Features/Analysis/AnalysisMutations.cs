using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Web.GraphQL;

namespace Concerto.Web.Features.Analysis;

[FieldsOf<Mutation>]
public static class AnalysisMutations
{
    /// <summary>Listens once more to a version whose rejection is retryable. For editors.</summary>
    [Fails<VersionNotFoundException>, Fails<NotAllowedException>, Fails<InvalidInputException>]
    public static Task<SongVersion> RetryAnalysis(RetryAnalysisInput input, RetryAnalysis useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);
}
