using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;

namespace Concerto.Web.Features.Notifications;

/// <summary>What somebody is told, in words and with the way there.</summary>
/// <param name="UserId">Who is told.</param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="ReadAt">When they saw it in the app; null while they have not.</param>
/// <param name="ActorId">Who did it; of a version, who uploaded it.</param>
/// <param name="Excerpt">How the note or reply begins, on one line; null when it is not about one.</param>
/// <param name="Position">Where the note is, or the one replied to; null on the whole version, and when it is not about a note.</param>
/// <param name="Sentence">“Jonas replied to your note at 01:23”, without a full stop. It does not say in which song.</param>
/// <param name="Path">Where it leads, beginning with a slash.</param>
public sealed record Notice(
    NotificationId Id, UserId UserId, NotificationKind Kind, DateTime At, DateTime? ReadAt, UserId? ActorId, string Actor, ProjectId ProjectId, string Project, SongId? SongId, string? Song,
    VersionId? VersionId, int? VersionNumber, string? VersionLabel, CommentId? CommentId, string? Excerpt, Position? Position, string Sentence, string Path)
{
    public bool IsRead => ReadAt is not null;
}

/// <summary>What is told of one project, newest first.</summary>
public sealed record ProjectNotices(ProjectId Id, string Name, IReadOnlyList<SongNotices> Songs)
{
    public IEnumerable<Notice> All => Songs.SelectMany(s => s.Notices);
}

/// <summary>What is told of one song, newest first; of the project itself when there is no song.</summary>
public sealed record SongNotices(SongId? Id, string? Name, IReadOnlyList<Notice> Notices);
