using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Web.GraphQL;

namespace Concerto.Web.Features.Analysis;

[FieldsOf<Mutation>]
public static class AnalysisMutations
{
    /// <summary>Does once more what failed on our side: listens to a version whose rejection is retryable, or makes its light rendition. For editors.</summary>
    [Fails<VersionNotFoundException>, Fails<NotAllowedException>, Fails<InvalidInputException>]
    public static Task<SongVersion> RetryAnalysis(RetryAnalysisInput input, RetryAnalysis useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);
}
