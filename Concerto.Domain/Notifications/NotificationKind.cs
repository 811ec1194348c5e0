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
