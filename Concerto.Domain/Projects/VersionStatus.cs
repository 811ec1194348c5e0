namespace Concerto.Domain.Projects;

/// <summary>How far a version has come.</summary>
public enum VersionStatus
{
    /// <summary>Signed for, its bytes have not all arrived. Only its uploader sees it.</summary>
    AwaitingUpload,
    /// <summary>Arrived and being listened to. Its uploader can play it already.</summary>
    Analysing,
    /// <summary>Everybody in the song sees and hears it.</summary>
    Ready,
    /// <summary>Not taken; the rejection says why. Only its uploader sees it.</summary>
    Rejected,
}

/// <summary>How far the light rendition (AAC) of a version has come.</summary>
public enum RenditionStatus
{
    /// <summary>None is made: the original streams as it is.</summary>
    NotNeeded,
    /// <summary>It is on its way; the original plays meanwhile, where browsers can.</summary>
    Pending,
    /// <summary>It is there.</summary>
    Ready,
    /// <summary>It could not be made, after several tries. The original still plays.</summary>
    Failed,
}
