using Concerto.Domain.Accounts;
using Concerto.Domain.Audio;

namespace Concerto.Domain.Projects;

/// <summary>One mix of a song: a file that was uploaded, untouched, with what was measured of it.</summary>
public sealed class SongVersion
{
    /// <summary>How many strokes a list's small waveform has at most.</summary>
    public const int OverviewPoints = 120;

    private SongVersion() { }

    /// <param name="number">Taken under the lock on the song's row.</param>
    /// <param name="label">What the uploader calls it, unique within the song; null for none.</param>
    /// <param name="fileName">The file's name on the uploader's disk, for downloads.</param>
    /// <param name="byteSize">As announced; checked when the bytes have arrived.</param>
    /// <param name="sha256">As announced by the client, lower-case hex; kept for the client, never trusted.</param>
    public SongVersion(SongId song, int number, Name? label, string fileName, long byteSize, string? sha256, UserId uploader, DateTime now)
    {
        Id = VersionId.New();
        SongId = song;
        Number = number;
        (Label, LabelKey) = (label?.Text, label?.Key);
        (FileName, ByteSize, Sha256) = (fileName, byteSize, sha256);
        UploaderId = uploader;
        CreatedAt = now;
        Status = VersionStatus.AwaitingUpload;
    }

    public VersionId Id { get; private set; }
    public SongId SongId { get; private set; }

    /// <summary>1, 2, 3 … within the song.</summary>
    public int Number { get; private set; }

    /// <summary>What its uploader calls it; null for nothing but its number.</summary>
    public string? Label { get; private set; }

    /// <summary>Unique within the song; null without a label, or once in the bin.</summary>
    public string? LabelKey { get; private set; }

    /// <summary>The file's name on its uploader's disk.</summary>
    public string FileName { get; private set; } = "";

    /// <summary>The file's size in bytes.</summary>
    public long ByteSize { get; private set; }

    /// <summary>The file's SHA-256 in lower-case hex, as its uploader said; null when they did not.</summary>
    public string? Sha256 { get; private set; }

    public UserId UploaderId { get; private set; }

    /// <summary>When its upload was signed for.</summary>
    public DateTime CreatedAt { get; private set; }

    /// <summary>How far it has come.</summary>
    public VersionStatus Status { get; private set; }

    /// <summary>When collaborators could first see it; null before it is READY.</summary>
    public DateTime? ReadyAt { get; private set; }

    /// <summary>When it was put in the bin.</summary>
    public DateTime? DeletedAt { get; private set; }

    public RejectionCode? RejectionCode { get; private set; }

    /// <summary>Why it was not taken, in a musician's words.</summary>
    public string? RejectionMessage { get; private set; }

    /// <summary>What stage 1 found out; null before.</summary>
    public Measurements? Measurements { get; private set; }

    /// <summary>The whole waveform in few strokes, for lists: <see cref="OverviewPoints"/> pairs of lowest and highest sample as signed bytes; null before it is measured.</summary>
    public byte[]? Overview { get; private set; }

    public RenditionStatus Rendition { get; private set; }

    /// <summary>The type that the original is served as before it has been measured: what its first bytes say.</summary>
    public string? SniffedContentType { get; private set; }

    /// <summary>Its number and label together: “v3”, or “v3 less reverb”.</summary>
    public string Title => Label is null ? $"v{Number}" : $"v{Number} {Label}";

    public bool IsPlayable => Status is VersionStatus.Analysing or VersionStatus.Ready;

    /// <summary>A failure on our side, of either stage, can be tried again; what was refused has to be replaced.</summary>
    public bool CanRetryAnalysis => Status == VersionStatus.Rejected && RejectionCode == Audio.RejectionCode.AnalysisFailed || Rendition == RenditionStatus.Failed;

    /// <returns>Whether that is news: the same label again is none.</returns>
    public bool Relabel(Name? label)
    {
        if (Label == label?.Text) return false;
        (Label, LabelKey) = (label?.Text, label?.Key);
        return true;
    }

    public void Arrived(string sniffedContentType) => (Status, SniffedContentType) = (VersionStatus.Analysing, sniffedContentType);

    public void Measured(Measurements measurements, byte[] overview, DateTime now)
    {
        Measurements = measurements;
        Overview = overview;
        Status = VersionStatus.Ready;
        ReadyAt ??= now;
        Rendition = measurements.NeedsRendition ? RenditionStatus.Pending : RenditionStatus.NotNeeded;
        (RejectionCode, RejectionMessage) = (null, null);
    }

    public void Reject(RejectionCode code, string message) =>
        (Status, RejectionCode, RejectionMessage) = (VersionStatus.Rejected, code, message);

    /// <returns>The stage that failed and is to be done again.</returns>
    public AnalysisStage AnalyseAgain()
    {
        if (Rendition == RenditionStatus.Failed)
        {
            Rendition = RenditionStatus.Pending;
            return AnalysisStage.Render;
        }
        (Status, RejectionCode, RejectionMessage) = (VersionStatus.Analysing, null, null);
        return AnalysisStage.Measure;
    }

    public void Rendered(bool made) => Rendition = made ? RenditionStatus.Ready : RenditionStatus.Failed;

    public void PutInBin(DateTime now) => (DeletedAt, LabelKey) = (now, null);
}
