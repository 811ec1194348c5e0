using System.Globalization;

namespace Concerto.Web.Features.Live;

/// <summary>
/// How far somebody has read the activity table: up to a sequence number, but for some below it that were given out and not committed yet. What
/// is in a page, in <c>Last-Event-ID</c> and in a cursor is this, so that what commits out of order is neither missed nor heard twice.
/// </summary>
/// <param name="Highest">The highest number that was read; 0 before the first.</param>
/// <param name="Missing">Those below it that had not been committed, the newest ones at most.</param>
public sealed record ActivityMark(long Highest, IReadOnlyList<long> Missing)
{
    /// <summary>As many gaps as a mark carries along.</summary>
    public const int MostMissing = 64;

    /// <summary>Whether that row was read.</summary>
    public bool Covers(long sequence) => sequence <= Highest && !Missing.Contains(sequence);

    /// <summary>
    /// Where one stands who stood here and makes up for what was missed, in order, once told of a number. Above what the reader has read nobody knows the
    /// gaps: there one stays, and hears again rather than misses.
    /// </summary>
    /// <param name="told">The number.</param>
    /// <param name="reader">Where the process's reader stood before what was missed was looked for.</param>
    public ActivityMark After(long told, ActivityMark reader)
    {
        if (told <= Highest) return this with { Missing = [.. Missing.Where(gap => gap != told)] };
        if (told > reader.Highest) return this;
        return new(told, [.. Missing.Concat(reader.Missing.Where(gap => gap > Highest && gap < told)).TakeLast(MostMissing)]);
    }

    /// <summary>“1042”, or “1042-1039-1040” with gaps.</summary>
    public override string ToString() => string.Join('-', Missing.Prepend(Highest));

    /// <summary>Null when it is no mark.</summary>
    public static ActivityMark? Parse(string? text)
    {
        if (text is not { Length: > 0 and < 2000 }) return null;
        var numbers = new List<long>();
        foreach (var part in text.Split('-'))
        {
            if (numbers.Count > MostMissing || !long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
            numbers.Add(number);
        }
        return new(numbers[0], numbers[1..]);
    }
}
