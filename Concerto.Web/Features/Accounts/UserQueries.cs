using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.GraphQL;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

[FieldsOf<Query>]
public static class UserQueries
{
    /// <summary>You, as the session or token says; null for a stranger.</summary>
    public static async Task<User?> Viewer(Caller caller, ConcertoDbContext db, CancellationToken ct) =>
        caller.User is { } me ? await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == me, ct) : null;
}
