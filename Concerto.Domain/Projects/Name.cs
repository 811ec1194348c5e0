using System.Globalization;
using System.Text;

namespace Concerto.Domain.Projects;

/// <summary>
/// What somebody calls a project, a song or a version. Shown as typed; compared by a key that is the same on every database
/// (law 1): NFKC, trimmed, white space collapsed, case folded, invisible characters gone.
/// </summary>
public readonly record struct Name
{
    public const int MaxLength = 200, MaxKeyLength = 255;

    private Name(string text, string key) => (Text, Key) = (text, key);

    /// <summary>As typed, without surrounding white space.</summary>
    public string Text { get; }

    /// <summary>What two names that are the same have in common.</summary>
    public string Key { get; }

    /// <param name="text">What was typed.</param>
    /// <param name="field">The input field, for the error.</param>
    /// <exception cref="InvalidInputException">Empty, too long, or not text.</exception>
    public static Name From(string? text, string field)
    {
        text = Collapse(text ?? "");
        if (!IsText(text)) throw new InvalidInputException(field, "That name has characters in it that are not text.");
        if (text.Length > MaxLength) throw new InvalidInputException(field, $"A name has at most {MaxLength} characters; this one has {text.Length}.");
        var key = KeyOf(text);
        if (key.Length == 0) throw new InvalidInputException(field, "A name needs at least one visible character.");
        if (key.Length > MaxKeyLength) throw new InvalidInputException(field, "That name is too long once its ligatures are written out.");
        return new(text, key);
    }

    private static string KeyOf(string text)
    {
        // Upper before lower folds what lower-casing alone keeps apart (final sigma, the Kelvin sign); ß has no single upper case letter.
        var folded = Visible(text.Normalize(NormalizationForm.FormKC)).ToUpperInvariant().ToLowerInvariant().Replace("ß", "ss", StringComparison.Ordinal);
        return Collapse(folded.Normalize(NormalizationForm.FormKC));
    }

    private static string Visible(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format && !IsInvisibleMark(rune.Value)) kept.Append(rune);
        return kept.ToString();
    }

    // Variation selectors, the combining grapheme joiner, Hangul fillers, the braille blank: they show nothing but are not "format".
    private static bool IsInvisibleMark(int c) =>
        c is >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF or >= 0x180B and <= 0x180F or 0x034F or 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800;

    private static string Collapse(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // Control characters are nobody's song name.
    private static bool IsText(string text) => text.IsNormalizable() && !text.Any(c => char.IsControl(c) || c == '\uFFFF');

    public override string ToString() => Text;
}
