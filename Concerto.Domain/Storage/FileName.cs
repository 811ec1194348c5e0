namespace Concerto.Domain.Storage;

/// <summary>The name that a recording had on its uploader's disk: shown, offered for downloads, never used to find or to judge anything.</summary>
public static class FileName
{
    public const int MaxLength = 255;

    /// <summary>The bare name: folders that some clients send along are cut off.</summary>
    /// <exception cref="InvalidInputException">Empty, too long, or not text.</exception>
    public static string Clean(string fileName, string field)
    {
        var name = fileName[(fileName.LastIndexOfAny(['/', '\\']) + 1)..].Trim();
        if (name.Length is 0 or > MaxLength) throw new InvalidInputException(field, $"A file name has 1 to {MaxLength} characters.");
        if (!name.IsNormalizable() || name.Any(char.IsControl)) throw new InvalidInputException(field, "That file name has characters in it that are not text.");
        return name;
    }
}
