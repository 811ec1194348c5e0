using Concerto.Domain.Accounts;
using Concerto.Domain.Sharing;

namespace Concerto.Domain.Email;

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
    /// <param name="payload">Everything that is sent, protected.</param>
    /// <param name="dedupeKey">Unique: the same mail is not written twice. A deliberate resend has a new number in it.</param>
    /// <param name="link">The mailed link in it, whose life starts when the provider accepts the mail.</param>
    /// <param name="sender">Who had it sent, for the caps.</param>
    /// <param name="client">Where the request came from that had it sent, for the caps; see <c>Client</c>.</param>
    /// <param name="byStranger">See <see cref="ByStranger"/>.</param>
    /// <param name="collaborator">See <see cref="CollaboratorId"/>.</param>
    public OutboundEmail(
        OutboundEmailId id, MailLane lane, string to, byte[] payload, string dedupeKey, DateTime now, DateTime expiresAt, MailedLinkId? link, UserId? sender = null, string? client = null, bool byStranger = false, CollaboratorId? collaborator = null)
    {
        Id = id;
        (Lane, To, AddressKey, Payload, DedupeKey, LinkId) = (lane, to, EmailAddress.KeyOf(to), payload, dedupeKey, link);
        (SenderId, Client, ByStranger, CollaboratorId) = (sender, client, byStranger, collaborator);
        (CreatedAt, NextAttemptAt, ExpiresAt) = (now, now, expiresAt);
    }

    /// <summary>Opaque, and the same everywhere.</summary>
    public OutboundEmailId Id { get; private set; }

    /// <summary>How soon it goes when not all can.</summary>
    public MailLane Lane { get; private set; }

    /// <summary>The address that it goes to.</summary>
    public string To { get; private set; } = "";

    /// <summary>Encrypted, because it may hold a live link; erased once sent or expired.</summary>
    public byte[]? Payload { get; private set; }

    public string DedupeKey { get; private set; } = "";

    /// <summary>When it was written.</summary>
    public DateTime CreatedAt { get; private set; }

    /// <summary>When it is not worth sending any more.</summary>
    public DateTime ExpiresAt { get; private set; }

    /// <summary>How far it has come.</summary>
    public MailState State { get; private set; }

    /// <summary>Which dispatcher has it.</summary>
    public Guid? LeaseToken { get; private set; }

    public DateTime? LeasedUntil { get; private set; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; private set; }

    public DateTime NextAttemptAt { get; private set; }

    /// <summary>How often an admin had it sent anew although it may have gone out: each time is another mail to the provider.</summary>
    public int Resends { get; private set; }

    /// <summary>When it took its place in the budget; null while it has none. What the caps count.</summary>
    public DateTime? TakenAt { get; private set; }

    /// <summary>Since when the provider may have it without our knowing; null while it certainly has not.</summary>
    public DateTime? InDoubtSince { get; private set; }

    /// <summary>When the provider accepted it; null while it has not.</summary>
    public DateTime? SentAt { get; private set; }

    /// <summary>What the provider calls it; null before it has accepted it.</summary>
    public string? ProviderId { get; private set; }

    /// <summary>When the recipient's server took it, as far as the provider tells; null when it does not.</summary>
    public DateTime? DeliveredAt { get; private set; }

    /// <summary>When it came back; null when it did not.</summary>
    public DateTime? BouncedAt { get; private set; }

    /// <summary>When its recipient called it spam; null when they did not.</summary>
    public DateTime? ComplainedAt { get; private set; }

    /// <summary>Why it waits, failed or came back, in words for an admin.</summary>
    public string? LastError { get; private set; }

    public MailedLinkId? LinkId { get; private set; }

    /// <summary>The share or invite that it tells of; null when it is about something else.</summary>
    public CollaboratorId? CollaboratorId { get; private set; }

    /// <summary>Who had it sent: who invites, shares or mentions. Null when the person it goes to asked for it, and of a digest.</summary>
    public UserId? SenderId { get; private set; }

    /// <summary>Where the request came from that had it sent, as far as addresses can be told apart; null for a job or a verb.</summary>
    public string? Client { get; private set; }

    /// <summary>Anybody at all can have it written, to any address and in any number, as a sign-up's mail: it leaves the last places of the budget to people with accounts.</summary>
    public bool ByStranger { get; private set; }

    /// <summary>The address as it is compared; see <see cref="Accounts.EmailAddress.Key"/>. The caps go by it: who writes it otherwise reaches the same mailbox.</summary>
    public string AddressKey { get; private set; } = "";

    /// <summary>The idempotency key that the provider is given: the same for every try, another when an admin has it sent anew.</summary>
    public string Key => Resends == 0 ? Id.ToString() : $"{Id}-{Resends}";

    /// <summary>A dispatcher takes it in hand.</summary>
    /// <param name="lease">Which one.</param>
    /// <param name="until">After that, whoever comes next may take it.</param>
    /// <param name="takenAt">When it took its place in the budget.</param>
    public void Claim(Guid lease, DateTime until, DateTime takenAt)
    {
        (State, LeaseToken, LeasedUntil, TakenAt) = (MailState.Sending, lease, until, takenAt);
        Attempts++;
    }

    public void Sent(string? providerId, DateTime now)
    {
        End(MailState.Sent, null);
        (SentAt, ProviderId, Payload, InDoubtSince) = (now, providerId, null, null);
    }

    /// <summary>It did not go through this time.</summary>
    public void Failed(string reason, DateTime nextAttempt)
    {
        End(Attempts >= MaxAttempts ? MailState.Dead : MailState.Queued, reason);
        NextAttemptAt = nextAttempt;
    }

    /// <summary>It could not be tried, for a reason that is not its own.</summary>
    public void PutBack(string reason, DateTime nextAttempt)
    {
        if (State is MailState.Sending) Attempts--;
        End(MailState.Queued, reason);
        NextAttemptAt = nextAttempt;
    }

    /// <summary>From now on the provider may have it.</summary>
    public void MayHaveGone(DateTime now) => InDoubtSince ??= now;

    /// <summary>It has no place in the budget any more.</summary>
    public void LeaveBudget() => TakenAt = null;

    /// <summary>It will never go through.</summary>
    public void Refused(string reason) => End(MailState.Dead, reason);

    /// <summary>What it leads to is done or gone: it does not go, or not again if it may have gone.</summary>
    public void NotNeeded(string reason)
    {
        End(MailState.NotNeeded, reason);
        Payload = null;
    }

    /// <summary>It may have gone through, and asking again could send it twice.</summary>
    public void InDoubt(string reason, DateTime now)
    {
        End(MailState.Unknown, reason);
        MayHaveGone(now);
    }

    /// <summary>An admin has it sent after all.</summary>
    /// <param name="now">The time.</param>
    /// <param name="keyLives">The provider still knows the key of the last try, so that trying it again can't send it twice.</param>
    /// <param name="mayArriveTwice">The admin knows that it may.</param>
    /// <exception cref="MailCannotBeSentException"/>
    /// <exception cref="MayArriveTwiceException"/>
    public void Retry(DateTime now, bool keyLives, bool mayArriveTwice)
    {
        if (State is not (MailState.Dead or MailState.Unknown)) throw new MailCannotBeSentException("Only what failed, or may have failed, can be tried again.");
        if (Payload is null || ExpiresAt <= now) throw new MailCannotBeSentException("It is too late for this mail: what it says is gone. Have a new one written.");
        if (InDoubtSince is not null && !(keyLives && State is MailState.Dead))
        {
            if (!mayArriveTwice) throw new MayArriveTwiceException();
            Resends++;
            InDoubtSince = null;
        }
        End(MailState.Queued, null);
        (Attempts, NextAttemptAt) = (0, now);
    }

    /// <summary>An admin decides that it need not go.</summary>
    /// <exception cref="MailCannotBeSentException">It is being sent, or was.</exception>
    public void Drop()
    {
        if (State is not (MailState.Queued or MailState.Dead or MailState.Unknown)) throw new MailCannotBeSentException("Only what waits, or failed, can be dropped.");
        End(MailState.Dropped, LastError);
        Payload = null;
    }

    /// <summary>The recipient's server took it, says the provider.</summary>
    public void Delivered(DateTime at)
    {
        DeliveredAt ??= at;
        if (BouncedAt is null) LastError = null; // what held it up is over
    }

    /// <summary>The recipient's server puts it off, and the provider goes on trying, says the provider.</summary>
    public void Delayed(string reason)
    {
        if (IsUnderWay) LastError = Cut(reason);
    }

    /// <summary>The provider had accepted it and could not send it after all, it says. What it said is gone by then, so it can't be sent again.</summary>
    /// <returns>False when it is known to have got further.</returns>
    public bool FailedAfterAll(string reason)
    {
        if (!IsUnderWay) return false;
        End(MailState.Dead, reason);
        return true;
    }

    /// <summary>It came back, says the provider.</summary>
    public void Bounced(string reason, DateTime at)
    {
        BouncedAt ??= at;
        LastError = Cut(reason);
    }

    /// <summary>Its recipient called it spam, says the provider.</summary>
    public void Complained(DateTime at) => ComplainedAt ??= at;

    // Messages of the provider overtake each other.
    private bool IsUnderWay => this is { State: MailState.Sent, DeliveredAt: null, BouncedAt: null, ComplainedAt: null };

    private static string? Cut(string? error) => error is { Length: > MaxErrorLength } ? error[..MaxErrorLength] : error;

    private void End(MailState state, string? error)
    {
        (State, LeaseToken, LeasedUntil) = (state, null, null);
        LastError = Cut(error);
    }
}
