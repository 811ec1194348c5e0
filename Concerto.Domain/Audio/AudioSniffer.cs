namespace Concerto.Domain.Audio;

/// <summary>Tells from a file's first bytes whether it can be a recording at all.</summary>
public static class AudioSniffer
{
    /// <summary>How many bytes from the start are wanted.</summary>
    public const int Length = 4096;

    /// <summary>
    /// The container whose demuxer is to be forced (wav, w64, aiff, caf, flac, mp3, mov, ogg, aac).
    /// </summary>
    /// <exception cref="RecordingRefusedException">It is a web page, a playlist, a picture … in a musician's words.</exception>
    public static string Container(ReadOnlySpan<byte> head) => throw new RecordingRefusedException(RejectionCode.NotAudio, "That file is not a recording.");
}
