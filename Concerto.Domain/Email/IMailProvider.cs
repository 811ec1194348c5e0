namespace Concerto.Domain.Email;

/// <summary>
/// Who carries the mail. Given the same key again, a provider delivers nothing twice.
/// </summary>
public interface IMailProvider
{
    /// <summary>How long it remembers a key; zero for one that knows no keys, to which nothing may be given again that it may have.</summary>
    TimeSpan KeysLive => TimeSpan.FromHours(24);

    /// <summary>Whether the same key can still be given again without sending a mail twice.</summary>
    /// <param name="inDoubtSince">Since when it may have the mail; null when it certainly has not.</param>
    /// <param name="now">The time.</param>
    bool Remembers(DateTime? inDoubtSince, DateTime now) => inDoubtSince is not { } since || (KeysLive > KeyMargin && now - since < KeysLive - KeyMargin);

    /// <summary>Its memory is not trusted to the last minute.</summary>
    static readonly TimeSpan KeyMargin = TimeSpan.FromHours(1);

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
public sealed record MailContent(string Subject, string Text, string Html)
{
    /// <summary>The sender, as in a header; null for the one that is configured.</summary>
    public string? From { get; init; }

    /// <summary>Where one request ends mails like this one (RFC 8058); null for those that can't be ended.</summary>
    public Uri? Unsubscribe { get; init; }

    /// <summary>The headers beside the usual ones.</summary>
    public IReadOnlyDictionary<string, string> Headers => Unsubscribe is { } url
        ? new Dictionary<string, string> { ["List-Unsubscribe"] = $"<{url.AbsoluteUri}>", ["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click" }
        : new Dictionary<string, string>();
}

/// <summary>What became of handing over a mail.</summary>
public abstract record MailOutcome
{
    private MailOutcome() { }

    /// <summary>How many mails the provider has counted, if it says.</summary>
    public ProviderCount? Count { get; init; }

    /// <param name="ProviderId">What the provider calls it, if it says.</param>
    public sealed record Accepted(string? ProviderId) : MailOutcome
    {
        /// <summary>How long it wants to be left alone now.</summary>
        public TimeSpan? Rest { get; init; }
    }

    /// <summary>Not now; the same again later.</summary>
    /// <param name="After">How long the provider asks us to wait; null leaves it to us.</param>
    public sealed record TryAgain(string Reason, TimeSpan? After = null) : MailOutcome
    {
        /// <summary>The mailbox asks for it, such as a full one: others' mail goes.</summary>
        public bool OfMailbox { get; init; }

        /// <summary>It may have been accepted all the same: the answer was lost, or said nothing.</summary>
        public bool MayHaveIt { get; init; }
    }

    /// <summary>No mail at all for a moment. It is not this mail's fault.</summary>
    public sealed record TooFast(string Reason, TimeSpan After) : MailOutcome;

    /// <summary>A quota is used up. It is not this mail's fault.</summary>
    public sealed record OverQuota(string Reason, bool OfMonth) : MailOutcome;

    /// <summary>The provider refuses us as a whole: the key is wrong, or the domain not ours. It is not this mail's fault.</summary>
    public sealed record Stopped(string Reason) : MailOutcome;

    /// <summary>Never.</summary>
    public sealed record Refused(string Reason) : MailOutcome;

    /// <summary>It may have been sent, and the provider can't tell.</summary>
    public sealed record Doubtful(string Reason) : MailOutcome;
}

/// <summary>The provider's own books: mails used, not left.</summary>
/// <param name="Today">Null when it does not say.</param>
/// <param name="ThisMonth">Null when it does not say.</param>
public sealed record ProviderCount(int? Today, int? ThisMonth);
