using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;

namespace Concerto.Domain.Notifications;

/// <summary>
/// That somebody is told of something, written in the transaction that did it. Like an <see cref="Notifications.Activity"/> it only points; what it points at is
/// looked up with the person's own access when it is shown or mailed, and may be gone for them by then.
/// </summary>
public sealed class Notification
{
    private Notification() { }

    /// <summary>Opaque, and the same everywhere.</summary>
    public NotificationId Id { get; private set; }

    /// <summary>Who is told.</summary>
    public UserId UserId { get; private set; }

    /// <summary>What they are told of.</summary>
    public NotificationKind Kind { get; private set; }

    /// <summary>What happened. Its sequence is known once both are saved.</summary>
    public Activity Activity { get; private set; } = null!;

    public long ActivitySequence { get; private set; }

    /// <summary>When it happened.</summary>
    public DateTime At { get; private set; }

    /// <summary>Who did it; of a version that Concerto has made ready, who uploaded it.</summary>
    public UserId? ActorId { get; private set; }

    public ProjectId ProjectId { get; private set; }
    public SongId? SongId { get; private set; }
    public VersionId? VersionId { get; private set; }
    public CommentId? CommentId { get; private set; }

    /// <summary>When they saw it, in the app; null while they have not.</summary>
    public DateTime? ReadAt { get; private set; }

    /// <summary>The mail that carries it, at once or with a digest; null while none does. One that expires gives it back to the next digest.</summary>
    public OutboundEmailId? MailId { get; private set; }

    public static Notification Of(Activity activity, UserId person, NotificationKind kind) => new()
    {
        Id = NotificationId.New(), UserId = person, Kind = kind, Activity = activity, At = activity.At, ActorId = activity.ActorId ?? activity.PersonId,
        ProjectId = activity.ProjectId, SongId = activity.SongId, VersionId = activity.VersionId, CommentId = activity.CommentId,
    };

    public void Read(DateTime now) => ReadAt ??= now;

    public void CarriedBy(OutboundEmailId mail) => MailId = mail;
}
