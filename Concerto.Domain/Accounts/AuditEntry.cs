namespace Concerto.Domain.Accounts;

/// <summary>What is worth remembering: what admins did, and what happened to an account's safety.</summary>
public enum AuditAction
{
    /// <summary>Somebody signed up with the address.</summary>
    SignedUp,

    /// <summary>An address was verified: its mailbox answered.</summary>
    Verified,

    /// <summary>An admin vouched for the address.</summary>
    VerifiedByAdmin,

    /// <summary>A session began.</summary>
    SignedIn,

    /// <summary>Wrong tries made the account rest.</summary>
    SignInFailed,

    /// <summary>The password was changed, by who knew the old one.</summary>
    PasswordChanged,

    /// <summary>A password was chosen by a link.</summary>
    PasswordReset,

    /// <summary>The account has another address, whose mailbox answered.</summary>
    AddressChanged,

    /// <summary>A code is asked for after the password.</summary>
    TwoFactorOn,

    /// <summary>No code is asked for any more.</summary>
    TwoFactorOff,

    /// <summary>New recovery codes were made; the earlier ones are void.</summary>
    RecoveryCodesMade,

    /// <summary>A recovery code was used in place of a code from the app.</summary>
    RecoveryCodeUsed,

    /// <summary>Sessions were ended, one or many.</summary>
    SessionsEnded,

    /// <summary>The account is gone.</summary>
    AccountDeleted,

    /// <summary>An admin shut somebody out.</summary>
    Disabled,

    /// <summary>An admin let somebody back in.</summary>
    Enabled,

    /// <summary>Somebody looks after Concerto now.</summary>
    MadeAdmin,

    /// <summary>Somebody does not look after Concerto any more.</summary>
    NoLongerAdmin,

    /// <summary>An admin made a link to choose a password by, to hand over.</summary>
    ResetLinkMade,

    /// <summary>An admin made a link to sign up by, to hand over.</summary>
    SignUpLinkMade,

    /// <summary>A personal access token was made.</summary>
    TokenMade,

    /// <summary>A personal access token was revoked.</summary>
    TokenRevoked,

    /// <summary>An invite was mailed again, with a new link.</summary>
    InviteResent,

    /// <summary>A link to what somebody is invited to was made, to hand over another way than mail.</summary>
    InviteLinkCopied,

    /// <summary>An invite was taken back; its links lead nowhere now.</summary>
    InviteRevoked,

    /// <summary>Somebody with an account accepted an invite.</summary>
    InviteAccepted,

    /// <summary>A mail that had not gone through was sent after all.</summary>
    MailRetried,

    /// <summary>A mail was given up; it is not sent any more.</summary>
    MailDropped,

    /// <summary>Mail goes out again after the provider had refused us as a whole.</summary>
    SenderResumed,

    /// <summary>An address gets no mail any more.</summary>
    AddressSuppressed,

    /// <summary>An address gets mail again.</summary>
    AddressUnsuppressed,

    /// <summary>A job was run outside its schedule.</summary>
    JobRunByHand,

    /// <summary>Digests were stopped by the link in one, without signing in.</summary>
    DigestStopped,

    /// <summary>A project has another owner.</summary>
    ProjectHandedOver,
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

    /// <summary>When it was done.</summary>
    public DateTime At { get; private set; }

    /// <summary>What was done.</summary>
    public AuditAction Action { get; private set; }

    public UserId? ActorId { get; private set; }
    public UserId? PersonId { get; private set; }

    /// <summary>What there is to know beside that, in words.</summary>
    public string? Detail { get; private set; }

    /// <summary>Where the request came from, as far as the network tells; null for what was done on the server itself.</summary>
    public string? Client { get; private set; }
}
