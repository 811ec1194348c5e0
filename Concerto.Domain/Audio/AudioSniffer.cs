namespace Concerto.Domain.Audio;

/// <summary>
/// Tells from a file's first bytes whether it can be a recording at all, and which demuxer is to be forced on it. What a file
/// is called, or says it is, never counts: an ffmpeg left to guess opens playlists, and those name other files.
/// </summary>
public static class AudioSniffer
{
    /// <summary>How many bytes from the start are wanted.</summary>
    public const int Length = 4096;

    /// <summary>The container whose demuxer is to be forced: wav, w64, aiff, caf, flac, mp3, mov, ogg or aac.</summary>
    /// <param name="head">The first <see cref="Length"/> bytes of the file, or all of it if there are fewer.</param>
    /// <exception cref="RecordingRefusedException">It is a web page, a playlist, a picture … in a musician's words.</exception>
    public static string Container(ReadOnlySpan<byte> head) => Recording(head) ?? throw OtherThing.Refusal(head);

    /// <summary>
    /// How many bytes of ID3v2 tag stand before what counts; 0 when there is none. A tag may hold a cover of many megabytes, so what
    /// follows can be out of <see cref="Container"/>'s sight, and is then taken for MP3 until somebody looks there.
    /// </summary>
    public static long TagLength(ReadOnlySpan<byte> head)
    {
        if (head.Length < 10 || !head.StartsWith("ID3"u8) || ((head[6] | head[7] | head[8] | head[9]) & 0x80) != 0) return 0;
        var footer = (head[5] & 0x10) != 0 ? 10 : 0;
        return 10 + footer + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]);
    }

    /// <summary>The container of what follows an ID3v2 tag: mp3 unless it is seen to be flac or aac, as MP3 may begin with any padding.</summary>
    public static string BehindTag(ReadOnlySpan<byte> rest) => TagLength(rest) == 0 && Recording(rest) is { } other and ("flac" or "aac") ? other : "mp3";

    private static string? Recording(ReadOnlySpan<byte> head)
    {
        if (TagLength(head) is > 0 and var tag) return BehindTag(tag < head.Length ? head[(int)tag..] : []);
        if (Has(head, 8, "WAVE"u8) && (Has(head, 0, "RIFF"u8) || Has(head, 0, "RF64"u8) || Has(head, 0, "BW64"u8) || Has(head, 0, "RIFX"u8))) return "wav";
        if (Has(head, 0, [(byte)'r', (byte)'i', (byte)'f', (byte)'f', 0x2E, 0x91, 0xCF, 0x11])) return "w64";
        if (Has(head, 0, "FORM"u8) && (Has(head, 8, "AIFF"u8) || Has(head, 8, "AIFC"u8))) return "aiff";
        if (Has(head, 0, "caff"u8)) return "caf";
        if (Has(head, 0, "fLaC"u8)) return "flac";
        if (Has(head, 0, "OggS"u8)) return "ogg";
        if (Has(head, 4, "ftyp"u8)) return OtherThing.IsPicture(head) ? null : "mov";
        if (Has(head, 4, "moov"u8) || Has(head, 4, "mdat"u8) || Has(head, 4, "wide"u8)) return "mov";
        return FrameLength(head) switch
        {
            { Format: "aac", Bytes: var bytes } when Follows(head, bytes) => "aac",
            { Format: "mp3", Bytes: var bytes } when Follows(head, bytes) => "mp3",
            _ when head is [0, ..] && head.TrimStart((byte)0) is var rest && FrameLength(rest) is { Format: "mp3", Bytes: var bytes } && Follows(rest, bytes) => "mp3",
            _ => null,
        };
    }

    private static bool Has(ReadOnlySpan<byte> head, int offset, ReadOnlySpan<byte> magic) =>
        head.Length >= offset + magic.Length && head.Slice(offset, magic.Length).SequenceEqual(magic);

    /// <summary>One frame proves little (noise begins like one every few thousand times): another must stand where it ends.</summary>
    private static bool Follows(ReadOnlySpan<byte> head, int bytes) => head.Length > bytes && FrameLength(head[bytes..]).Format == FrameLength(head).Format;

    /// <summary>The format and length of the bare MPEG audio frame that begins here: ADTS AAC or Layer III. Both start with the same sync word; the layer tells them apart.</summary>
    private static (string? Format, int Bytes) FrameLength(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < 6 || frame[0] != 0xFF || (frame[1] & 0xE0) != 0xE0) return default;
        var layer = frame[1] >> 1 & 3;
        if (layer == 0)
        {
            var length = (frame[3] & 3) << 11 | frame[4] << 3 | frame[5] >> 5;
            return (frame[1] & 0x10) != 0 && (frame[2] >> 2 & 15) < 13 && length > 7 ? ("aac", length) : default;
        }
        var (version, bitrate, rate) = (frame[1] >> 3 & 3, frame[2] >> 4, frame[2] >> 2 & 3);
        if (layer != 1 || version == 1 || bitrate is 0 or 15 || rate == 3) return default;
        var hertz = (rate switch { 0 => 44100, 1 => 48000, _ => 32000 }) >> (version switch { 3 => 0, 2 => 1, _ => 2 });
        var kilobits = (version == 3 ? Layer3Version1 : Layer3Version2)[bitrate];
        return ("mp3", (version == 3 ? 144_000 : 72_000) * kilobits / hertz + (frame[2] >> 1 & 1));
    }

    private static ReadOnlySpan<short> Layer3Version1 => [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    private static ReadOnlySpan<short> Layer3Version2 => [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
}
