namespace Concerto.Domain.Notifications;

/// <summary>The half hour of a person's day in which their digest goes out, or not at all on that day.</summary>
/// <param name="Date">The day where they live.</param>
/// <param name="Begins">When it begins, UTC.</param>
public readonly record struct DigestSlot(DateOnly Date, DateTime Begins)
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(30);

    public DateTime Ends => Begins + Length;

    public bool IsOpen(DateTime now) => Begins <= now && now < Ends;

    /// <summary>The slot that is open now, else the next that begins before a time; null when there is none.</summary>
    public static DigestSlot? Next(TimeZoneInfo zone, int hour, DateTime now, DateTime before)
    {
        var here = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(now, zone));
        for (var date = here.AddDays(-1); date <= here.AddDays(2); date = date.AddDays(1))
            if (On(zone, date, hour) is { } slot && (slot.IsOpen(now) || (slot.Begins > now && slot.Begins < before))) return slot;
        return null;
    }

    /// <summary>
    /// The slot of that day: from the first moment at which clocks there show the hour. Where they skip it, from the moment that they have; where they show it twice,
    /// from the first time on. Null for a day that was skipped whole.
    /// </summary>
    public static DigestSlot? On(TimeZoneInfo zone, DateOnly date, int hour)
    {
        var wall = date.ToDateTime(new(hour, 0), DateTimeKind.Utc); // as if it were UTC, to reckon with
        TimeSpan before = zone.GetUtcOffset(wall.AddDays(-1)), after = zone.GetUtcOffset(wall.AddDays(1));
        var (early, late) = before > after ? (wall - before, wall - after) : (wall - after, wall - before);
        var begins = Shows(early) ? early : Shows(late) ? late : Change(early, late);
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(begins, zone)) == date ? new(date, begins) : null;

        bool Shows(DateTime utc) => utc + zone.GetUtcOffset(utc) == wall;

        // The clocks jump over the hour in between.
        DateTime Change(DateTime from, DateTime to)
        {
            while (to - from > TimeSpan.FromSeconds(1))
            {
                var middle = new DateTime((from.Ticks + to.Ticks) / 2 / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc);
                if (zone.GetUtcOffset(middle) == after) to = middle;
                else from = middle == from ? middle.AddSeconds(1) : middle;
            }
            return to;
        }
    }
}
