using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.GraphQL;
using GraphQL;
using GraphQL.DataLoader;

namespace Concerto.Web.Features.Accounts;

/// <summary>By what an account is found: one of these, and no more.</summary>
/// <param name="Id">The person's id.</param>
/// <param name="Email">The whole address, in capitals or not.</param>
[OneOf]
public sealed record AccountBy(UserId? Id = null, string? Email = null);

/// <summary>People, as admins see them.</summary>
[FieldsOf<Query>]
public static class AccountQueries
{
    /// <summary>The newest first. Ids grow with time, so that the key itself is the order.</summary>
    internal static readonly Keyset<User> NewestFirst = new Keyset<User>().By(u => u.Id, descending: true);

    /// <summary>Everybody who has an account or began to make one, the newest first. For admins, with a token of the scope “admin”.</summary>
    /// <param name="search">Part of a name or an address, however it is written.</param>
    /// <param name="filter">Which of them.</param>
    public static async Task<Connection<PersonAccount>> Users(string? search, Page page, ConcertoDbContext db, Caller caller, CancellationToken ct, AccountFilter filter = AccountFilter.Everybody)
    {
        _ = caller.Admin;
        var found = await db.Users.Under(filter).Called(search).ToConnectionAsync(NewestFirst, page, ct);
        var cursors = found.Edges.ToDictionary(e => e.Node.Id, e => e.Cursor);
        var more = page.Backward ? found.PageInfo.HasPreviousPage : found.PageInfo.HasNextPage;
        return new([.. found.Nodes.Select(PersonAccount.Of)], page, more, account => cursors[account.Id], found.TotalCount);
    }

    /// <summary>Somebody's account by the person's id; null when there is none. For admins, with a token of the scope “admin”.</summary>
    /// <param name="id">A person's id.</param>
    public static IDataLoaderResult<PersonAccount?> User(UserId id, Caller caller, Loaders load)
    {
        _ = caller.Admin;
        return AccountFields.ById(id, load);
    }

    /// <summary>Somebody's account by whatever is known of them; null when there is none. For admins, with a token of the scope “admin”.</summary>
    /// <param name="by">What is known.</param>
    public static IDataLoaderResult<PersonAccount?> Account(AccountBy by, Caller caller, Loaders load)
    {
        _ = caller.Admin;
        return by.Id is { } id ? AccountFields.ById(id, load) : AccountFields.ByAddress(by.Email!, load);
    }
}
