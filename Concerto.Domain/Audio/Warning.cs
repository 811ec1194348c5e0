using System.Globalization;

namespace Concerto.Domain.Audio;

/// <summary>What kind of thing one should know about a recording before it goes out.</summary>
public enum WarningCode
{
    /// <summary>There is nothing but silence in it.</summary>
    OnlySilence,
    /// <summary>It stays at full scale for three samples or more: something was cut off, or will be when floating point is bounced.</summary>
    Clipped,
    /// <summary>The true peak is over −1 dBTP: encoders and converters may clip it.</summary>
    TruePeakHigh,
    /// <summary>There is a second of silence or more before the first sound.</summary>
    SilentStart,
    /// <summary>There are three seconds of silence or more after the last sound.</summary>
    SilentEnd,
    /// <summary>All of it is on the left, or on the right.</summary>
    OneSided,
    /// <summary>Both channels of a stereo file are the same.</summary>
    DualMono,
    /// <summary>The file stops before its header says it should.</summary>
    EndsEarly,
}

/// <summary>Something one should know about a recording before it goes out.</summary>
/// <param name="Code">For programs.</param>
/// <param name="Message">For people, in plain words.</param>
/// <param name="AtMs">Where to listen, in milliseconds; null when it is about all of it.</param>
public sealed record Warning(WarningCode Code, string Message, int? AtMs)
{
    /// <summary>What streaming services ask for, as their encoders raise peaks.</summary>
    public const double HighestTruePeak = -1;

    /// <summary>Less before the music and after it is how recordings are.</summary>
    private const long LongestStartMs = 1_000, LongestEndMs = 3_000;

    /// <summary>Of a recording, the weightiest first.</summary>
    public static IEnumerable<Warning> Of(Measurements measured)
    {
        if (measured.EndsEarly)
            yield return new(WarningCode.EndsEarly, "It ends before the file says it should. Was the bounce or the upload cut off?", null);
        // Silent ends are null too in what was measured before there were any; such has no time for its peak either.
        if (measured.TruePeakDbtp is null || measured is { TruePeakAtMs: not null, SilentStartMs: null })
        {
            yield return new(WarningCode.OnlySilence, "There is only silence in it.", null);
            yield break;
        }
        if (measured.ClippedRuns is > 0 and var runs)
            yield return new(WarningCode.Clipped, measured.IsFloat
                ? $"It stays over full scale {Times(runs)}, and will be clipped in anything but floating point."
                : $"It stays at full scale {Times(runs)}, so something was clipped.", (int?)measured.FirstClipAtMs);
        if (measured.TruePeakDbtp is > HighestTruePeak and var peak)
            yield return new(WarningCode.TruePeakHigh, $"The true peak is {Decibels(peak)} dBTP. Over −1 it may clip when it is encoded.", (int?)measured.TruePeakAtMs);
        if (measured.SilentStartMs is >= LongestStartMs and var start)
            yield return new(WarningCode.SilentStart, $"{Seconds(start)} of silence before the first sound.", (int)start);
        if (measured.SilentEndMs is >= LongestEndMs and var end)
            yield return new(WarningCode.SilentEnd, $"{Seconds(end)} of silence after the last sound.", (int)(measured.DurationMs - end));
        if (measured.StereoImage is StereoImage.LeftOnly or StereoImage.RightOnly)
            yield return new(WarningCode.OneSided, measured.StereoImage is StereoImage.LeftOnly ? "All of it is on the left." : "All of it is on the right.", null);
        if (measured.StereoImage is StereoImage.DualMono)
            yield return new(WarningCode.DualMono, "Both channels are the same: mono in a stereo file.", null);
    }

    private static string Times(int count) => count switch { 1 => "once", 2 => "twice", _ => $"{count.ToString("N0", CultureInfo.InvariantCulture)} times" };

    private static string Seconds(long ms) => ms < 60_000
        ? $"{(ms / 1000.0).ToString("0.0", CultureInfo.InvariantCulture)} s"
        : $"{ms / 60_000} min {ms / 1000 % 60} s";

    private static string Decibels(double value) => value.ToString("0.0;−0.0;0.0", CultureInfo.InvariantCulture);
}
