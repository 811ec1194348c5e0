namespace Concerto.Domain.Email;

/// <summary>That a webhook's message was taken in, so that it is taken in once.</summary>
public sealed class WebhookReceipt
{
    public const int MaxIdLength = 100;

    private WebhookReceipt() { }

    public WebhookReceipt(string id, DateTime now) => (Id, At) = (id, now);

    /// <summary>The sender's id of the message.</summary>
    public string Id { get; private set; } = "";

    public DateTime At { get; private set; }
}
