using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages;

internal static class People
{
    /// <summary>The names of those whom a page is about to show; it has found their ids in what the caller may see.</summary>
    public static async Task<IReadOnlyDictionary<UserId, Person>> PeopleAsync(this ConcertoDbContext db, IEnumerable<UserId> ids, CancellationToken ct)
    {
        var wanted = ids.Distinct().ToList();
        return await db.Users.Where(u => wanted.Contains(u.Id)).Select(u => new Person(u.Id, u.Name)).ToDictionaryAsync(p => p.Id, ct);
    }
}
