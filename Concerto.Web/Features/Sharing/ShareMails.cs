using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Notifications;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Sharing;

/// <summary>What is written to people with an account when something is shared with them: once for each thing, whatever becomes of the share.</summary>
public sealed class ShareMails(Outbox outbox, PublicLinks links)
{
    /// <summary>Adds the mail to the unit of work; nothing when that person was mailed about that project or song before, or does not want such mails at once.</summary>
    /// <param name="told">Their notification, which the mail then carries; empty when they don't want to be told at all.</param>
    public async Task AddSharedAsync(ConcertoDbContext db, IReadOnlyList<Notification> told, User to, User from, SharedThing what, Role role, string? message, CancellationToken ct)
    {
        if (told is not [var notification] || !to.MailedAtOnce.Include(NotificationKind.Shared)) return;
        var key = $"share:{(what.Song is { } song ? song.Id.ToString() : what.Project.Id.ToString())}:{to.Id}";
        if (await db.OutboundEmails.AnyAsync(m => m.DedupeKey == key, ct)) return;
        notification.CarriedBy(outbox.Add(db, new(MailLane.Share, to.Email, SharedWithYou(from.Name, what.Name, ofSong: what.Song is not null, role, message, links.To(what.Path)), key) { Sender = from.Id, SenderName = from.Name }));
    }

    public static MailText SharedWithYou(string from, string name, bool ofSong, Role role, string? message, Uri link) => new(
        $"{from} shared “{name}” with you",
        name,
        [$"{from} shared {name} with you. {Means(role, ofSong)}"],
        ofSong ? "Open the song" : "Open the project", link,
        $"You got this because {from} shared a {(ofSong ? "song" : "project")} with your account at {link.Authority}; about each one mail is sent, once. Don’t want it? Choose “Leave” from the menu on its page, or ask {from} to remove you.")
    {
        Quote = message,
    };

    private static string Means(Role role, bool ofSong) => (role, ofSong) switch
    {
        (Role.Viewer, true) => "You can listen to it.",
        (Role.Viewer, false) => "You can listen to its songs.",
        (Role.Commenter, true) => "You can listen to it, and write notes on it.",
        (Role.Commenter, false) => "You can listen to its songs, and write notes on them.",
        (_, true) => "You can listen to it, write notes, and upload new versions.",
        _ => "You can listen to its songs, write notes, and upload songs and versions.",
    };
}
