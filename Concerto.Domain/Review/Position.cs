namespace Concerto.Domain.Review;

/// <summary>Where in a recording: a moment, or a range from it, in whole milliseconds.</summary>
/// <param name="StartMs">From 0.</param>
/// <param name="EndMs">After the start; null for a moment.</param>
public readonly record struct Position(int StartMs, int? EndMs)
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
}
