using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <summary>Admins change people one after the other: what is read once it is one's turn stays true until the commit. Rows are locked by writing them as they are.</summary>
internal static class PeopleDesk
{
    /// <summary>The person, to change them.</summary>
    /// <exception cref="UserNotFoundException"/>
    public static async Task<User> TakeAsync(ConcertoDbContext db, UserId id, CancellationToken ct)
    {
        await Turn.TakeAsync(db.Users.Where(u => u.Id == id), ct);
        return await db.Users.WithAccount().SingleOrDefaultAsync(u => u.Id == id, ct) ?? throw new UserNotFoundException("userId");
    }

    /// <summary>As <see cref="TakeAsync"/>, for what may cost Concerto an admin: of two admins who take each other's power at once, one keeps it.</summary>
    /// <exception cref="UserNotFoundException"/>
    /// <exception cref="LastAdminException"/>
    public static async Task<User> TakeLeavingAnAdminAsync(ConcertoDbContext db, UserId id, CancellationToken ct)
    {
        await Turn.TakeAsync(db.Users.Where(u => u.IsAdmin), ct);
        var person = await TakeAsync(db, id, ct);
        var costsOne = person is { IsAdmin: true, IsActive: true };
        if (costsOne && !await HasAnotherAdminAsync(db, id, ct)) throw new LastAdminException();
        return person;
    }

    /// <summary>Whether somebody else is an admin who can sign in.</summary>
    public static Task<bool> HasAnotherAdminAsync(ConcertoDbContext db, UserId than, CancellationToken ct) => db.Users.AnyAsync(u => u.Id != than && u.IsAdmin && u.VerifiedAt != null && u.DisabledAt == null, ct);
}
