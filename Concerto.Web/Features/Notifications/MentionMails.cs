using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Notifications;

/// <summary>What is mailed at once to those who are named in a note and want that: one mail for each note and person, however often the note is edited.</summary>
public sealed class MentionMails(Outbox outbox, PublicLinks links)
{
    /// <summary>Adds the mails to the unit of work, and notes on the notifications that they carry them.</summary>
    /// <param name="told">Who is told; of them, those who are named.</param>
    /// <param name="client">See <see cref="Client.Key"/>.</param>
    public async Task AddAsync(ConcertoDbContext db, IReadOnlyList<Notification> told, Comment comment, Song song, string? client, CancellationToken ct)
    {
        var named = told.Where(n => n.Kind == NotificationKind.Mention).ToDictionary(n => n.UserId);
        if (named.Count == 0) return;
        var ids = named.Keys.Append(comment.AuthorId).ToList();
        var people = await db.Users.Where(u => ids.Contains(u.Id)).Select(u => new { u.Id, u.Name, u.Email, u.MailedAtOnce }).ToListAsync(ct);
        var keys = named.Keys.Select(Key).ToList();
        var before = await db.OutboundEmails.Where(m => keys.Contains(m.DedupeKey)).Select(m => m.DedupeKey).ToListAsync(ct);
        var version = (await db.Versions.FindAsync([comment.VersionId], ct))!;
        var thread = comment.ParentId is { } parent ? await db.Comments.FindAsync([parent], ct) : comment;
        var from = people.Single(p => p.Id == comment.AuthorId).Name;
        var text = MentionedYou(from, song.Name, version.Title, thread?.StartMs is { } start ? new(start, thread.EndMs) : null, comment.Text, links.To(Notices.PathTo(song.Id, comment.VersionId, comment.Id)));
        foreach (var to in people.Where(p => named.ContainsKey(p.Id) && p.MailedAtOnce.Include(NotificationKind.Mention) && !before.Contains(Key(p.Id))))
            named[to.Id].CarriedBy(outbox.Add(db, new(MailLane.Share, to.Email, text, Key(to.Id)) { Sender = comment.AuthorId, SenderName = from, Client = client }));

        string Key(UserId person) => $"mention:{comment.Id}:{person}";
    }

    public static MailText MentionedYou(string from, string song, string version, Position? at, string words, Uri link) => new(
        $"{from} mentioned you on “{song}”",
        song,
        [$"{from} mentioned you in a note {(at is { } position ? $"at {position.Format()}" : "on the whole")} of {version}."],
        "Open the note", link,
        $"You got this because {from} wrote your name with an @ before it in a song that you are in at {link.Authority}; about each such note one mail is sent, once. Don’t want these mails? Under Settings, Notifications, choose “in the app and the digest” for mentions.")
    {
        Quote = words,
    };
}
