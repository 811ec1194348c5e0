namespace Concerto.Domain.Sharing;

/// <summary>What somebody writes with a share: plain text.</summary>
public static class ShareMessage
{
    /// <returns>As typed, without surrounding white space; null for nothing.</returns>
    /// <exception cref="InvalidInputException">Too long, or not text.</exception>
    public static string? From(string? text)
    {
        text = (text ?? "").ReplaceLineEndings("\n").Trim();
        if (text.Length > Invite.MaxMessageLength) throw new InvalidInputException("message", $"A message has at most {Invite.MaxMessageLength:N0} characters; this one has {text.Length:N0}.");
        if (!text.IsNormalizable() || text.Any(c => char.IsControl(c) && c is not ('\n' or '\t') || c == '\uFFFF')) throw new InvalidInputException("message", "There are characters in it that are not text.");
        return text.Length == 0 ? null : text;
    }
}
