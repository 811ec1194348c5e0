namespace Concerto.Domain.Notifications;

/// <summary>What happened.</summary>
public enum ActivityKind
{
    /// <summary>A note was written, or a reply.</summary>
    CommentAdded,

    /// <summary>The author of a note or reply changed its words.</summary>
    CommentEdited,

    /// <summary>A note was ticked off.</summary>
    CommentResolved,

    /// <summary>A note is open again.</summary>
    CommentReopened,

    /// <summary>A note or reply was taken back.</summary>
    CommentDeleted,

    /// <summary>A version's bytes are all there; its uploader can play it.</summary>
    VersionArrived,

    /// <summary>A version was measured: everybody in the song sees it from now on.</summary>
    VersionReady,

    /// <summary>A version was not taken, or could not be measured; its uploader is told why.</summary>
    VersionRejected,

    /// <summary>A version's light rendition was made, or could not be made.</summary>
    VersionRendered,

    /// <summary>What had failed of a version is being tried again.</summary>
    AnalysisRetried,

    /// <summary>A version has another label, or none.</summary>
    VersionRelabelled,

    /// <summary>A version is in the bin, or was given up before it was ready.</summary>
    VersionDeleted,

    /// <summary>A song was made by hand. One that comes with an upload is there when its version is ready.</summary>
    SongCreated,

    /// <summary>A song has another name.</summary>
    SongRenamed,

    /// <summary>A song is in the bin.</summary>
    SongDeleted,

    /// <summary>A project was made by hand.</summary>
    ProjectCreated,

    /// <summary>A project has another name.</summary>
    ProjectRenamed,

    /// <summary>A project is in the bin.</summary>
    ProjectDeleted,

    /// <summary>A project's owner let its listeners download originals, or no longer does.</summary>
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
