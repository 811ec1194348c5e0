namespace Concerto.Domain.Notifications;

/// <summary>What happened.</summary>
public enum ActivityKind
{
    CommentAdded,
    CommentEdited,
    CommentResolved,
    CommentReopened,
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
    VersionRelabelled,
    VersionDeleted,
    SongCreated,
    SongRenamed,
    SongDeleted,
    ProjectCreated,
    ProjectRenamed,
    ProjectDeleted,

    /// <summary>Its owner let its listeners download originals, or no longer does.</summary>
    DownloadsChanged,
    Shared,
    RoleChanged,
    Unshared,
    Left,
    HandedOver,
}
