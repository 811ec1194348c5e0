namespace Concerto.Web.Pages.Developers;

/// <summary>A program that does the main job through the API. It is a file of this repository, shown as it stands, and run as it stands by a test.</summary>
/// <param name="Language">What it is written in.</param>
/// <param name="File">Its name.</param>
/// <param name="Command">How it is run.</param>
/// <param name="Needs">What that takes.</param>
public sealed record QuickStart(string Language, string File, string Command, string Needs)
{
    public static readonly IReadOnlyList<QuickStart> All =
    [
        new("curl", "quick-start.sh", "bash quick-start.sh mix.wav", "bash and curl"),
        new("TypeScript", "quick-start.mts", "npx tsx quick-start.mts mix.wav", "Node 20 or newer"),
        new("C#", "quick-start.cs", "dotnet run quick-start.cs mix.wav", ".NET 10"),
    ];

    /// <summary>The program.</summary>
    public string Text { get; } = Read(File);

    /// <summary>Its lines, and which of them are there for the reader.</summary>
    public IEnumerable<(string Text, bool IsComment)> Lines => Text.TrimEnd().Split('\n').Select(line => (line, line.TrimStart() is var start && (start.StartsWith("//", StringComparison.Ordinal) || start.StartsWith('#') || start.StartsWith("/**", StringComparison.Ordinal))));

    private static string Read(string file)
    {
        using var reader = new StreamReader(typeof(QuickStart).Assembly.GetManifestResourceStream(file)!);
        return reader.ReadToEnd();
    }
}
