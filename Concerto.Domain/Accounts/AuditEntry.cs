namespace Concerto.Domain.Accounts;

/// <summary>What is worth remembering: what admins did, and what happened to an account's safety.</summary>
public enum AuditAction
{
    /// <summary>Somebody signed up with the address.</summary>
    SignedUp,

    /// <summary>The mailbox answered.</summary>
    Verified,

    /// <summary>An admin vouched for the address.</summary>
    VerifiedByAdmin,

    /// <summary>A session began.</summary>
    SignedIn,

    /// <summary>Wrong tries made the account rest.</summary>
    SignInFailed,

    /// <summary>With the old password.</summary>
    PasswordChanged,

    /// <summary>By a link.</summary>
    PasswordReset,

    /// <summary>To one whose mailbox answered.</summary>
    AddressChanged,

    /// <summary>A code is asked for after the password.</summary>
    TwoFactorOn,

    /// <summary>No code is asked for any more.</summary>
    TwoFactorOff,

    /// <summary>The earlier ones are void.</summary>
    RecoveryCodesMade,

    /// <summary>In place of a code from the app.</summary>
    RecoveryCodeUsed,

    /// <summary>One, or many.</summary>
    SessionsEnded,

    /// <summary>The account is gone.</summary>
    AccountDeleted,

    /// <summary>An admin shut somebody out.</summary>
    Disabled,

    /// <summary>An admin let somebody back in.</summary>
    Enabled,

    /// <summary>Somebody looks after Concerto now.</summary>
    MadeAdmin,

    /// <summary>Somebody does so no more.</summary>
    NoLongerAdmin,

    /// <summary>By an admin, to hand over.</summary>
    ResetLinkMade,

    /// <summary>By an admin, to hand over.</summary>
    SignUpLinkMade,

    /// <summary>A personal access token.</summary>
    TokenMade,

    /// <summary>A personal access token.</summary>
    TokenRevoked,

    /// <summary>With a new link.</summary>
    InviteResent,

    /// <summary>To hand over another way than mail.</summary>
    InviteLinkCopied,

    /// <summary>Its links lead nowhere now.</summary>
    InviteRevoked,

    /// <summary>By somebody with an account.</summary>
    InviteAccepted,

    /// <summary>A mail that had not gone through.</summary>
    MailRetried,

    /// <summary>It is not sent any more.</summary>
    MailDropped,

    /// <summary>Mail goes out again after the provider had refused us as a whole.</summary>
    SenderResumed,

    /// <summary>It gets no mail.</summary>
    AddressSuppressed,

    /// <summary>It gets mail again.</summary>
    AddressUnsuppressed,

    /// <summary>Outside its schedule.</summary>
    JobRunByHand,

    /// <summary>By a digest's link, without signing in.</summary>
    DigestStopped,

    /// <summary>It has another owner.</summary>
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
