using System.Text;

namespace Concerto.Domain.Audio;

/// <summary>What people upload by mistake (or on purpose) instead of a recording, recognised so that the refusal can say what it is and what to do.</summary>
internal static class OtherThing
{
    private const string BounceIt = "Export (bounce) the mix as WAV, FLAC or MP3 and upload that.";
    private const string UnpackIt = "Upload the recording inside it.";

    /// <summary>Offset, bytes as Latin-1, reason and words. The first that fits counts.</summary>
    private static readonly (int Offset, string Magic, RejectionCode Reason, string Message)[] Signatures =
    [
        (0, "\u0089PNG", RejectionCode.NotAudio, "That file is a picture, not a recording."),
        (0, "\u00FF\u00D8\u00FF", RejectionCode.NotAudio, "That file is a picture, not a recording."),
        (0, "GIF8", RejectionCode.NotAudio, "That file is a picture, not a recording."),
        (0, "II*\0", RejectionCode.NotAudio, "That file is a picture, not a recording."),
        (0, "MM\0*", RejectionCode.NotAudio, "That file is a picture, not a recording."),
        (8, "WEBP", RejectionCode.NotAudio, "That file is a picture, not a recording."),
        (0, "%PDF", RejectionCode.NotAudio, "That file is a PDF document, not a recording."),
        (0, "PK\u0003\u0004", RejectionCode.NotAudio, $"That file is a ZIP archive. {UnpackIt}"),
        (0, "PK\u0005\u0006", RejectionCode.NotAudio, "That file is an empty ZIP archive."),
        (0, "Rar!", RejectionCode.NotAudio, $"That file is a RAR archive. {UnpackIt}"),
        (0, "7z\u00BC\u00AF", RejectionCode.NotAudio, $"That file is a 7-Zip archive. {UnpackIt}"),
        (0, "\u001F\u008B", RejectionCode.NotAudio, $"That file is a compressed archive or an Ableton Live set. {BounceIt}"),
        (0, "BZh", RejectionCode.NotAudio, $"That file is a compressed archive. {UnpackIt}"),
        (0, "\u00FD7zXZ", RejectionCode.NotAudio, $"That file is a compressed archive. {UnpackIt}"),
        (257, "ustar", RejectionCode.NotAudio, $"That file is a TAR archive. {UnpackIt}"),
        (0, "<REAPER_PROJECT", RejectionCode.NotAudio, $"That file is a Reaper project, not a recording. {BounceIt}"),
        (0, "FLhd", RejectionCode.NotAudio, $"That file is an FL Studio project, not a recording. {BounceIt}"),
        (8, "NUND", RejectionCode.NotAudio, $"That file is a Cubase project, not a recording. {BounceIt}"),
        (0, "\u00030010111100101011", RejectionCode.NotAudio, $"That file is a Pro Tools session, not a recording. {BounceIt}"),
        (0, "\0\u0005\u0016\u0007", RejectionCode.NotAudio, "That file is a macOS companion file (its name begins with “._”). Upload the recording that it belongs to."),
        (0, "MThd", RejectionCode.NotAudio, $"A MIDI file holds notes, not sound. {BounceIt}"),
        (8, "RMID", RejectionCode.NotAudio, $"A MIDI file holds notes, not sound. {BounceIt}"),
        (0, "Extended Module: ", RejectionCode.NotAudio, $"A tracker module holds notes and samples, not a mix. {BounceIt}"),
        (0, "IMPM", RejectionCode.NotAudio, $"A tracker module holds notes and samples, not a mix. {BounceIt}"),
        (44, "SCRM", RejectionCode.NotAudio, $"A tracker module holds notes and samples, not a mix. {BounceIt}"),
        (1080, "M.K.", RejectionCode.NotAudio, $"A tracker module holds notes and samples, not a mix. {BounceIt}"),
        (8, "AVI ", RejectionCode.NotAudio, $"That file is an AVI video. {BounceIt}"),
        (0, "FLV\u0001", RejectionCode.NotAudio, $"That file is a Flash video. {BounceIt}"),
        (0, "\0\0\u0001\u00BA", RejectionCode.NotAudio, $"That file is an MPEG video. {BounceIt}"),
        (0, "\u001AE\u00DF\u00A3", RejectionCode.UnsupportedFormat, $"That file is a WebM or Matroska video. {BounceIt}"),
        (0, "\u0030\u0026\u00B2\u0075", RejectionCode.UnsupportedFormat, $"That file is Windows Media (WMA), which we can't take. {BounceIt}"),
        (0, "wvpk", RejectionCode.UnsupportedFormat, $"That file is WavPack, which we can't take. {BounceIt}"),
        (0, "MAC ", RejectionCode.UnsupportedFormat, $"That file is Monkey's Audio, which we can't take. {BounceIt}"),
        (0, "DSD ", RejectionCode.UnsupportedFormat, $"That file is DSD, which we can't take. {BounceIt}"),
        (0, "FRM8", RejectionCode.UnsupportedFormat, $"That file is DSD, which we can't take. {BounceIt}"),
        (0, ".snd", RejectionCode.UnsupportedFormat, $"That file is Sun/NeXT audio, which we can't take. {BounceIt}"),
        (0, "#!AMR", RejectionCode.UnsupportedFormat, $"That file is an AMR voice memo, which we can't take. {BounceIt}"),
        (0, "\u000B\u0077", RejectionCode.UnsupportedFormat, $"That file is Dolby Digital, which we can't take. {BounceIt}"),
    ];

