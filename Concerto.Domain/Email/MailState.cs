namespace Concerto.Domain.Email;

/// <summary>How far a mail has come.</summary>
public enum MailState
{
    /// <summary>It waits for its turn.</summary>
    Queued,

    /// <summary>A dispatcher has it, until its lease ends.</summary>
    Sending,

    /// <summary>The provider has accepted it.</summary>
    Sent,

    /// <summary>Refused for good, or tried too often; the reason is kept.</summary>
    Dead,

    /// <summary>Its time passed before it could be sent.</summary>
    Expired,

    /// <summary>It may have been sent. It is not sent again unless an admin says so.</summary>
    Unknown,

    /// <summary>An admin decided that it need not go.</summary>
    Dropped,

    /// <summary>What it leads to was done another way, withdrawn or deleted before it could go.</summary>
    NotNeeded,
}
