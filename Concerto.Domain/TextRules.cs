namespace Concerto.Domain;

public static class TextRules
{
    /// <summary>False for text with half a surrogate pair, which no database takes, or with a U+FFFE, which is no character: no normalisation takes either.</summary>
    public static bool IsNormalizable(this string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\uFFFE') return false;
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }
        return true;
    }
}
