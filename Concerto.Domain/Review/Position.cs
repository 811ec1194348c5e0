using System.Text.RegularExpressions;

namespace Concerto.Domain.Review;

/// <summary>Where in a recording: a moment, or a range from it, in whole milliseconds.</summary>
/// <param name="StartMs">From 0.</param>
/// <param name="EndMs">After the start; null for a moment.</param>
public readonly partial record struct Position(int StartMs, int? EndMs)
{
    /// <summary>Null when no time is given at all: a note on the whole version.</summary>
    /// <param name="durationMs">The recording's length, when it is known.</param>
    /// <exception cref="InvalidInputException">Outside the recording, or the end is not after the start.</exception>
    public static Position? From(int? startMs, int? endMs, long? durationMs)
    {
        if (startMs is not { } start)
            return endMs is null ? null : throw new InvalidInputException("startMs", "A range needs a start.");
        if (start < 0) throw new InvalidInputException("startMs", "A time in the recording can't be negative.");
        if (durationMs is { } length && start > length) throw new InvalidInputException("startMs", $"The recording ends at {Timecode.Format(length)}.");
        if (endMs is not { } end) return new(start, null);
        if (end <= start) throw new InvalidInputException("endMs", "A range ends after it starts.");
        if (durationMs is { } whole && end > whole) throw new InvalidInputException("endMs", $"The recording ends at {Timecode.Format(whole)}.");
        return new(start, end);
    }

    /// <summary>Reads “1:23”, or a range as “1:23.4–1:31”, “1:23-1:31” or “1:23 to 1:31”; null for an empty text, which means the whole.</summary>
    /// <exception cref="InvalidInputException">It is neither a time nor a range, or the range ends before it starts.</exception>
    public static Position? Parse(string? text, string field)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (Range().Match(text) is not { Success: true } range) return new(Timecode.Parse(text, field)!.Value, null);
        if (Timecode.Parse(range.Groups["start"].Value, field) is not { } start) throw new InvalidInputException(field, "A range needs a start, as in 1:23–1:31.");
        if (Timecode.Parse(range.Groups["end"].Value, field) is not { } end) throw new InvalidInputException(field, "A range needs an end, as in 1:23–1:31.");
        return end > start ? new(start, end) : throw new InvalidInputException(field, $"A range ends after it starts: {Timecode.Format(end)} is not after {Timecode.Format(start)}.");
    }

    /// <summary>“01:23”, or “01:23–01:31”; with tenths if asked, or where the two would look the same without.</summary>
    public string Format(bool tenths = false)
    {
        if (EndMs is not { } end) return Timecode.Format(StartMs, tenths);
        tenths |= StartMs / 1000 == end / 1000;
        return $"{Timecode.Format(StartMs, tenths)}–{Timecode.Format(end, tenths)}";
    }

    [GeneratedRegex(@"^(?<start>[^-–—→]*)(?:[-–—→]|\bto\b)(?<end>.*)$", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Range();
}
