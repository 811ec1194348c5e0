using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;

namespace Concerto.Domain.Notifications;

/// <summary>
/// Something that happened, written in the same transaction as what happened and never changed. Live pages, subscriptions and notifications
/// read from here, so that what a verb, a worker or another node does is seen too. It only points: what it points at is looked up, with the
/// reader's own access, when it is read, and may be gone by then.
/// </summary>
public sealed class Activity
{
    private Activity() { }

    /// <summary>In the order in which rows were written; they may be committed in another.</summary>
    public long Sequence { get; private set; }

    public DateTime At { get; private set; }
    public ActivityKind Kind { get; private set; }

    /// <summary>Who did it; null for Concerto itself, such as a worker that has measured a version.</summary>
    public UserId? ActorId { get; private set; }

    /// <summary>Nobody’s when it is about no project, as when somebody has read their notifications.</summary>
    public ProjectId ProjectId { get; private set; }

    /// <summary>Null when it is about the project as a whole.</summary>
    public SongId? SongId { get; private set; }

    public VersionId? VersionId { get; private set; }
    public CommentId? CommentId { get; private set; }

    /// <summary>Whom it happened to: whose role changed, whose upload it was.</summary>
    public UserId? PersonId { get; private set; }

    /// <summary>An invite became a share: its sharing was written down when the invite was made, and counts once towards how much one may share in a day.</summary>
    public bool KeptPromise { get; private set; }

    /// <summary>An invite has become a share.</summary>
    public Activity AsPromised()
    {
        KeptPromise = true;
        return this;
    }

    /// <summary>Somebody saw what they had been told.</summary>
    public static Activity OfReading(UserId person, DateTime now) => new() { Kind = ActivityKind.NotificationsRead, ActorId = person, At = now, PersonId = person };

    public static Activity In(Project project, ActivityKind kind, UserId? actor, DateTime now, UserId? person = null) =>
        new() { Kind = kind, ActorId = actor, At = now, ProjectId = project.Id, PersonId = person };

    public static Activity In(Song song, ActivityKind kind, UserId? actor, DateTime now, UserId? person = null) =>
        new() { Kind = kind, ActorId = actor, At = now, ProjectId = song.ProjectId, SongId = song.Id, PersonId = person };

    public static Activity On(SongVersion version, Song song, ActivityKind kind, UserId? actor, DateTime now) =>
        new() { Kind = kind, ActorId = actor, At = now, ProjectId = song.ProjectId, SongId = song.Id, VersionId = version.Id, PersonId = version.UploaderId };

    public static Activity On(Comment comment, Song song, ActivityKind kind, UserId actor, DateTime now) =>
        new() { Kind = kind, ActorId = actor, At = now, ProjectId = song.ProjectId, SongId = song.Id, VersionId = comment.VersionId, CommentId = comment.Id, PersonId = comment.AuthorId };
}
