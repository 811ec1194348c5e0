using System.Globalization;
using System.Text.RegularExpressions;

namespace Concerto.Infrastructure.Audio;

/// <summary>What ffmpeg's ebur128 says at the end: LUFS, LU and dBTP; null where there was nothing to measure.</summary>
internal sealed partial record Loudness(double? Integrated, double? Range, double? TruePeak)
{
    /// <summary>BS.1770's absolute gate: what is no louder, ebur128 calls −70.</summary>
    private const double Silence = -70;

    /// <summary>Loudness range is taken over windows of three seconds.</summary>
    private static readonly TimeSpan RangeWindow = TimeSpan.FromSeconds(3);

    /// <param name="log">ffmpeg's. The last summary in it counts: a filter graph that starts again leaves one of nothing before.</param>
    /// <param name="duration">Of the recording.</param>
    public static Loudness Read(string log, TimeSpan duration)
    {
        var summary = log[Math.Max(0, log.LastIndexOf("Summary:", StringComparison.Ordinal))..];
        var integrated = Number(IntegratedLine(), summary) is > Silence and var lufs ? lufs : (double?)null;
        return new(integrated, integrated is null || duration < RangeWindow ? null : Number(RangeLine(), summary), Number(PeakLine(), summary));
    }

    private static double? Number(Regex line, string summary) =>
        double.TryParse(line.Match(summary).Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    [GeneratedRegex(@"^\s*I:\s+(\S+) LUFS", RegexOptions.Multiline)]
    private static partial Regex IntegratedLine();

    [GeneratedRegex(@"^\s*LRA:\s+(\S+) LU", RegexOptions.Multiline)]
    private static partial Regex RangeLine();

    [GeneratedRegex(@"^\s*Peak:\s+(\S+) dBFS", RegexOptions.Multiline)]
    private static partial Regex PeakLine();
}
