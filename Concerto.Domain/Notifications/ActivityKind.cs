namespace Concerto.Domain.Notifications;

/// <summary>What happened.</summary>
public enum ActivityKind
{
    /// <summary>A note was written, or a reply.</summary>
    CommentAdded,

    /// <summary>Its author changed its words.</summary>
    CommentEdited,

    /// <summary>It was ticked off.</summary>
    CommentResolved,

    /// <summary>It is open again.</summary>
    CommentReopened,

    /// <summary>It was taken back.</summary>
    CommentDeleted,

    /// <summary>The bytes are all there; its uploader can play it.</summary>
    VersionArrived,

    /// <summary>Measured: everybody in the song sees it from now on.</summary>
    VersionReady,

    /// <summary>It was not taken, or could not be measured; its uploader is told why.</summary>
    VersionRejected,

    /// <summary>Its light rendition was made, or could not be made.</summary>
    VersionRendered,

    /// <summary>What had failed is being tried again.</summary>
    AnalysisRetried,

    /// <summary>It has another label, or none.</summary>
    VersionRelabelled,

    /// <summary>It is in the bin, or was given up before it was ready.</summary>
    VersionDeleted,

    /// <summary>A song was made by hand. One that comes with an upload is there when its version is ready.</summary>
    SongCreated,

    /// <summary>It has another name.</summary>
    SongRenamed,

    /// <summary>It is in the bin.</summary>
    SongDeleted,

    /// <summary>A project was made by hand.</summary>
    ProjectCreated,

    /// <summary>It has another name.</summary>
    ProjectRenamed,

    /// <summary>It is in the bin.</summary>
    ProjectDeleted,

    /// <summary>Its owner let its listeners download originals, or no longer does.</summary>
    DownloadsChanged,

    /// <summary>Somebody was given a role. They alone are told.</summary>
    Shared,

    /// <summary>Somebody has another role.</summary>
    RoleChanged,

    /// <summary>Somebody’s role was taken away.</summary>
    Unshared,

    /// <summary>Somebody gave their role up.</summary>
    Left,

    /// <summary>The project has another owner.</summary>
    HandedOver,

    /// <summary>Somebody saw what they had been told. Their own pages alone hear of it.</summary>
    NotificationsRead,
}
