using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Concerto.Web.Features.Versions;

/// <summary>The names of files that people download: as a person would give them, and as Windows, macOS and Linux all take them.</summary>
public static partial class DownloadName
{
    /// <summary>Of a name in UTF-8; file systems take 255, and browsers add “ (1)”.</summary>
    private const int MaxBytes = 240;

    /// <summary>“Intro – v3 less reverb.wav”</summary>
    /// <param name="extension">With its dot.</param>
    public static string Of(string song, string version, string extension)
    {
        var name = Spaces().Replace(string.Concat($"{song} – {version}".EnumerateRunes().Select(Allowed)), " ").Trim(' ', '.');
        if (Reserved().IsMatch(name)) name = "_" + name;
        return Cut(name, MaxBytes - Encoding.UTF8.GetByteCount(extension)) + extension;
    }

    private static string Allowed(Rune rune) => rune.Value switch
    {
        '/' or '\\' or ':' or '|' => "-",
        '"' => "'",
        '<' => "(",
        '>' => ")",
        '?' or '*' => "",
        // Joins the parts of an emoji.
        0x200D => "\u200D",
        // Control characters, and those that turn the direction of writing to make “gpj.exe” look like something else.
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? " " : rune.ToString(),
    };

    /// <summary>Never through a letter and its accent, nor through an emoji.</summary>
    private static string Cut(string name, int bytes)
    {
        var (kept, used) = (new StringBuilder(), 0);
        for (var each = StringInfo.GetTextElementEnumerator(name); each.MoveNext();)
        {
            used += Encoding.UTF8.GetByteCount(each.GetTextElement());
            if (used > bytes) break;
            kept.Append(each.GetTextElement());
        }
        return kept.ToString().TrimEnd(' ', '.');
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    /// <summary>What Windows takes for a device, with any ending.</summary>
    [GeneratedRegex(@"^(con|prn|aux|nul|com\d|lpt\d)\s*\.", RegexOptions.IgnoreCase)]
    private static partial Regex Reserved();
}
