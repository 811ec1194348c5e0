using System.Globalization;

namespace Concerto.Bench;

/// <summary>The figures of one row: each named, in its unit, beside what it is held against.</summary>
public sealed class Report(string title)
{
    private readonly List<(string What, string Figure, string Against)> _lines = [];

    /// <param name="what">What was measured.</param>
    /// <param name="figure">The number and its unit.</param>
    /// <param name="against">The yardstick or goal, and how it compares.</param>
    public void Add(string what, string figure, string against = "") => _lines.Add((what, figure, against));

    public void Add(string what, double figure, string unit, string against = "") => Add(what, $"{Number(figure)} {unit}", against);

    /// <summary>Three digits that count.</summary>
    public static string Number(double figure) => figure.ToString(Math.Abs(figure) switch { >= 100 => "N0", >= 10 => "N1", _ => "N2" }, CultureInfo.InvariantCulture);

    public void Print(TextWriter to)
    {
        to.WriteLine();
        to.WriteLine(title);
        var (what, figure) = (_lines.Max(l => l.What.Length), _lines.Max(l => l.Figure.Length));
        foreach (var line in _lines) to.WriteLine($"  {line.What.PadRight(what)}  {line.Figure.PadLeft(figure)}  {line.Against}".TrimEnd());
    }

    /// <summary>The middle one of several runs.</summary>
    public static double Median(IEnumerable<double> runs) => runs.Order().ToArray() is { Length: > 0 } sorted ? sorted[sorted.Length / 2] : double.NaN;
}
