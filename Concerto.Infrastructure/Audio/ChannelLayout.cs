namespace Concerto.Infrastructure.Audio;

/// <summary>What each channel of a recording counts in its loudness, by ITU-R BS.1770-4.</summary>
internal static class ChannelLayout
{
    private const double Front = 1, Surround = 1.41, BassEffects = 0;

    /// <summary>The layouts as ffmpeg names them, a letter a channel: F in front, S at the side or behind, L for the bass effects.</summary>
    private static readonly Dictionary<string, string> Known = new()
    {
        ["mono"] = "F",
        ["stereo"] = "FF", ["downmix"] = "FF",
        ["2.1"] = "FFL", ["3.0"] = "FFF", ["3.0(back)"] = "FFS",
        ["4.0"] = "FFFS", ["quad"] = "FFSS", ["quad(side)"] = "FFSS", ["3.1"] = "FFFL",
        ["5.0"] = "FFFSS", ["5.0(side)"] = "FFFSS", ["4.1"] = "FFFLS",
        ["5.1"] = "FFFLSS", ["5.1(side)"] = "FFFLSS", ["6.0"] = "FFFSSS", ["6.0(front)"] = "FFFFSS", ["hexagonal"] = "FFFSSS",
        ["6.1"] = "FFFLSSS", ["6.1(back)"] = "FFFLSSS", ["6.1(front)"] = "FFLFFSS", ["7.0"] = "FFFSSSS", ["7.0(front)"] = "FFFFFSS",
        ["7.1"] = "FFFLSSSS", ["7.1(wide)"] = "FFFLSSFF", ["7.1(wide-side)"] = "FFFLFFSS", ["octagonal"] = "FFFSSSSS",
    };

    /// <summary>What ffmpeg takes a recording for that doesn't say, by its number of channels.</summary>
    private static readonly string[] Guesses = ["mono", "stereo", "2.1", "4.0", "5.0", "5.1", "6.1", "7.1"];

    /// <param name="layout">ffprobe's name for it; null when it has none.</param>
    /// <param name="channels">1 to 8.</param>
    public static double[] Weights(string? layout, int channels)
    {
        if (layout is null || !Known.TryGetValue(layout, out var letters) || letters.Length != channels) letters = Known[Guesses[channels - 1]];
        return [.. letters.Select(letter => letter switch { 'L' => BassEffects, 'S' => Surround, _ => Front })];
    }
}
