using System.Globalization;
using Concerto.Domain.Audio;

namespace Concerto.Web.Pages.Songs;

/// <summary>Measurements as musicians write them: a true minus, one decimal, a dash for what can't be measured.</summary>
public static class Figures
{
    public static string Lufs(double? value) => Decibels(value);

    public static string Decibels(double? value) =>
        value is { } x ? x.ToString("0.0;−0.0;0.0", CultureInfo.InvariantCulture) : "–";

    /// <summary>“48 kHz”, “44.1 kHz”.</summary>
    public static string Rate(int hertz) => (hertz / 1000m).ToString("0.###", CultureInfo.InvariantCulture) + " kHz";

    /// <summary>“34 MB”.</summary>
    public static string Bytes(long n) => n switch
    {
        < 1_000 => $"{n} bytes",
        < 1_000_000 => $"{n / 1_000m:0} kB",
        < 1_000_000_000 => $"{n / 1_000_000m:0.#} MB",
        _ => $"{n / 1_000_000_000m:0.##} GB",
    };

    /// <summary>A limit: one set in powers of two is said in them, so “4 GB” for 4 GiB.</summary>
    public static string Limit(long n) => n switch
    {
        > 0 when n % (1L << 30) == 0 => $"{n >> 30} GB",
        > 0 when n % (1L << 20) == 0 => $"{n >> 20} MB",
        _ => Bytes(n),
    };

    public static string Channels(int count) => count switch { 1 => "mono", 2 => "stereo", _ => $"{count} channels" };

    /// <summary>“24 bit”, “32 bit float”; null for lossy files, which have none.</summary>
    public static string? Depth(Measurements measured) => measured.BitDepth is { } bits ? $"{bits} bit{(measured.IsFloat ? " float" : "")}" : null;

    /// <summary>The format as it is called outside: WAV, FLAC, M4A (ALAC).</summary>
    public static string Format(Measurements measured) => (measured.Container, measured.Codec) switch
    {
        ("mov", "alac") => "M4A (Apple Lossless)",
        ("mov", _) => "M4A (AAC)",
        ("ogg", "opus") => "Opus",
        ("ogg", "vorbis") => "Ogg Vorbis",
        ("ogg", "flac") => "Ogg FLAC",
        ("w64", _) => "Wave64",
        var (container, _) => container.ToUpperInvariant(),
    };

    /// <summary>What stands before a warning's time: “first at 01:02 ›”.</summary>
    public static string Where(WarningCode code) => code switch
    {
        WarningCode.Clipped => "First at",
        WarningCode.SilentStart => "It begins at",
        WarningCode.SilentEnd => "From",
        _ => "At",
    };

    /// <summary>A place in the recording as the room's address takes it, in seconds.</summary>
    public static string Place(int ms) => (ms / 1000m).ToString(CultureInfo.InvariantCulture);
}
