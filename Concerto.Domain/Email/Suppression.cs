using Concerto.Domain.Accounts;

namespace Concerto.Domain.Email;

/// <summary>Why an address gets no mail.</summary>
public enum SuppressionReason
{
    /// <summary>Mail to it came back for good: there is no such mailbox.</summary>
    Bounced,

    /// <summary>Its owner called a mail spam.</summary>
    Complained,

    /// <summary>The provider keeps it on a list of its own.</summary>
    ByProvider,

    /// <summary>An admin put it here.</summary>
    ByAdmin,
}

/// <summary>An address that gets no mail.</summary>
public sealed class Suppression
{
    private Suppression() { }

    /// <param name="detail">What the provider or the admin said about it.</param>
    public Suppression(EmailAddress address, SuppressionReason reason, string? detail, DateTime now)
    {
        (AddressKey, Address) = (address.Key, address.Text);
        Add(reason, detail, now);
    }

    /// <summary>The address as it is compared; see <see cref="EmailAddress.Key"/>.</summary>
    public string AddressKey { get; private set; } = "";

    /// <summary>The address, as it was written.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Why it gets no mail.</summary>
    public SuppressionReason Reason { get; private set; }

    /// <summary>What the provider or the admin said about it.</summary>
    public string? Detail { get; private set; }

    /// <summary>Since when it gets none.</summary>
    public DateTime At { get; private set; }

    /// <summary>
    /// A mailbox that is not there gets nothing. Somebody who complained, or was put here by an admin, still gets the mails about their account:
    /// they asked for those themselves, and could not get back in without.
    /// </summary>
    public bool Blocks(MailLane lane) => Reason is SuppressionReason.Bounced or SuppressionReason.ByProvider || lane is not MailLane.Account;

    /// <summary>Why, in a sentence.</summary>
    public string Words => Reason switch
    {
        SuppressionReason.Bounced => "Mail to this address came back for good, so it gets none.",
        SuppressionReason.Complained => "Whoever has this address called a mail spam, so it gets none but those about the account.",
        SuppressionReason.ByProvider => "The mail provider has this address on a list of those that get no mail.",
        _ => "An admin decided that this address gets no mail but those about the account.",
    };

    /// <summary>One more reason; the one that blocks more stays.</summary>
    public void Add(SuppressionReason reason, string? detail, DateTime now)
    {
        if (At != default && Blocks(MailLane.Account) && reason is SuppressionReason.Complained or SuppressionReason.ByAdmin) return;
        (Reason, At) = (reason, now);
        Detail = detail is { Length: > OutboundEmail.MaxErrorLength } ? detail[..OutboundEmail.MaxErrorLength] : detail;
    }
}
