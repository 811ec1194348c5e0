namespace Concerto.Domain.Email;

/// <summary>Which mails go first when not all can.</summary>
public enum MailLane
{
    /// <summary>Somebody is waiting for it: verify, reset.</summary>
    Account,

    /// <summary>Something is shared with somebody, with an account or without: both wait alike, or the one who shares could tell.</summary>
    Invite,

    /// <summary>Mentions.</summary>
    Share,

    /// <summary>What happened in a day.</summary>
    Digest,
}
