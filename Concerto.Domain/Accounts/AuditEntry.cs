namespace Concerto.Domain.Accounts;

/// <summary>What is worth remembering: what admins did, and what happened to an account's safety.</summary>
public enum AuditAction
{
    SignedUp, Verified, VerifiedByAdmin, SignedIn, SignInFailed, PasswordChanged, PasswordReset, AddressChanged, TwoFactorOn, TwoFactorOff, RecoveryCodesMade, RecoveryCodeUsed,
    SessionsEnded, AccountDeleted, Disabled, Enabled, MadeAdmin, NoLongerAdmin, ResetLinkMade, SignUpLinkMade, TokenMade, TokenRevoked,
    InviteResent, InviteLinkCopied, InviteRevoked, InviteAccepted, MailRetried, MailDropped, SenderResumed, AddressSuppressed, AddressUnsuppressed, JobRunByHand, DigestStopped, ProjectHandedOver,
}

/// <summary>Who did what to whom: written in the transaction that does it, never changed, and without secrets.</summary>
public sealed class AuditEntry
{
    public const int MaxDetailLength = 500;

    private AuditEntry() { }

    /// <param name="actor">Who did it; null for Concerto itself, or somebody unknown.</param>
    /// <param name="person">Whom it happened to.</param>
    /// <param name="detail">What there is to know beside that, in words; never a token or a password.</param>
    /// <param name="client">Where the request came from; null for a verb or a job.</param>
    public AuditEntry(AuditAction action, UserId? actor, UserId? person, string? detail, string? client, DateTime now)
    {
        (Action, ActorId, PersonId, Client, At) = (action, actor, person, client, now);
        Detail = detail is { Length: > MaxDetailLength } ? detail[..MaxDetailLength] : detail;
    }

    /// <summary>In the order in which they were written.</summary>
    public long Sequence { get; private set; }

    public DateTime At { get; private set; }
    public AuditAction Action { get; private set; }
    public UserId? ActorId { get; private set; }
    public UserId? PersonId { get; private set; }
    public string? Detail { get; private set; }
    public string? Client { get; private set; }
}
