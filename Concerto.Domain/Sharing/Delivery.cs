using Concerto.Domain.Email;

namespace Concerto.Domain.Sharing;

/// <summary>How far what tells an address of a share has come.</summary>
public enum Delivery
{
    /// <summary>It waits to be sent, perhaps because much mail was sent today. Nothing is lost by that.</summary>
    Waiting,
    /// <summary>It is on its way.</summary>
    Sent,
    /// <summary>The address's server has taken it.</summary>
    Delivered,
    /// <summary>It came back: the address may have a slip in it.</summary>
    Bounced,
    /// <summary>It could not be sent.</summary>
    Failed,
}

public static class Deliveries
{
    /// <summary>What the one who shares is told of a mail's fate. That a recipient called it spam is not theirs to know.</summary>
    public static Delivery Of(MailState state, DateTime? deliveredAt, DateTime? bouncedAt) => state switch
    {
        MailState.Queued or MailState.Sending => Delivery.Waiting,
        _ when bouncedAt is not null => Delivery.Bounced,
        _ when deliveredAt is not null => Delivery.Delivered,
        // Also when it need not go any more: of an account that is disabled, the one who shares learns nothing.
        MailState.Sent or MailState.NotNeeded => Delivery.Sent,
        _ => Delivery.Failed,
    };
}
