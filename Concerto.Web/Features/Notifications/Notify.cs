using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Notifications;

/// <summary>
/// Who is told of what happened. Never those who did it, never those who may not see it, never of a kind that they don't want. However many people are in a song, it
/// takes the same few commands.
/// </summary>
public static class Notify
{
    /// <summary>Adds notifications of that activity, if it is of a kind that people are told of, to the caller's unit of work, to be saved with it.</summary>
    /// <returns>Those that were added.</returns>
    public static async Task<IReadOnlyList<Notification>> AddAsync(ConcertoDbContext db, Activity activity, CancellationToken ct)
    {
        List<Notification> told = [.. await AboutAsync(db, activity, ct)];
        db.Notifications.AddRange(told);
        return told;
    }

    private static Task<IEnumerable<Notification>> AboutAsync(ConcertoDbContext db, Activity activity, CancellationToken ct) => activity switch
    {
        { Kind: ActivityKind.Shared, PersonId: { } person } => OneAsync(db, activity, person, NotificationKind.Shared, ct),
        { Kind: ActivityKind.CommentResolved, PersonId: { } author } => OneAsync(db, activity, author, NotificationKind.Resolved, ct),
        { Kind: ActivityKind.VersionReady, PersonId: var uploader } => EverybodyAsync(db, activity, uploader, ct),
        { Kind: ActivityKind.CommentAdded, CommentId: { } comment } => CommentAsync(db, activity, comment, ct),
        { Kind: ActivityKind.CommentEdited, CommentId: { } comment } => EditedAsync(db, activity, comment, ct),
        _ => Task.FromResult<IEnumerable<Notification>>([]),
    };

    private static async Task<IEnumerable<Notification>> OneAsync(ConcertoDbContext db, Activity activity, UserId person, NotificationKind kind, CancellationToken ct)
    {
        if (person == activity.ActorId) return [];
        // What was shared a moment ago is not saved yet: there it is who was shared with that counts.
        var wants = await (kind == NotificationKind.Shared ? db.Users : Access.PeopleIn(db, activity.ProjectId, activity.SongId))
            .Where(u => u.Id == person).Select(u => new { u.Quiet }).FirstOrDefaultAsync(ct);
        return wants is not null && !wants.Quiet.Include(kind) ? [Notification.Of(activity, person, kind)] : [];
    }

    private static async Task<IEnumerable<Notification>> EverybodyAsync(ConcertoDbContext db, Activity activity, UserId? uploader, CancellationToken ct) =>
        from person in await InSongAsync(db, activity, ct)
        where person.Id != uploader && !person.Quiet.Include(NotificationKind.VersionReady)
        select Notification.Of(activity, person.Id, NotificationKind.VersionReady);

    private static async Task<IEnumerable<Notification>> CommentAsync(ConcertoDbContext db, Activity activity, CommentId id, CancellationToken ct)
    {
        var comment = (await db.Comments.FindAsync([id], ct))!;
        var people = await WhoSeeAsync(db, activity, comment, ct);
        var named = await NamedAsync(db, comment, comment.Text, ct);
        var inThread = comment.ParentId is { } thread
            ? await db.Comments.Where(c => (c.Id == thread || c.ParentId == thread) && c.DeletedAt == null).Select(c => c.AuthorId).Distinct().ToListAsync(ct)
            : [];
        return from person in people
            let otherwise = inThread.Contains(person.Id) ? NotificationKind.Reply : NotificationKind.Comment
            let kind = named.Contains(person.Id) && !person.Quiet.Include(NotificationKind.Mention) ? NotificationKind.Mention : otherwise
            where !person.Quiet.Include(kind)
            select Notification.Of(activity, person.Id, kind);
    }

    /// <summary>Other words are no news, but that somebody is named in them is: once for each note.</summary>
    private static async Task<IEnumerable<Notification>> EditedAsync(ConcertoDbContext db, Activity activity, CommentId id, CancellationToken ct)
    {
        var comment = (await db.Comments.FindAsync([id], ct))!;
        if (!Mentions.MayBeIn(comment.Text)) return [];
        var people = await WhoSeeAsync(db, activity, comment, ct);
        var named = await NamedAsync(db, comment, comment.Text, ct);
        named = people.Where(p => named.Contains(p.Id) && !p.Quiet.Include(NotificationKind.Mention)).Select(p => p.Id).ToHashSet();
        if (named.Count == 0) return [];
        var before = db.Notifications.Where(n => named.Contains(n.UserId) && n.CommentId == id);
        var knew = await before.Where(n => n.Kind == NotificationKind.Mention).Select(n => n.UserId).ToListAsync(ct);
        var news = named.Where(person => !knew.Contains(person)).ToList();
        // That they are named says more than that something was written, which they have not seen yet.
        await before.Where(n => news.Contains(n.UserId) && n.ReadAt == null && n.MailId == null && (n.Kind == NotificationKind.Comment || n.Kind == NotificationKind.Reply)).ExecuteDeleteAsync(ct);
        return news.Select(person => Notification.Of(activity, person, NotificationKind.Mention));
    }

    /// <summary>A note on a version that is not ready yet is its uploader's alone, as the version is.</summary>
    private static async Task<List<Recipient>> WhoSeeAsync(ConcertoDbContext db, Activity activity, Comment comment, CancellationToken ct)
    {
        var version = (await db.Versions.FindAsync([comment.VersionId], ct))!;
        return [.. (await InSongAsync(db, activity, ct)).Where(p => p.Id != activity.ActorId && (version.Status == VersionStatus.Ready || version.UploaderId == p.Id))];
    }

    private static Task<List<Recipient>> InSongAsync(ConcertoDbContext db, Activity activity, CancellationToken ct) =>
        Access.PeopleIn(db, activity.ProjectId, activity.SongId).Select(u => new Recipient(u.Id, u.Quiet)).ToListAsync(ct);

    private static async Task<IReadOnlySet<UserId>> NamedAsync(ConcertoDbContext db, Comment comment, string text, CancellationToken ct) =>
        Mentions.MayBeIn(text) ? Mentions.Named(text, await PeopleToMention.OfAsync(db, Caller.Person(comment.AuthorId), comment.SongId, ct)) : new HashSet<UserId>();

    private sealed record Recipient(UserId Id, NotificationKinds Quiet);
}
