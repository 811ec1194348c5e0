namespace Concerto.Domain.Accounts;

/// <summary>A mailbox. Written to as typed; compared in lower case, because nobody has two mailboxes that differ only in that.</summary>
public readonly record struct EmailAddress
{
    /// <summary>What SMTP lets an address have.</summary>
    public const int MaxLength = 254;

    private EmailAddress(string text, string key) => (Text, Key) = (text, key);

    /// <summary>As typed, without surrounding white space.</summary>
    public string Text { get; }

    /// <summary>What two spellings of one address have in common.</summary>
    public string Key { get; }

    /// <exception cref="InvalidInputException">It is not an address that mail could reach.</exception>
    public static EmailAddress From(string? text, string field = "email")
    {
        text = (text ?? "").Trim();
        if (text.Length == 0) throw new InvalidInputException(field, "Type an email address.");
        if (text.Length > MaxLength) throw new InvalidInputException(field, $"An email address has at most {MaxLength} characters; this one has {text.Length}.");
        if (!LooksRight(text)) throw new InvalidInputException(field, $"“{text}” is not an email address. It needs a form like mira@example.com.");
        return new(text, KeyOf(text));
    }

    /// <summary>What <see cref="Key"/> is of an address that was taken before, or that somebody looks for.</summary>
    public static string KeyOf(string address) => address.ToLowerInvariant();

    // Whether it exists, only a mail can tell. This keeps out what would break a mail's header or is plainly a slip.
    private static bool LooksRight(string text)
    {
        var at = text.LastIndexOf('@');
        if (at is < 1 or > 64 || !text.IsNormalizable()) return false;
        var (local, host) = (text[..at], text[(at + 1)..]);
        return !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || "\"(),:;<>[\\]".Contains(c)) && !local.Contains('@')
            && IsDotted(local) && IsDotted(host) && (host.Contains('.') || host == "localhost") && !host.StartsWith('-') && !host.EndsWith('-');

        static bool IsDotted(string part) => part.Split('.').All(label => label.Length is > 0 and < 65);
    }

    public override string ToString() => Text;
}
