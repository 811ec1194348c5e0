using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Notifications;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Sharing;

/// <summary>Law 9: however an address became verified, what waits for it becomes real shares, in the same transaction.</summary>
public static class PendingInvites
{
    /// <summary>
    /// Called once the verified person is saved, and saved by the caller; harmless when it is called again. Somebody may be inviting the address at this moment: the
    /// update waits for them, as they wait for the person's row (<see cref="ShareWithPeople"/>). For somebody who is disabled it goes on waiting.
    /// </summary>
    /// <returns>How many invites became theirs.</returns>
    public static async Task<int> BecomeSharesAsync(ConcertoDbContext db, User user, DateTime now, CancellationToken ct)
    {
        if (!user.IsActive) return 0;
        var pending = db.Invites.Where(i => i.AddressKey == user.EmailKey);
        await pending.ExecuteUpdateAsync(i => i.SetProperty(x => x.Role, x => x.Role), ct);
        var invites = await pending.ToListAsync(ct);
        foreach (var invite in invites) await BecomeAsync(db, invite, user.Id, now, ct);
        return invites.Count;
    }

    /// <summary>That one invite becomes the person's share, which they are told of like of any other; theirs already, the stronger role counts.</summary>
    public static async Task BecomeAsync(ConcertoDbContext db, Invite invite, UserId person, DateTime now, CancellationToken ct)
    {
        db.Invites.Remove(invite);
        if (await SharedThing.OfAsync(db, invite, ct) is not { } what || what.Project.OwnerId == person) return;
        if (await db.Shares.SingleOrDefaultAsync(h => h.UserId == person && h.ProjectId == invite.ProjectId && h.SongId == invite.SongId, ct) is { } share)
        {
            if (share.Role < invite.Role) share.Change(invite.Role);
            return;
        }
        db.Shares.Add(Share.Of(invite, person));
        await TellAsync(db, what.Activity(ActivityKind.Shared, invite.InviterId, person, now), invite.MailId, ct);
    }

    /// <summary>What was promised to an address is somebody's, and they are told of it; who came by the mail about it not by another.</summary>
    internal static async Task TellAsync(ConcertoDbContext db, Activity shared, OutboundEmailId? mailId, CancellationToken ct)
    {
        db.Activities.Add(shared.AsPromised());
        var told = await Notify.AddAsync(db, shared, ct);
        if (mailId is { } mail && await db.OutboundEmails.AnyAsync(m => m.Id == mail && m.SentAt != null, ct)) foreach (var notification in told) notification.CarriedBy(mail);
    }
}
