using System.Collections;
using GraphQL;
using GraphQL.Validation;
using GraphQL.Validation.Complexity;
using GraphQL.Validation.Rules.Custom;

namespace Concerto.Web.GraphQL;

/// <summary>Something that is counted in a document, and how much of it there may be.</summary>
/// <param name="Key">For programs.</param>
/// <param name="What">In words.</param>
internal readonly record struct Figure(string Key, string What, long Actual, long Limit)
{
    /// <exception cref="LimitError"/>
    public void Check()
    {
        if (Actual > Limit) throw new LimitError("DOCUMENT_TOO_LARGE", this, $"The document has {Actual} {What}; the limit is {Limit}.");
    }
}

/// <summary>A document goes beyond a limit. The message says beyond which and by how much, and so do the extensions, for programs: of what, <c>actual</c> and <c>limit</c>.</summary>
internal sealed class LimitError : RequestError
{
    public LimitError(string code, Figure figure, string message) : base(code, message)
    {
        this.AddExtension("of", figure.Key);
        this.AddExtension("actual", figure.Actual);
        this.AddExtension("limit", figure.Limit);
    }
}

/// <summary>
/// Reckons what a document costs, <see cref="Max"/> at most: its fields, times the sizes of the lists that they are in, by the page sizes and ids in its variables. So it
/// comes after validation, and anew for documents that are known. What a document asks of the schema itself costs nothing: <see cref="Guards"/> hold that within bounds.
/// </summary>
internal sealed class Complexity() : ComplexityValidationRule(Options)
{
    public const int Max = 20_000;

    private const double Unspeakable = 1e15; // as large as a whole number may be in JSON for everybody
    private static readonly Func<FieldImpactContext, FieldComplexityResult> Usual = new ComplexityOptions().DefaultComplexityImpactDelegate;

    private static new readonly ComplexityOptions Options = new()
    {
        DefaultComplexityImpactDelegate = field =>
            field.ParentType.Name.StartsWith("__", StringComparison.Ordinal) ? new(0, 1)
            : field.FieldDefinition.Name == "waveform" ? new(100 + Points(field) / 10, 1) // a file from the store, and two numbers a point
            : field.Arguments?.TryGetValue("ids", out var argument) == true && argument.Value is ICollection ids ? new(1, ids.Count)
            : Usual(field),
    };

    protected override ValueTask ValidateComplexityAsync(ValidationContext context, double totalComplexity, int maxDepth)
    {
        var total = (long)Math.Min(totalComplexity, Unspeakable);
        context.UserContext[nameof(Complexity)] = total;
        return total <= Max ? default : throw new LimitError("DOCUMENT_TOO_COMPLEX", new("complexity", "complexity", total, Max), $"The document's complexity is {total}; the limit is {Max}.");
    }

    /// <summary>What the operation that ran with that context costs; null when it never came to that.</summary>
    public static long? Of(ExecutionOptions options) => options.UserContext.TryGetValue(nameof(Complexity), out var total) ? (long)total! : null;

    private static double Points(FieldImpactContext field) => field.Arguments?.TryGetValue("points", out var argument) == true && argument.Value is int points and > 0 ? points : 0; // else it would make up for what all others cost
}

/// <summary>
/// What an operation cost, beside what it may: in the answer's extensions, for those who ask by the header <c>GraphQL-Cost: report</c>, or by <c>"cost": "report"</c> in the extensions
/// of the request where headers can't be had.
/// </summary>
internal static class Cost
{
    public const string Header = "GraphQL-Cost";
    private const string Key = "cost", Report = "report";

    public static bool IsAskedFor(HttpRequest http, Inputs? extensions) => http.Headers[Header] == Report || (extensions?.TryGetValue(Key, out var asked) is true && asked is Report);

    public static void Tell(ExecutionResult result, ExecutionOptions options)
    {
        if (Complexity.Of(options) is not { } complexity) return;
        var figures = (result.Document is { } document ? Guards.Measure(document) : []).Prepend(new("complexity", "complexity", complexity, Complexity.Max));
        (result.Extensions ??= [])[Key] = figures.ToDictionary(f => f.Key, f => new Dictionary<string, long> { ["actual"] = f.Actual, ["limit"] = f.Limit });
    }
}
