using Concerto.Web.GraphQL;
using GraphQL.DataLoader;

namespace Concerto.Web.Features.Accounts;

[FieldsOf<PersonAccount>(Name = "Account")]
public static class AccountFields
{
    /// <summary>When they, or a program with a token of theirs, were last here; null when that was long ago, or never.</summary>
    public static IDataLoaderResult<DateTime?> LastSeenAt(PersonAccount account, Loaders load) =>
        load.Batch(account.Id, (DateTime?)null, static async (ask, ids, ct) => (await LastSeen.OfAsync(ask.Db, ids, ct)).ToDictionary(x => x.Key, x => (DateTime?)x.Value));
}
