using System.Text.RegularExpressions;
using Concerto.Domain.Accounts;

namespace Concerto.Domain.Sharing;

/// <summary>
/// Addresses as people paste them: one a line, from a mail's head (<c>Mira &lt;mira@x.com&gt;, "Berg, Jonas" &lt;jonas@x.com&gt;</c>), from a table, separated by commas,
/// semicolons or spaces. Names are passed over, each address counts once.
/// </summary>
public static partial class AddressList
{
    /// <summary>At most as many in one go.</summary>
    public const int MaxCount = 100;

    private const int MaxLength = 20_000;

    /// <exception cref="InvalidInputException">There is none, there are too many, or something is no address: it says what.</exception>
    public static IReadOnlyList<EmailAddress> Parse(string? text, string field)
    {
        if (text is { Length: > MaxLength }) throw new InvalidInputException(field, $"That is too long. At most {MaxCount} addresses go at a time.");
        var found = Entries(text ?? "").SelectMany(Addresses).Select(address => EmailAddress.From(address, field)).DistinctBy(address => address.Key).ToList();
        return found.Count switch
        {
            0 => throw new InvalidInputException(field, "Type at least one email address."),
            > MaxCount => throw new InvalidInputException(field, $"At most {MaxCount} addresses go at a time; these are {found.Count}."),
            _ => found,
        };
    }

    // What stands between separators; those within quotes are part of a name, and so is “Berg” in Berg, Jonas <jonas@x.com>.
    private static IEnumerable<string> Entries(string text)
    {
        string? surname = null;
        foreach (Match match in Entry().Matches(text))
        {
            var entry = match.Groups["entry"].Value.Trim();
            if (surname is not null && !InAngles().IsMatch(entry)) yield return surname;
            surname = match.Groups["comma"].Success && entry.Length > 0 && !entry.Contains('@') ? entry : null;
            if (surname is null && entry.Length > 0) yield return entry;
        }
        if (surname is not null) yield return surname;
    }

    private static IEnumerable<string> Addresses(string entry)
    {
        var angles = InAngles().Matches(entry).Select(a => a.Groups[1].Value).ToList();
        var rest = angles.Count > 0 ? InAngles().Replace(Quoted().Replace(entry, " "), " ") : entry;
        var found = angles.Concat(rest.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(word => word.Contains('@'))).ToList();
        return found.Count > 0 ? found.Select(Bare) : [entry];
    }

    private static string Bare(string word)
    {
        word = word.Trim().TrimStart('"', '\'', '(', '[', '“').TrimEnd('"', '\'', ')', ']', '”', '.', ':');
        return word.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? word["mailto:".Length..] : word;
    }

    [GeneratedRegex("""(?<entry>(?:"[^"\r\n]*"|[^,;\r\n])+)(?:(?<comma>,)|[;\r\n]|$)""")]
    private static partial Regex Entry();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("<([^<>]*)>")]
    private static partial Regex InAngles();
}
