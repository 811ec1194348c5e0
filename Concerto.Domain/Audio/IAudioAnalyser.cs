namespace Concerto.Domain.Audio;

/// <summary>
/// Listens to a recording that anybody may have made hostile: bounded in CPU, memory, disk and time, leaves no process or file behind.
/// </summary>
public interface IAudioAnalyser
{
    /// <summary>Why analysis can't run on this machine (ffmpeg is missing), or null when it can.</summary>
    ValueTask<string?> UnavailableReasonAsync(CancellationToken ct);

    /// <summary>
    /// Stage 1: facts, loudness and peaks of the local file <paramref name="sourcePath"/>. The waveform is written to
    /// <paramref name="waveformPath"/> (audiowaveform .dat version 2).
    /// </summary>
    /// <exception cref="RecordingRefusedException">It is not a recording that we take; says why. Final.</exception>
    /// <exception cref="AnalysisFailedException">The tools died; may be tried again.</exception>
    Task<Measurements> MeasureAsync(string sourcePath, string waveformPath, CancellationToken ct);

    /// <summary>Stage 2: AAC-LC 256 kb/s, 48 kHz M4A with the index in front, never normalised (law 12), written to <paramref name="renditionPath"/>.</summary>
    /// <exception cref="RecordingRefusedException"/>
    /// <exception cref="AnalysisFailedException"/>
    Task RenderAsync(string sourcePath, string renditionPath, CancellationToken ct);
}

/// <summary>A file that is not a recording we take, in a musician's words. <see cref="DomainException.Code"/> tells which kind of refusal.</summary>
public sealed class RecordingRefusedException(RejectionCode reason, string message) : DomainException(message)
{
    public RejectionCode Reason { get; } = reason;
}

/// <summary>The analysis itself broke (killed, out of time, tool missing); nothing is known about the recording.</summary>
public sealed class AnalysisFailedException(string message, Exception? inner = null) : Exception(message, inner);
