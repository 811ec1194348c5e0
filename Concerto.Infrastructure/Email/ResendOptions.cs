namespace Concerto.Infrastructure.Email;

/// <summary>The section <c>Concerto:Email:Resend</c>.</summary>
public sealed class ResendOptions
{
    public const string Section = $"{EmailOptions.Section}:Resend";
    private const string SecretPrefix = "whsec_";

    /// <summary>A key that may send.</summary>
    public string ApiKey { get; set; } = "";

    public string BaseUrl { get; set; } = "https://api.resend.com";

    /// <summary>What webhooks are signed with, as Resend shows it; without one they are not taken.</summary>
    public string? WebhookSecret { get; set; }

    /// <summary>How long an answer may take; less than the lease of a mail.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The bytes that webhooks are signed with; null when they are not taken.</summary>
    public byte[]? WebhookKey => WebhookSecret is { Length: > 0 } secret ? Decode(secret) : null;

    /// <summary>What is wrong with it, in one line; null when nothing is.</summary>
    public string? Problem() => this switch
    {
        { ApiKey: "" } => $"{Section}:ApiKey is missing; the provider resend needs a key that may send.",
        _ when ApiKey.Any(c => c is <= ' ' or > '~') => $"{Section}:ApiKey has characters in it that no key has.",
        _ when !Uri.TryCreate(BaseUrl, UriKind.Absolute, out var url) || !(url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback)) || url.Query != "" || url.Fragment != "" =>
            $"{Section}:BaseUrl is “{BaseUrl}”; write it like https://api.resend.com.",
        _ when Patience < TimeSpan.FromMilliseconds(10) || Patience > TimeSpan.FromMinutes(1) => $"{Section}:Patience is {Patience}; it is at most a minute, as 00:00:20.",
        _ when WebhookSecret is { Length: > 0 } secret && Decode(secret) is null => $"{Section}:WebhookSecret is not one: it begins with {SecretPrefix}.",
        _ => null,
    };

    private static byte[]? Decode(string secret)
    {
        var buffer = new byte[secret.Length];
        return secret.StartsWith(SecretPrefix, StringComparison.Ordinal) && Convert.TryFromBase64String(secret[SecretPrefix.Length..], buffer, out var length) && length > 0 ? buffer[..length] : null;
    }
}
