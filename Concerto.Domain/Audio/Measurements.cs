namespace Concerto.Domain.Audio;

/// <summary>What stage 1 found out about a recording. Everything comes from decoded samples or the forced demuxer, never from extension or declared type.</summary>
public sealed record Measurements
{
    /// <summary>Container as ffmpeg names it: wav, w64, aiff, flac, mp3, mov, ogg, aac.</summary>
    public required string Container { get; init; }

    /// <summary>Codec as ffmpeg names it: pcm_s24le, flac, alac, mp3, aac, vorbis, opus …</summary>
    public required string Codec { get; init; }

    /// <summary>The type that browsers are told, derived from container and codec: audio/wav, audio/flac …</summary>
    public required string ContentType { get; init; }

    /// <summary>In milliseconds, from decoded samples.</summary>
    public required long DurationMs { get; init; }

    /// <summary>In hertz.</summary>
    public required int SampleRate { get; init; }

    public required int Channels { get; init; }

    /// <summary>Bits per sample of lossless sources (32 for float); null for lossy ones.</summary>
    public int? BitDepth { get; init; }

    public bool IsFloat { get; init; }

    /// <summary>EBU R128 integrated loudness in LUFS; null for silence or what is too short to measure (under 0.4 s).</summary>
    public double? IntegratedLufs { get; init; }

    /// <summary>EBU Tech 3342 loudness range in LU; null when it can't be measured.</summary>
    public double? LoudnessRangeLu { get; init; }

    /// <summary>In dBTP, 4× oversampled; null for digital silence.</summary>
    public double? TruePeakDbtp { get; init; }

    /// <summary>Where the true peak is, in milliseconds; null for digital silence.</summary>
    public long? TruePeakAtMs { get; init; }

    /// <summary>How many times the recording stays at full scale for several samples in a row; null of lossy ones, where it means little.</summary>
    public int? ClippedRuns { get; init; }

    /// <summary>Where it first does, in milliseconds; null when it never does.</summary>
    public long? FirstClipAtMs { get; init; }

    /// <summary>Milliseconds of silence before the first sound; null when there is only silence.</summary>
    public long? SilentStartMs { get; init; }

    /// <summary>Milliseconds of silence after the last sound; null when there is only silence.</summary>
    public long? SilentEndMs { get; init; }

    /// <summary>How its two channels lie to each other; null of what is not stereo.</summary>
    public StereoImage? StereoImage { get; init; }

    /// <summary>The file stops before its header says it should.</summary>
    public bool EndsEarly { get; init; }

    /// <summary>Browsers play it as it is (WAV up to 24 bit, FLAC, MP3, AAC, Ogg, Opus); AIFF, ALAC and float wait for the rendition.</summary>
    public bool PlaysInBrowsers { get; init; }

    /// <summary>A lossless source or one that browsers can't play, so a light rendition is made; MP3 and AAC stream as they are.</summary>
    public bool NeedsRendition { get; init; }
}

/// <summary>How the two channels of a stereo recording lie to each other.</summary>
public enum StereoImage
{
    /// <summary>Two channels that differ.</summary>
    Stereo,

    /// <summary>Both channels are the same: mono in a stereo file.</summary>
    DualMono,

    /// <summary>All of it is on the left.</summary>
    LeftOnly,

    /// <summary>All of it is on the right.</summary>
    RightOnly,
}
