namespace Concerto.Domain.Email;

/// <summary>
/// Who carries the mail. Given the same key again, a provider delivers nothing twice.
/// </summary>
public interface IMailProvider
{
    /// <summary>Hands over one mail. What goes wrong on the way is an outcome, not an exception.</summary>
    Task<MailOutcome> SendAsync(MailMessage mail, string idempotencyKey, CancellationToken ct);
}

/// <param name="From">The sender, as in a header: <c>Concerto &lt;mail@example.com&gt;</c>.</param>
/// <param name="To">The address.</param>
/// <param name="Date">When it was written, UTC.</param>
/// <param name="Content">What it says.</param>
public sealed record MailMessage(string From, string To, DateTime Date, MailContent Content);

/// <summary>A mail as it is frozen in the outbox.</summary>
/// <param name="Text">The whole message in plain text.</param>
/// <param name="Html">The same as a page.</param>
public sealed record MailContent(string Subject, string Text, string Html);

/// <summary>What became of handing over a mail.</summary>
public abstract record MailOutcome
{
    private MailOutcome() { }

    /// <param name="ProviderId">What the provider calls it, if it says.</param>
    public sealed record Accepted(string? ProviderId) : MailOutcome;

    /// <summary>Not now; the same again later.</summary>
    /// <param name="After">How long the provider asks us to wait; null leaves it to us.</param>
    public sealed record TryAgain(string Reason, TimeSpan? After = null) : MailOutcome;

    /// <summary>Never.</summary>
    public sealed record Refused(string Reason) : MailOutcome;

    /// <summary>It may have been sent, and the provider can't tell.</summary>
    public sealed record Doubtful(string Reason) : MailOutcome;
}
