namespace Concerto.Domain.Email;

/// <summary>Which mails go first when not all can.</summary>
public enum MailLane
{
    /// <summary>Somebody is waiting for it: verify, reset.</summary>
    Account,

    /// <summary>Somebody without an account is invited.</summary>
    Invite,

    /// <summary>Shares and mentions.</summary>
    Share,

    /// <summary>What happened in a day.</summary>
    Digest,
}
