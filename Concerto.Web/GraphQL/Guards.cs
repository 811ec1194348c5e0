using GraphQL.Execution;
using GraphQLParser;
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
    public const int MaxLength = 20_000, MaxTokens = 4_000, MaxFields = 500, MaxDepth = 16, MaxAliases = 30, MaxRepeated = 30, MaxDirectives = 50, MaxDirectivesInOnePlace = 4, MaxFragments = 100, MaxTypeLists = 1;

    private readonly GraphQLDocumentBuilder _parser = new() { MaxDepth = 128 };

    public GraphQLDocument Build(string body)
    {
        new Figure("characters", "characters", body.Length, MaxLength).Check();
        CountTokens(body);
        GraphQLDocument document;
        try
        {
            document = _parser.Build(body);
        }
        catch (GraphQLMaxDepthExceededException) // no syntax error to GraphQL.NET
        {
            throw new LimitError("DOCUMENT_TOO_LARGE", new("depth", "levels", _parser.MaxDepth!.Value, MaxDepth), $"The document is nested deeper than the limit of {MaxDepth} levels.");
        }
        foreach (var figure in Measure(document)) figure.Check();
        return document;
    }

    public static IEnumerable<Figure> Measure(GraphQLDocument document) => new Shape(document).Measure();

    private static void CountTokens(string body)
    {
        try
        {
            var count = 0;
            for (var token = Lexer.Lex(body); token.Kind != TokenKind.EOF; token = Lexer.Lex(body, token.End)) count++;
            new Figure("tokens", "tokens", count, MaxTokens).Check();
        }
        catch (GraphQLSyntaxErrorException) // the parser tells of it in full
        {
        }
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
        private int _aliases, _repeated, _directives, _directivesInOnePlace, _typeLists;

        public IEnumerable<Figure> Measure()
        {
            var (fields, depth) = (0L, 0);
            foreach (var definition in document.Definitions)
            {
                Tally(definition);
                if (definition is not IHasSelectionSetNode { SelectionSet: { } selections }) continue;
                Tally(selections);
                var size = SizeOf(selections);
                (fields, depth) = (Math.Max(fields, size.Fields), Math.Max(depth, size.Depth));
            }
            return
            [
                new("fields", "fields", fields, MaxFields),
                new("depth", "levels", depth, MaxDepth),
                new("aliases", "aliases", _aliases, MaxAliases),
                new("repeated", "repeated fields", _repeated, MaxRepeated),
                new("directives", "directives", _directives, MaxDirectives),
                new("directivesInOnePlace", "directives in one place", _directivesInOnePlace, MaxDirectivesInOnePlace),
                new("fragments", "fragments", _fragments.Count, MaxFragments), // validation follows those that spread each other for each of them
                new("typeLists", "lists of fields and types within each other", _typeLists, MaxTypeLists),
            ];
        }

        private void Tally(GraphQLSelectionSet selections)
        {
            var names = new HashSet<ROM>();
            foreach (var node in selections.Selections)
            {
                if (node is GraphQLField field)
                {
                    if (field.Alias is not null) _aliases++;
                    if (!names.Add((field.Alias?.Name ?? field.Name).Value)) _repeated++;
                }
                Tally(node);
                if (node is IHasSelectionSetNode { SelectionSet: { } inner }) Tally(inner);
            }
        }

        private void Tally(ASTNode node)
        {
            if (node is not IHasDirectivesNode { Directives.Count: var count }) return;
            _directives += count;
            _directivesInOnePlace = Math.Max(_directivesInOnePlace, count);
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
            if (name is "__schema" or "__type") _typeLists = Math.Max(_typeLists, typeLists);
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
