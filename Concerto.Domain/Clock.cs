namespace Concerto.Domain;

public static class Clock
{
    /// <summary>
    /// The time in UTC, cut to the microsecond: what both databases keep, so that a value does not change when it is read back.
    /// </summary>
    public static DateTime Now(this TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
