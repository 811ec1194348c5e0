using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Notifications;

/// <summary>
/// The one place that makes sentences of notifications, for pages, the API and the digest. Whatever the number of people and of notifications it is one command, and
/// what is gone, or not for their eyes any more, is left out (law 10).
/// </summary>
public static class Notices
{
    private const int Read = 300, Shown = 180;

    /// <summary>Whose notifications those are is for the asker to say; each is looked at with the access of the one whom it tells.</summary>
    /// <returns>The newest first.</returns>
    public static async Task<List<Notice>> ReadAsync(ConcertoDbContext db, IQueryable<Notification> notifications, CancellationToken ct)
    {
        var rows =
            from n in Access.StillThere(db, notifications)
            join project in db.Projects on n.ProjectId equals project.Id
            from song in db.Songs.Where(s => s.Id == n.SongId).DefaultIfEmpty()
            from version in db.Versions.Where(v => v.Id == n.VersionId).DefaultIfEmpty()
            from comment in db.Comments.Where(c => c.Id == n.CommentId).DefaultIfEmpty()
            from thread in db.Comments.Where(c => c.Id == comment!.ParentId).DefaultIfEmpty()
            from actor in db.Users.Where(u => u.Id == n.ActorId).DefaultIfEmpty()
            select new Row(
                n.Id, n.UserId, n.Kind, n.At, n.ReadAt, n.ActorId, actor!.Name, n.ProjectId, project.Name, n.SongId, song!.Name,
                n.VersionId, (int?)version!.Number, version.Label, n.CommentId, comment!.Text.Substring(0, Read), comment.StartMs, comment.EndMs,
                comment.ParentId != null, (UserId?)thread!.AuthorId, thread.StartMs, thread.EndMs);
        return [.. (await rows.AsNoTracking().ToListAsync(ct)).Select(Say).OrderByDescending(n => n.At).ThenByDescending(n => n.Id.Value)];
    }

    /// <summary>As lists show them: by project, then by song, whatever has the newest first. One person's.</summary>
    public static IReadOnlyList<ProjectNotices> Grouped(IEnumerable<Notice> newestFirst) =>
        [.. newestFirst.GroupBy(n => n.ProjectId).Select(project => new ProjectNotices(
            project.Key, project.First().Project,
            [.. project.GroupBy(n => n.SongId).Select(song => new SongNotices(song.Key, song.First().Song, [.. song]))]))];

    /// <summary>A note's own address, on its version.</summary>
    public static string PathTo(SongId song, VersionId? version, CommentId? comment) =>
        (version, comment) switch
        {
            ({ } v, { } c) => $"/songs/{song}?version={v}&comment={c}",
            ({ } v, null) => $"/songs/{song}?version={v}",
            _ => $"/songs/{song}",
        };

    private static Notice Say(Row row)
    {
        Position? at = (row.IsReply ? row.ThreadStartMs : row.StartMs) is { } start ? new(start, row.IsReply ? row.ThreadEndMs : row.EndMs) : null;
        var actor = row.Actor ?? "Somebody";
        return new(
            row.Id, row.UserId, row.Kind, row.At, row.ReadAt, row.ActorId, actor, row.ProjectId, row.Project, row.SongId, row.Song, row.VersionId, row.VersionNumber, row.VersionLabel,
            row.CommentId, row.Text is { } text ? Excerpt(text) : null, at, Sentence(row, actor, at), row.SongId is { } song ? PathTo(song, row.VersionId, row.CommentId) : $"/projects/{row.ProjectId}");
    }

    private static string Sentence(Row row, string actor, Position? at)
    {
        var where = at is { } position ? $"at {position.Format()}" : "on the whole version";
        return row.Kind switch
        {
            NotificationKind.VersionReady => $"{actor} uploaded v{row.VersionNumber}{(row.VersionLabel is { } label ? $" “{label}”" : "")}",
            NotificationKind.Mention => $"{actor} mentioned you {where}",
            NotificationKind.Reply when row.ThreadAuthorId == row.UserId => $"{actor} replied to your note {where}",
            NotificationKind.Reply => $"{actor} replied, as you did, to the note {where}",
            NotificationKind.Comment when row.IsReply => $"{actor} replied to the note {where}",
            NotificationKind.Comment => $"{actor} wrote a note {where}",
            NotificationKind.Resolved => $"{actor} resolved your note {where}",
            _ => $"{actor} shared {row.Song ?? row.Project} with you",
        };
    }

    private static string Excerpt(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= Shown) return line;
        var end = line.LastIndexOf(' ', Shown);
        if (end < Shown / 2) end = char.IsHighSurrogate(line[Shown - 1]) ? Shown - 1 : Shown;
        return line[..end] + "…";
    }

    private sealed record Row(
        NotificationId Id, UserId UserId, NotificationKind Kind, DateTime At, DateTime? ReadAt, UserId? ActorId, string? Actor, ProjectId ProjectId, string Project, SongId? SongId, string? Song,
        VersionId? VersionId, int? VersionNumber, string? VersionLabel, CommentId? CommentId, string? Text, int? StartMs, int? EndMs, bool IsReply, UserId? ThreadAuthorId, int? ThreadStartMs, int? ThreadEndMs);
}
