using Concerto.Domain.Accounts;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Sharing;

/// <summary>Law 9: however an address became verified, what waits for it becomes real shares, in the same transaction.</summary>
internal static class PendingInvites
{
    /// <summary>
    /// Called once the verified person is saved, and saved by the caller. Somebody may be inviting the address at this moment: the update waits for them, as they
    /// wait for the person's row (<see cref="ShareWithPeople"/>).
    /// </summary>
    public static async Task BecomeSharesAsync(ConcertoDbContext db, User user, CancellationToken ct)
    {
        var pending = db.Invites.Where(i => i.AddressKey == user.EmailKey);
        await pending.ExecuteUpdateAsync(i => i.SetProperty(x => x.Role, x => x.Role), ct);
        var shares = await db.Shares.Where(h => h.UserId == user.Id).ToListAsync(ct);
        foreach (var invite in await pending.ToListAsync(ct))
        {
            db.Invites.Remove(invite);
            if (await db.Projects.AnyAsync(p => p.OwnerId == user.Id && (p.Id == invite.ProjectId || db.Songs.Any(s => s.Id == invite.SongId && s.ProjectId == p.Id)), ct)) continue;
            if (shares.Find(h => h.ProjectId == invite.ProjectId && h.SongId == invite.SongId) is not { } share) db.Shares.Add(Share.Of(invite, user.Id));
            else if (share.Role < invite.Role) share.Change(invite.Role);
        }
    }
}
