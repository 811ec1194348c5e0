namespace Concerto.Domain.Audio;

/// <summary>Why a version was not taken.</summary>
public enum RejectionCode
{
    /// <summary>The file is something else: a web page, a picture, a playlist, text.</summary>
    NotAudio,
    /// <summary>A recording in a format that we do not take.</summary>
    UnsupportedFormat,
    /// <summary>No sound in it: no audio stream, or no samples.</summary>
    NoSound,
    /// <summary>Sample rate outside 8–384 kHz, or more than 8 channels.</summary>
    OutOfRange,
    /// <summary>Longer than four hours.</summary>
    TooLong,
    /// <summary>Damaged beyond what can be read.</summary>
    Damaged,
    /// <summary>The bytes that arrived are not as many as were announced.</summary>
    SizeMismatch,
    /// <summary>The analysis failed on our side, repeatedly. It can be tried again.</summary>
    AnalysisFailed,
}
