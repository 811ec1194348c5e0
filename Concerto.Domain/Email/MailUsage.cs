namespace Concerto.Domain.Email;

/// <summary>How many mails a period has seen, as the provider counts them: each recipient of each accepted mail.</summary>
public sealed class MailUsage
{
    private MailUsage() { }

    public MailUsage(string period) => Period = period;

    /// <summary>A day (2026-11-25) or a month (2026-11), in UTC, as the provider's limits go.</summary>
    public string Period { get; private set; } = "";

    /// <summary>Places that are taken, by mails that went out or are on their way.</summary>
    public int Used { get; private set; }

    /// <summary>Counts every change of the books, so that one who has sent a mail knows whether anybody else did meanwhile.</summary>
    public long Moves { get; private set; }

    public static string DayOf(DateTime time) => $"{time:yyyy-MM-dd}";

    public static string MonthOf(DateTime time) => $"{time:yyyy-MM}";
}
