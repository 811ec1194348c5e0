namespace Concerto.Domain.Email;

/// <summary>Why no mail goes out for a while.</summary>
public enum MailPause
{
    /// <summary>The provider asks for less haste.</summary>
    Haste,

    /// <summary>The provider's quota of the day is used up.</summary>
    DailyQuota,

    /// <summary>The provider's quota of the month is used up.</summary>
    MonthlyQuota,
}

/// <summary>Whether mail goes out at all: one row, which all nodes share and which survives them.</summary>
public sealed class MailSender
{
    public const int TheOne = 1;

    // Anything shorter mends itself before somebody has read of it.
    private static readonly TimeSpan Hiccup = TimeSpan.FromMinutes(2);

    // Longer than between two tries of a mail: what failed before that, and was not tried since, says nothing of today.
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(20);

    private MailSender() { }

    public int Id { get; private set; } = TheOne;

    /// <summary>Nothing goes out before that, UTC; null when it does not pause.</summary>
    public DateTime? PausedUntil { get; private set; }

    /// <summary>Why it pauses; null when it does not.</summary>
    public MailPause? Pause { get; private set; }

    /// <summary>Since when the provider refuses us as a whole; until an admin says to try again. Null when it does not.</summary>
    public DateTime? StoppedAt { get; private set; }

    /// <summary>What the provider said when it made us pause or stop, for an admin; null when it did not.</summary>
    public string? Reason { get; private set; }

    /// <summary>When a try failed for the first time since the provider last took a mail; null while it takes them.</summary>
    public DateTime? FailingSince { get; private set; }

    /// <summary>When a try failed last; null once the provider takes mails again.</summary>
    public DateTime? FailedAt { get; private set; }

    /// <summary>Why that try failed, in words for an admin; null once the provider takes mails again.</summary>
    public string? Failure { get; private set; }

    public static MailSender Ready() => new();

    public bool MaySend(DateTime now) => StoppedAt is null && !(PausedUntil > now);

    /// <summary>Tries fail, and have not stopped failing.</summary>
    public bool IsFailing(DateTime now) => FailingSince is not null && FailedAt + Remembered > now;

    /// <summary>Tries have failed for minutes.</summary>
    public bool HasBeenFailing(DateTime now) => IsFailing(now) && now - FailingSince >= Hiccup;

    /// <summary>What is written now will be late.</summary>
    public bool IsLate(DateTime now) => StandsStill(now) || HasBeenFailing(now);

    /// <summary>The provider took a mail.</summary>
    public void Took(DateTime now)
    {
        if (Pause is not null && PausedUntil <= now) Resume();
        (FailingSince, FailedAt, Failure) = (null, null, null);
    }

    /// <summary>The provider did not take a mail, and may take it, or any other, as little.</summary>
    public void Failed(string reason, DateTime now)
    {
        if (!IsFailing(now)) FailingSince = now;
        (FailedAt, Failure) = (now, Cut(reason));
    }

    /// <summary>Nothing goes out for longer than a moment: that is for admins to know.</summary>
    public bool StandsStill(DateTime now) => StoppedAt is not null || Pause is MailPause.MonthlyQuota || (Pause is MailPause.DailyQuota && PausedUntil > now);

    /// <summary>A longer pause is not cut short by a shorter one.</summary>
    public void PauseUntil(DateTime until, MailPause why, string reason)
    {
        if (PausedUntil >= until) return;
        (PausedUntil, Pause, Reason) = (until, why, Cut(reason));
    }

    public void Stop(string reason, DateTime now) => (StoppedAt, Reason) = (StoppedAt ?? now, Cut(reason));

    public void Resume() => (PausedUntil, Pause, StoppedAt, Reason) = (null, null, null, null);

    private static string Cut(string reason) => reason.Length > OutboundEmail.MaxErrorLength ? reason[..OutboundEmail.MaxErrorLength] : reason;
}
