using GraphQL.Execution;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;

namespace Concerto.Web.GraphQL;

/// <summary>
/// Refuses documents that are made to hurt, before validation, which some of them would keep busy for seconds. Fields and depth are counted
/// with fragments written out: a fragment that spreads another twice doubles with each level. The complexity rule comes after it,
/// since it reckons with the page sizes in the variables.
/// </summary>
internal sealed class Guards : IDocumentBuilder
{
    public const int MaxLength = 20_000, MaxFields = 500, MaxDepth = 16, MaxAliases = 30, MaxDirectives = 50, MaxComplexity = 5_000;

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

    private sealed class Shape(GraphQLDocument document)
    {
        private readonly Dictionary<string, GraphQLFragmentDefinition> _fragments = document.Definitions.OfType<GraphQLFragmentDefinition>()
            .GroupBy(f => f.FragmentName.Name.StringValue).ToDictionary(g => g.Key, g => g.First());
        private readonly Dictionary<string, (long Fields, int Depth)> _sizes = [];
        private int _aliases, _directives;

        public void Check()
        {
            foreach (var definition in document.Definitions)
            {
                if (definition is IHasDirectivesNode { Directives.Count: var count }) _directives += count;
                if (definition is not IHasSelectionSetNode { SelectionSet: { } selections }) continue;
                Tally(selections);
                var (fields, depth) = SizeOf(selections);
                Limit("fields", fields, MaxFields);
                Limit("levels", depth, MaxDepth);
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

        private (long Fields, int Depth) SizeOf(GraphQLSelectionSet? selections)
        {
            var (fields, depth) = (0L, 0);
            foreach (var node in selections?.Selections ?? [])
            {
                var (inner, levels) = node switch
                {
                    GraphQLField field => SizeOf(field.SelectionSet) is var (f, d) ? (f + 1, d + 1) : default,
                    GraphQLInlineFragment fragment => SizeOf(fragment.SelectionSet),
                    GraphQLFragmentSpread spread => SizeOf(spread.FragmentName.Name.StringValue),
                    _ => default,
                };
                (fields, depth) = (Math.Min(fields + inner, int.MaxValue), Math.Max(depth, levels)); // doubling often enough would overflow
            }
            return (fields, depth);
        }

        private (long Fields, int Depth) SizeOf(string fragment)
        {
            if (_sizes.TryGetValue(fragment, out var size)) return size;
            _sizes[fragment] = default; // a cycle, which validation tells of
            return _sizes[fragment] = SizeOf(_fragments.GetValueOrDefault(fragment)?.SelectionSet);
        }
    }
}
