using Concerto.Domain.Accounts;
using Concerto.Web.GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

public static class UserLoaders
{
    /// <summary>The person behind something that the caller may see: its owner, uploader or author.</summary>
    public static IDataLoaderResult<User> Person(this Loaders load, UserId id) =>
        load.Batch(id, null!, static (ask, ids, ct) => ask.Db.Users.Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, ct));
}
