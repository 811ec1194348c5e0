namespace Concerto.Infrastructure.Email;

/// <summary>How a connection is kept from being read.</summary>
public enum SmtpTls
{
    /// <summary>From the first byte on port 465, by STARTTLS on others, which a server that does not offer it fails.</summary>
    Auto,

    /// <summary>Begun in the clear, then encrypted before anything is said.</summary>
    StartTls,

    /// <summary>From the first byte.</summary>
    Implicit,

    /// <summary>Not at all: for a server on the same machine.</summary>
    None,
}

/// <summary>The section <c>Concerto:Email:Smtp</c>.</summary>
public sealed class SmtpOptions
{
    public const string Section = $"{EmailOptions.Section}:Smtp";

    public string Host { get; set; } = "";
    public int Port { get; set; } = 587;

    /// <summary>Empty to sign in as nobody.</summary>
    public string User { get; set; } = "";

    public string Password { get; set; } = "";
    public SmtpTls Tls { get; set; }

    /// <summary>What is wrong with it, in one line; null when nothing is.</summary>
    public string? Problem() => this switch
    {
        { Host: "" } => $"{Section}:Host is missing; the provider smtp needs a server.",
        { Port: < 1 or > 65535 } => $"{Section}:Port is {Port}; it goes from 1 to 65535.",
        { User: "", Password: not "" } => $"{Section}:User is missing, though there is a password.",
        { User: not "", Tls: SmtpTls.None } when Host is not ("localhost" or "127.0.0.1" or "::1") => $"{Section}:Tls is None, and the password would cross the network in the clear.",
        _ => null,
    };
}
