using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Notifications;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Sharing;

/// <summary>
/// What is written to an address when something is shared with it. With an account or without, the mails are of one lane, so that under the same caps and floors
/// both wait or neither does: else the one who shares could tell. Who has an account gets one about each thing, if they want any; who has none gets a link.
/// </summary>
public sealed class ShareMails(Outbox outbox, PublicLinks links)
{
    /// <summary>Adds the mail to the unit of work; nothing when that person was mailed about that project or song before, or does not want such mails at once.</summary>
    /// <param name="told">Their notification, which the mail then carries; empty when they don't want to be told at all.</param>
    public async Task AddSharedAsync(ConcertoDbContext db, IReadOnlyList<Notification> told, User to, User from, SharedThing what, Share share, DateTime now, CancellationToken ct)
    {
        var key = $"share:{(what.Song is { } song ? song.Id.ToString() : what.Project.Id.ToString())}:{to.Id}";
        if (told is not [var notification] || !to.MailedAtOnce.Include(NotificationKind.Shared) || await WasWrittenAsync(db, key, share, ct))
        {
            share.Mailed(null, now);
            return;
        }
        var isFirst = !await db.OutboundEmails.AnyAsync(m => m.DedupeKey == key, ct);
        var mail = Add(db, to, from, from.Id, what, share, isFirst ? key : $"{key}:{share.Id}");
        share.Mailed(mail, now);
        notification.CarriedBy(mail);
    }

    /// <summary>Tells them once more, unless they don't want such mails.</summary>
    /// <param name="sender">Who has it sent, for the caps: an admin perhaps, in the name of who shared.</param>
    public void AddAgain(ConcertoDbContext db, User to, User from, UserId sender, SharedThing what, Share share, DateTime now)
    {
        var wants = to.MailedAtOnce.Include(NotificationKind.Shared) && !to.Quiet.Include(NotificationKind.Shared);
        share.Mailed(wants ? Add(db, to, from, sender, what, share, $"share:{share.Id}:{share.Mails + 1}") : null, now);
    }

    /// <summary>Adds a link to accept the invite by and its mail. Each time it is another link; those before it work on.</summary>
    /// <inheritdoc cref="AddAgain"/>
    public void AddInvite(ConcertoDbContext db, Invite invite, User from, UserId sender, SharedThing what, DateTime now)
    {
        var (link, token) = InviteLink.To(invite.Key, now);
        var text = Invited(from.Name, what.Name, ofSong: what.Song is not null, invite.Role, invite.Message, links.To($"/account/invite?token={token}"));
        var mail = outbox.Add(db, new(MailLane.Invite, invite.Address, text, $"invite:{invite.Id}:{invite.Mails + 1}") { Collaborator = invite.Key, Sender = sender, SenderName = from.Name });
        link.GoesWith(mail);
        db.InviteLinks.Add(link);
        invite.Mailed(mail, now);
    }

    // One that waits since it was shared before tells of this share from now on; one that did not go, because the share had been withdrawn by then, told of none.
    private static async Task<bool> WasWrittenAsync(ConcertoDbContext db, string key, Share share, CancellationToken ct)
    {
        var again = $"{key}:";
        return await db.OutboundEmails.Where(m => (m.DedupeKey == key || m.DedupeKey.StartsWith(again)) && m.State != MailState.NotNeeded)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.CollaboratorId, share.Key), ct) > 0;
    }

    private OutboundEmailId Add(ConcertoDbContext db, User to, User from, UserId sender, SharedThing what, Share share, string key) =>
        outbox.Add(db, new(MailLane.Invite, to.Email, SharedWithYou(from.Name, what.Name, ofSong: what.Song is not null, share.Role, share.Message, links.To(what.Path)), key) { Collaborator = share.Key, Sender = sender, SenderName = from.Name });

    public static MailText Invited(string from, string name, bool ofSong, Role role, string? message, Uri link) => new(
        $"{from} shared “{name}” with you",
        name,
        [$"{from} shared {name} with you on Concerto, where people say what to change in a mix, to the second. {Means(role, ofSong)}", "You need no more than a name and a password to get in."],
        ofSong ? "Open the song" : "Open the project", link,
        $"You got this because {from} shared a {(ofSong ? "song" : "project")} with this address at {link.Authority}. The link is yours alone and works for 30 days. If you don’t know {from}, do nothing: without this link there is no account.")
    {
        Quote = message,
    };

    public static MailText SharedWithYou(string from, string name, bool ofSong, Role role, string? message, Uri link) => new(
        $"{from} shared “{name}” with you",
        name,
        [$"{from} shared {name} with you. {Means(role, ofSong)}"],
        ofSong ? "Open the song" : "Open the project", link,
        $"You got this because {from} shared a {(ofSong ? "song" : "project")} with your account at {link.Authority}; about each one mail is sent, once. Don’t want it? Choose “Leave” from the menu on its page, or ask {from} to remove you.")
    {
        Quote = message,
    };

    /// <summary>What the role lets one do, said to them.</summary>
    internal static string Means(Role role, bool ofSong) => (role, ofSong) switch
    {
        (Role.Viewer, true) => "You can listen to it.",
        (Role.Viewer, false) => "You can listen to its songs.",
        (Role.Commenter, true) => "You can listen to it, and write notes on it.",
        (Role.Commenter, false) => "You can listen to its songs, and write notes on them.",
        (_, true) => "You can listen to it, write notes, and upload new versions.",
        _ => "You can listen to its songs, write notes, and upload songs and versions.",
    };
}
