namespace Concerto.Domain.Notifications;

/// <summary>What somebody is told of.</summary>
public enum NotificationKind
{
    /// <summary>A new version is ready to be heard.</summary>
    VersionReady,

    /// <summary>A note was written.</summary>
    Comment,

    /// <summary>Somebody replied in a thread that they are in.</summary>
    Reply,

    /// <summary>Somebody wrote their name with an @ before it.</summary>
    Mention,

    /// <summary>A note of theirs was ticked off.</summary>
    Resolved,

    /// <summary>Something was shared with them.</summary>
    Shared,
}

/// <summary>Several of them.</summary>
[Flags]
public enum NotificationKinds
{
    None = 0,
    VersionReady = 1 << NotificationKind.VersionReady,
    Comment = 1 << NotificationKind.Comment,
    Reply = 1 << NotificationKind.Reply,
    Mention = 1 << NotificationKind.Mention,
    Resolved = 1 << NotificationKind.Resolved,
    Shared = 1 << NotificationKind.Shared,
}

public static class NotificationKindExtensions
{
    /// <summary>Whether it is one of them.</summary>
    public static bool Include(this NotificationKinds kinds, NotificationKind kind) => (kinds & kind.Alone()) != 0;

    /// <summary>That one and no other.</summary>
    public static NotificationKinds Alone(this NotificationKind kind) => (NotificationKinds)(1 << (int)kind);
}
