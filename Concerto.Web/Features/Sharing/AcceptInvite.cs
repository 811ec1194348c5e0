using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Sharing;

/// <summary>
/// Somebody who is signed in takes what a link is for, that alone; their address, and the one that it was shared with, are verified by it as little as before (law 9).
/// Accepting twice is accepting once (law 4); of several, one has it.
/// </summary>
public sealed class AcceptInvite(UnitOfWork unitOfWork, Audit audit, TimeProvider time)
{
    /// <returns>The page of what was shared.</returns>
    /// <exception cref="InviteNotAliveException"/>
    public Task<string> ExecuteAsync(string? token, Caller caller, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        var (me, now) = (caller.Writer, time.Now());
        var found = await InviteLinks.TakeAsync(db, token, now, ct) ?? throw new InviteNotAliveException();
        if (await SharedThing.OfAsync(db, found.Collaboration, ct) is not { IsGone: false } what) throw new InviteNotAliveException();
        if (what.Project.OwnerId == me || found.Share?.UserId == me) return what.Path;
        if (found.Invite is null && !found.IsOpenToOthers) throw new InviteNotAliveException();

        await InviteLinks.UseUpAsync(db, found.Link, now, ct);
        // With an account and without the address is out, and who comes in is told the same: else two accounts of one person could find out who has one.
        db.Activities.Add(what.Activity(ActivityKind.Unshared, me, found.Share?.UserId, now));
        if (found.Invite is { } invite) await PendingInvites.BecomeAsync(db, invite, me, now, ct);
        else await PassAsync(db, what, found.Share!, me, now, ct);
        audit.Add(db, AuditAction.InviteAccepted, me, me, $"“{what.Name}” by a {(found.Link.WasMailed ? "mailed" : "copied")} link for {found.Collaboration.Address}");
        await db.SaveChangesAsync(ct);
        return what.Path;
    }, ct);

    private static async Task PassAsync(ConcertoDbContext db, SharedThing what, Share share, UserId me, DateTime now, CancellationToken ct)
    {
        if (await what.Shares(db).SingleOrDefaultAsync(h => h.UserId == me, ct) is { } mine)
        {
            if (mine.Role < share.Role) mine.Change(share.Role);
            db.Shares.Remove(share);
            return;
        }
        share.PassTo(me);
        await PendingInvites.TellAsync(db, what.Activity(ActivityKind.Shared, share.SharedById ?? what.Project.OwnerId, me, now), share.MailId, ct);
    }
}
