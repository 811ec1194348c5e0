using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Concerto.Web.GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

[FieldsOf<PersonAccount>(Name = "Account")]
public static class AccountFields
{
    /// <summary>When they, or a program with a token of theirs, were last here; null when that was long ago, or never.</summary>
    public static IDataLoaderResult<DateTime?> LastSeenAt(PersonAccount account, Loaders load) =>
        load.Batch(account.Id, (DateTime?)null, static async (ask, ids, ct) => (await LastSeen.OfAsync(ask.Db, ids, ct)).ToDictionary(x => x.Key, x => (DateTime?)x.Value));

    [Node]
    internal static IDataLoaderResult<PersonAccount?> ById(UserId id, Loaders load) => load.Batch(id, static async (ask, ids, ct) =>
        (await Access.ForAdmins(ask.Caller, ask.Db.Users.WithAccount()).Where(u => ids.Contains(u.Id)).ToListAsync(ct)).ToDictionary(u => u.Id, PersonAccount.Of));

    internal static IDataLoaderResult<PersonAccount?> ByAddress(string email, Loaders load) => load.Batch(EmailAddress.KeyOf(email.Trim()), static async (ask, keys, ct) =>
        (await Access.ForAdmins(ask.Caller, ask.Db.Users.WithAccount()).Where(u => keys.Contains(u.EmailKey)).ToListAsync(ct)).ToDictionary(u => u.EmailKey, PersonAccount.Of));
}
