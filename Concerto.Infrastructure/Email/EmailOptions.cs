using MimeKit;

namespace Concerto.Infrastructure.Email;

/// <summary>The section <c>Concerto:Email</c>.</summary>
public sealed class EmailOptions
{
    public const string Section = "Concerto:Email";

    /// <summary>folder: mails become .eml files in the data directory.</summary>
    public string Provider { get; set; } = "folder";

    /// <summary>The sender, as in a header.</summary>
    public string From { get; set; } = "Concerto <concerto@localhost>";

    /// <summary>What is wrong with it, in one line; null when nothing is.</summary>
    public string? Problem() => this switch
    {
        { Provider: not "folder" } => $"{Section}:Provider is “{Provider}”; it can be folder.",
        _ when !MailboxAddress.TryParse(From, out var sender) || !sender.Address.Contains('@') => $"{Section}:From is “{From}”; write it like Concerto <mail@example.com>.",
        _ => null,
    };
}
