using Concerto.Domain.Accounts;

namespace Concerto.Domain.Email;

/// <summary>Which mails go first when not all can.</summary>
public enum MailLane
{
    /// <summary>Somebody is waiting for it: verify, reset.</summary>
    Account,
    Invite,
    /// <summary>Shares and mentions.</summary>
    Share,
    Digest,
}

/// <summary>How far a mail has come.</summary>
public enum MailState
{
    Queued,
    /// <summary>A dispatcher has it, until its lease ends.</summary>
    Sending,
    /// <summary>The provider has accepted it.</summary>
    Sent,
    /// <summary>Refused for good, or tried too often. An admin sees the reason.</summary>
    Dead,
    /// <summary>Its time passed before it could be sent.</summary>
    Expired,
    /// <summary>It may have been sent. It is not sent again unless an admin says so.</summary>
    Unknown,
}

/// <summary>
/// A mail that the same transaction wrote as the change it tells of, frozen: retries send the same bytes with the same
/// key, so that a crash at any point means one delivery.
/// </summary>
public sealed class OutboundEmail
{
    public const int MaxAttempts = 10, MaxErrorLength = 500, MaxDedupeKeyLength = 200;

    /// <summary>How long an account mail may wait in the queue.</summary>
    public static readonly TimeSpan AccountLife = TimeSpan.FromDays(1);

    /// <summary>How long an invite, or a mail about a share or a mention, may wait; after that it would be news of last week.</summary>
    public static readonly TimeSpan ShareLife = TimeSpan.FromDays(7);

    private OutboundEmail() { }

    /// <param name="id">Made beforehand: the payload is bound to it.</param>
    /// <param name="payload">Subject, text and HTML, protected.</param>
    /// <param name="dedupeKey">Unique: the same mail is not written twice. A deliberate resend has a new number in it.</param>
    /// <param name="link">The mailed link in it, whose life starts when the provider accepts the mail.</param>
    /// <param name="sender">Who had it sent, for the caps.</param>
    /// <param name="client">Where the request came from that had it sent, for the caps; see <c>Client</c>.</param>
    public OutboundEmail(OutboundEmailId id, MailLane lane, string to, byte[] payload, string dedupeKey, DateTime now, DateTime expiresAt, MailedLinkId? link, UserId? sender = null, string? client = null)
    {
        Id = id;
        (Lane, To, Payload, DedupeKey, LinkId) = (lane, to, payload, dedupeKey, link);
        (SenderId, Client) = (sender, client);
        (CreatedAt, NextAttemptAt, ExpiresAt) = (now, now, expiresAt);
    }

    /// <summary>Also the idempotency key that the provider is given.</summary>
    public OutboundEmailId Id { get; private set; }

    public MailLane Lane { get; private set; }
    public string To { get; private set; } = "";

    /// <summary>Encrypted, because it may hold a live link; erased once sent or expired.</summary>
    public byte[]? Payload { get; private set; }

    public string DedupeKey { get; private set; } = "";
    public DateTime CreatedAt { get; private set; }
    public DateTime ExpiresAt { get; private set; }
    public MailState State { get; private set; }

    /// <summary>Which dispatcher has it.</summary>
    public Guid? LeaseToken { get; private set; }

    public DateTime? LeasedUntil { get; private set; }
    public int Attempts { get; private set; }
    public DateTime NextAttemptAt { get; private set; }
    public DateTime? SentAt { get; private set; }

    /// <summary>What the provider calls it.</summary>
    public string? ProviderId { get; private set; }

    public string? LastError { get; private set; }
    public MailedLinkId? LinkId { get; private set; }

    /// <summary>Who had it sent: who invites, shares or mentions. Null when the person it goes to asked for it, and of a digest.</summary>
    public UserId? SenderId { get; private set; }

    /// <summary>Where the request came from that had it sent, as far as addresses can be told apart; null for a job or a verb.</summary>
    public string? Client { get; private set; }

    public void Sent(string? providerId, DateTime now)
    {
        End(MailState.Sent, null);
        (SentAt, ProviderId, Payload) = (now, providerId, null);
    }

    /// <summary>It did not go through this time.</summary>
    public void Failed(string reason, DateTime nextAttempt)
    {
        End(Attempts >= MaxAttempts ? MailState.Dead : MailState.Queued, reason);
        NextAttemptAt = nextAttempt;
    }

    /// <summary>It will never go through.</summary>
    public void Refused(string reason) => End(MailState.Dead, reason);

    /// <summary>It may have gone through, and asking again could send it twice.</summary>
    public void InDoubt(string reason) => End(MailState.Unknown, reason);

    private void End(MailState state, string? error)
    {
        (State, LeaseToken, LeasedUntil) = (state, null, null);
        LastError = error is { Length: > MaxErrorLength } ? error[..MaxErrorLength] : error;
    }
}
