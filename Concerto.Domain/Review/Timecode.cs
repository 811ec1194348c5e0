using System.Globalization;

namespace Concerto.Domain.Review;

/// <summary>Times in a recording as people write them: 1:23, 01:23.4, 1:02:03.</summary>
public static class Timecode
{
    /// <summary>“01:23”, “1:02:03” from an hour on; with tenths if asked.</summary>
    public static string Format(long milliseconds, bool tenths = false)
    {
        var time = TimeSpan.FromMilliseconds(milliseconds);
        var text = time.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes:00}:{time.Seconds:00}");
        return tenths ? string.Create(CultureInfo.InvariantCulture, $"{text}.{time.Milliseconds / 100}") : text;
    }

    /// <summary>Reads “83”, “1:23”, “1:23.456” or “1:02:03” as milliseconds; null for an empty text.</summary>
    /// <exception cref="InvalidInputException">It is not a time.</exception>
    public static int? Parse(string? text, string field)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var parts = text.Trim().Replace(',', '.').Split(':');
        decimal seconds = 0;
        foreach (var (index, part) in parts.Index())
        {
            var last = index == parts.Length - 1;
            if (parts.Length > 3
                || !decimal.TryParse(part, last ? NumberStyles.AllowDecimalPoint : NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                || index > 0 && value >= 60)
                throw NotATime();
            seconds = seconds * 60 + value;
            if (seconds > int.MaxValue / 1000) throw NotATime();
        }
        return (int)(seconds * 1000);

        InvalidInputException NotATime() => new(field, "Write a time like 1:23 or 1:23.4.");
    }
}
