using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Web.GraphQL;

namespace Concerto.Web.Features.Accounts;

[FieldsOf<Mutation>]
public static class ApiTokenMutations
{
    /// <summary>
    /// Makes a personal access token, with which a program acts for you. For people who are signed in, in the settings or the explorer: a token can't make tokens, or one that
    /// leaked would live on in what it has made. At most 50 of yours are alive at once.
    /// </summary>
    [Fails<NotAllowedException>, Fails<InvalidInputException>, Fails<TooManyTokensException>, Fails<IdempotencyKeyReusedException>, Gives("created")]
    public static Task<CreatedApiToken> CreateApiToken(CreateApiTokenInput input, CreateApiToken useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Ends one of your tokens: it is refused on the next request, and streams that it has open hear nothing more and are closed within 15 seconds. Revoking it again gives the same answer.</summary>
    [Fails<ApiTokenNotFoundException>]
    public static Task<ApiToken> RevokeApiToken(RevokeApiTokenInput input, RevokeApiToken useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);
}
