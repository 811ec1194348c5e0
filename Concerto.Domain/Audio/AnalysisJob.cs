using Concerto.Domain.Projects;

namespace Concerto.Domain.Audio;

/// <summary>What is to be done with a version that has arrived.</summary>
public enum AnalysisStage
{
    /// <summary>Stage 1, what people wait for: facts, loudness, waveform. Makes the version ready.</summary>
    Measure = 1,
    /// <summary>Stage 2, in the background: the light rendition. Never delays stage 1.</summary>
    Render = 2,
}

/// <summary>
/// One stage of one version, waiting for a worker or leased to one. A lease that is not renewed expires and the stage is somebody
/// else's; final writes check the token, so that a worker thought dead can't overwrite its successor.
/// </summary>
public sealed class AnalysisJob
{
    /// <summary>A worker renews its lease well before this has passed.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(60);

    /// <summary>Tried once and retried twice; then the version says so, with a retry button.</summary>
    public const int MaxAttempts = 3;

    private AnalysisJob() { }

    public AnalysisJob(VersionId version, AnalysisStage stage, DateTime now) => (VersionId, Stage, DueAt) = (version, stage, now);

    public VersionId VersionId { get; private set; }
    public AnalysisStage Stage { get; private set; }

    /// <summary>When it may next be claimed: at once, after a failure's pause, or when the present lease runs out.</summary>
    public DateTime DueAt { get; private set; }

    /// <summary>Of the worker that has it; null while nobody has.</summary>
    public Guid? LeaseToken { get; private set; }

    /// <summary>How often it has been claimed.</summary>
    public int Attempts { get; private set; }
}
