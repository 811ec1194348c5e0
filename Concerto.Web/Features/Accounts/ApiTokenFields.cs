using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <summary>A personal access token: how another program acts for you. The token itself is shown when it is made, and never again.</summary>
[FieldsOf<ApiToken>(nameof(ApiToken.Id), nameof(ApiToken.Name), nameof(ApiToken.Beginning), nameof(ApiToken.CreatedAt), nameof(ApiToken.ExpiresAt), nameof(ApiToken.LastUsedAt), nameof(ApiToken.RevokedAt))]
public static class ApiTokenFields
{
    /// <summary>What it may be used for.</summary>
    public static IEnumerable<TokenScope> Scopes(ApiToken token) => token.Scopes.Each();

    /// <summary>Whether it lets in, or why it does not any more.</summary>
    public static TokenState State(ApiToken token, TimeProvider time) => token.StateAt(time.Now());

    [Node]
    internal static IDataLoaderResult<ApiToken?> ById(ApiTokenId id, Loaders load) => load.Batch(id, static (ask, ids, ct) =>
        ask.Db.ApiTokens.Where(t => ids.Contains(t.Id) && t.UserId == ask.Caller.User).ToDictionaryAsync(t => t.Id, ct));
}

/// <summary>A token that was just made.</summary>
[FieldsOf<CreatedApiToken>(nameof(CreatedApiToken.ApiToken), nameof(CreatedApiToken.Secret))]
public static class CreatedApiTokenFields;

[FieldsOf<User>]
public static class ViewerApiTokens
{
    private static readonly Keyset<ApiToken> NewestFirst = new Keyset<ApiToken>().By(t => t.CreatedAt, descending: true).By(t => t.Id, descending: true);

    /// <summary>Your personal access tokens that you have not revoked, the newest first; null of others.</summary>
    public static async Task<Connection<ApiToken>?> ApiTokens(User user, Page page, Caller caller, ConcertoDbContext db, CancellationToken ct) =>
        user.Id == caller.User ? await db.ApiTokens.Where(t => t.UserId == user.Id && t.RevokedAt == null).ToConnectionAsync(NewestFirst, page, ct) : null;
}