    /// <summary>What text begins with (lower case), or has within it when it is XML.</summary>
    private static readonly (string Start, string Message)[] Texts =
    [
        ("#ext", "That file is a playlist, not a recording."),
        ("[playlist]", "That file is a playlist, not a recording."),
        ("ffconcat", "That file is a playlist, not a recording."),
        ("v=0", "That file is a playlist, not a recording."),
        ("<mpd", "That file is a playlist, not a recording."),
        ("<playlist", "That file is a playlist, not a recording."),
        ("<asx", "That file is a playlist, not a recording."),
        ("<smil", "That file is a playlist, not a recording."),
        ("<svg", "That file is a picture, not a recording."),
        ("<!doctype html", "That file is a web page, not a recording."),
        ("<html", "That file is a web page, not a recording."),
        ("<head", "That file is a web page, not a recording."),
        ("<body", "That file is a web page, not a recording."),
        ("<script", "That file is a web page, not a recording."),
    ];

    public static RecordingRefusedException Refusal(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty) return new(RejectionCode.NoSound, "That file is empty.");
        if (IsPicture(head)) return new(RejectionCode.NotAudio, "That file is a picture, not a recording.");
        var characters = Encoding.Latin1.GetString(head);
        foreach (var (offset, magic, reason, message) in Signatures)
            if (characters.Length >= offset && characters.AsSpan(offset).StartsWith(magic, StringComparison.Ordinal)) return new(reason, message);
        if (!IsText(head)) return new(RejectionCode.NotAudio, "We don't recognise that file as a recording. WAV, AIFF, FLAC, MP3, M4A, Ogg and Opus are welcome.");
        var text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF', ' ', '\t', '\r', '\n').ToLowerInvariant();
        foreach (var (start, message) in Texts)
            if (text.StartsWith(start, StringComparison.Ordinal) || (text is ['<', '?' or '!', ..] && text.Contains(start, StringComparison.Ordinal)))
                return new(RejectionCode.NotAudio, message);
        return new(RejectionCode.NotAudio, "That file is text, not a recording.");
    }

    /// <summary>HEIC and AVIF share their container with M4A; the brand tells.</summary>
    public static bool IsPicture(ReadOnlySpan<byte> head) =>
        head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8) && Encoding.Latin1.GetString(head[8..12]) is "heic" or "heix" or "mif1" or "msf1" or "avif" or "avis" or "crx ";

    /// <summary>No control characters but white space; or UTF-16, which announces itself.</summary>
    private static bool IsText(ReadOnlySpan<byte> head) =>
        head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] || head.IndexOfAnyInRange((byte)0, (byte)8) < 0 && head.IndexOfAnyInRange((byte)14, (byte)31) < 0 && head.IndexOf((byte)127) < 0;
}
