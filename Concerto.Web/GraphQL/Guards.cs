using System.Collections;
using GraphQL.Execution;
using GraphQL.Validation.Complexity;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;

namespace Concerto.Web.GraphQL;

/// <summary>
/// Refuses documents that are made to hurt, before validation, which some of them would keep busy for seconds. Fields and depth are counted
/// with fragments written out: a fragment that spreads another twice doubles with each level. <see cref="Complexity"/> comes after
/// validation, since it reckons with the variables.
/// </summary>
internal sealed class Guards : IDocumentBuilder
{
    public const int MaxLength = 20_000, MaxFields = 500, MaxDepth = 16, MaxAliases = 30, MaxDirectives = 50, MaxTypeLists = 1;

    private readonly GraphQLDocumentBuilder _parser = new() { MaxDepth = 128 };

    public GraphQLDocument Build(string body)
    {
        Limit("characters", body.Length, MaxLength);
        GraphQLDocument document;
        try
        {
            document = _parser.Build(body);
        }
        catch (GraphQLMaxDepthExceededException) // no syntax error to GraphQL.NET
        {
            throw new RequestError("DOCUMENT_TOO_LARGE", $"The document is nested deeper than the limit of {MaxDepth} levels.");
        }
        new Shape(document).Check();
        return document;
    }

    private static void Limit(string what, long count, int limit)
    {
        if (count > limit) throw new RequestError("DOCUMENT_TOO_LARGE", $"The document has {count} {what}; the limit is {limit}.");
    }

    private readonly record struct Size(long Fields, int Depth, int TypeLists)
    {
        public static Size operator +(Size a, Size b) => // doubling often enough would overflow
            new(Math.Min(a.Fields + b.Fields, int.MaxValue), Math.Max(a.Depth, b.Depth), Math.Max(a.TypeLists, b.TypeLists));
    }

    private sealed class Shape(GraphQLDocument document)
    {
        private readonly Dictionary<string, GraphQLFragmentDefinition> _fragments = document.Definitions.OfType<GraphQLFragmentDefinition>()
            .GroupBy(f => f.FragmentName.Name.StringValue).ToDictionary(g => g.Key, g => g.First());
        private readonly Dictionary<string, Size> _sizes = [];
        private int _aliases, _directives;

        public void Check()
        {
            foreach (var definition in document.Definitions)
            {
                if (definition is IHasDirectivesNode { Directives.Count: var count }) _directives += count;
                if (definition is not IHasSelectionSetNode { SelectionSet: { } selections }) continue;
                Tally(selections);
                var size = SizeOf(selections);
                Limit("fields", size.Fields, MaxFields);
                Limit("levels", size.Depth, MaxDepth);
            }
            Limit("aliases", _aliases, MaxAliases);
            Limit("directives", _directives, MaxDirectives);
        }

        private void Tally(GraphQLSelectionSet selections)
        {
            foreach (var node in selections.Selections)
            {
                if (node is GraphQLField { Alias: not null }) _aliases++;
                if (node is IHasDirectivesNode { Directives.Count: var count }) _directives += count;
                if (node is IHasSelectionSetNode { SelectionSet: { } inner }) Tally(inner);
            }
        }

        private Size SizeOf(GraphQLSelectionSet? selections) => (selections?.Selections ?? []).Aggregate(default(Size), (size, node) => size + node switch
        {
            GraphQLField field => SizeOf(field),
            GraphQLInlineFragment fragment => SizeOf(fragment.SelectionSet),
            GraphQLFragmentSpread spread => SizeOf(spread.FragmentName.Name.StringValue),
            _ => default,
        });

        // All types' fields' types' fields … multiply without end; tools that introspect want one such list at a time.
        private Size SizeOf(GraphQLField field)
        {
            var (fields, depth, typeLists) = SizeOf(field.SelectionSet);
            var name = field.Name.StringValue;
            if (name is "__schema" or "__type") Limit("lists of fields and types within each other", typeLists, MaxTypeLists);
            return new(fields + 1, depth + 1, typeLists + (name is "fields" or "inputFields" or "interfaces" or "possibleTypes" ? 1 : 0));
        }

        private Size SizeOf(string fragment)
        {
            if (_sizes.TryGetValue(fragment, out var size)) return size;
            _sizes[fragment] = default; // a cycle, which validation tells of
            return _sizes[fragment] = SizeOf(_fragments.GetValueOrDefault(fragment)?.SelectionSet);
        }
    }
}

/// <summary>
/// What a document costs: its fields, times the sizes of the lists that they are in, by the page sizes and ids in its variables. What it asks of the schema itself
/// costs nothing: <see cref="Guards"/> hold that within bounds.
/// </summary>
internal static class Complexity
{
    public const int Max = 20_000;

    private static readonly Func<FieldImpactContext, FieldComplexityResult> Usual = new ComplexityOptions().DefaultComplexityImpactDelegate;

    public static readonly ComplexityOptions Options = new()
    {
        MaxComplexity = Max,
        DefaultComplexityImpactDelegate = field =>
            field.ParentType.Name.StartsWith("__", StringComparison.Ordinal) ? new(0, 1)
            : field.FieldDefinition.Name == "waveform" ? new(100 + Points(field) / 10, 1) // a file from the store, and two numbers a point
            : field.Arguments?.TryGetValue("ids", out var argument) == true && argument.Value is ICollection ids ? new(1, ids.Count)
            : Usual(field),
    };

    private static double Points(FieldImpactContext field) => field.Arguments?.TryGetValue("points", out var argument) == true && argument.Value is int points ? points : 0;
}
