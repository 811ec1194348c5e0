using Concerto.Domain.Email;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Infrastructure.Email;

/// <summary>Those of the notifications whose readers still see what they tell of: who may see what is the web's to say.</summary>
public delegate IQueryable<Notification> StillThere(ConcertoDbContext db, IQueryable<Notification> notifications);

/// <summary>
/// Whether a mail is still of use. While it waited, what it leads to may have been done another way (law 8), withdrawn or deleted; then it would confuse its reader and take a place
/// from somebody who waits (law 7). Asked where every mail passes, so that no use case has to think of it.
/// </summary>
internal static class MailNeed
{
    /// <returns>Why it need not go; null when it is to.</returns>
    public static async Task<string?> WhyNotAsync(ConcertoDbContext db, OutboundEmail mail, StillThere stillThere, DateTime now, CancellationToken ct)
    {
        if (mail.CollaboratorId is { } who) return await IsSharedAsync(db, mail, who, ct) ? null : "What it tells of was accepted meanwhile, withdrawn or deleted.";
        if (await db.Users.AnyAsync(u => u.EmailKey == mail.AddressKey && u.DisabledAt != null, ct)) return "The account with this address is disabled.";
        if (mail.Lane is MailLane.Share or MailLane.Digest && await TellsOfNothingAsync(db, mail, stillThere, ct)) return "What it tells of was deleted meanwhile, or is not shared any more.";
        return mail.LinkId is null || await HasLinkAsync(db, mail, now, ct) ? null : "What its link is for was done meanwhile, or withdrawn.";
    }

    private static async Task<bool> HasLinkAsync(ConcertoDbContext db, OutboundEmail mail, DateTime now, CancellationToken ct) =>
        await db.MailedLinks.AsNoTracking().SingleOrDefaultAsync(l => l.Id == mail.LinkId, ct) is { } link
        && await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == link.UserId, ct) is { } user && link.IsAlive(user, now);

    private static async Task<bool> TellsOfNothingAsync(ConcertoDbContext db, OutboundEmail mail, StillThere stillThere, CancellationToken ct)
    {
        var carried = db.Notifications.Where(n => n.MailId == mail.Id);
        return !await stillThere(db, carried).AnyAsync(ct) && await carried.AnyAsync(ct);
    }

    // It is still shared with that address, by the link in the mail if there is one, and still there. An invite goes to an address whose account is disabled as to one
    // without an account: nobody learns from us who has one.
    private static async Task<bool> IsSharedAsync(ConcertoDbContext db, OutboundEmail mail, CollaboratorId who, CancellationToken ct)
    {
        if (await db.InviteLinks.AnyAsync(l => l.CollaboratorId == who && l.MailId == mail.Id && l.UsedAt != null, ct)) return false;
        var (share, invite, address) = (ShareId.From(who.Value), InviteId.From(who.Value), mail.AddressKey);
        var what = await db.Shares.Where(s => s.Id == share && db.Users.Any(u => u.Id == s.UserId && u.EmailKey == address && u.DisabledAt == null)).Select(s => new { s.ProjectId, s.SongId }).SingleOrDefaultAsync(ct)
            ?? await db.Invites.Where(i => i.Id == invite).Select(i => new { i.ProjectId, i.SongId }).SingleOrDefaultAsync(ct);
        if (what is null) return false;
        var project = what.ProjectId ?? await db.Songs.Where(s => s.Id == what.SongId && s.DeletedAt == null).Select(s => (ProjectId?)s.ProjectId).SingleOrDefaultAsync(ct);
        return project is not null && await db.Projects.AnyAsync(p => p.Id == project && p.DeletedAt == null, ct);
    }
}
