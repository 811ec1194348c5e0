using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Concerto.Web.GraphQL;

/// <summary>
/// The marked field needs these properties of its object and no others, so that a list reads no more columns than what is selected of it takes. Of a field that
/// is a property that is known; a method without this needs all.
/// </summary>
/// <param name="properties">Their names; <c>Measurements.DurationMs</c> for one within a part.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadsAttribute(params string[] properties) : Attribute
{
    public IReadOnlyList<string> Properties => properties;
}

/// <summary>
/// Which properties of its objects the selection below a field needs: a parameter of a face's method, for <see cref="Loaders"/> and lists. Keys are always read.
/// </summary>
public sealed class Wanted
{
    public static readonly Wanted All = new(null);

    // There is a recording for each: what somebody selects must not make ever more of them.
    private const int MostSets = 100;
    private const string Reads = "Concerto.Reads";
    private static readonly ConcurrentDictionary<string, Wanted> Sets = [];
    private static readonly ConditionalWeakTable<GraphQLField, Wanted> Known = [];

    private Wanted(IReadOnlySet<string>? properties) => Properties = properties;

    /// <summary>Null for all.</summary>
    public IReadOnlySet<string>? Properties { get; }

    internal static void Note(FieldType field, IReadOnlyList<string> properties) => field.WithMetadata(Reads, properties);

    // The field's node is the same each time that the document is run, unless it is written twice and merged.
    internal static Wanted From(IResolveFieldContext context) => Known.TryGetValue(context.FieldAst, out var known) ? known : Known.GetValue(context.FieldAst, field => Of(field, context));

    private static Wanted Of(GraphQLField field, IResolveFieldContext context)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        if (context.FieldDefinition.ResolvedType?.GetNamedType() is not IObjectGraphType type || !Collect(field.SelectionSet, type, context.Document, found)) return All;
        var name = string.Join(' ', found);
        return Sets.TryGetValue(name, out var set) ? set : Sets.Count >= MostSets ? All : Sets.GetOrAdd(name, new Wanted(found));
    }

    /// <returns>Whether it is known what is needed.</returns>
    private static bool Collect(GraphQLSelectionSet? selections, IObjectGraphType type, GraphQLDocument document, SortedSet<string> found) => (selections?.Selections ?? []).All(node => node switch
    {
        GraphQLField field when field.Name.StringValue.StartsWith("__", StringComparison.Ordinal) => true,
        GraphQLField field when type.Fields.Find("pageInfo") is not null => field.Name.StringValue switch // a connection; its cursors may be of any property
        {
            "nodes" => Collect(field.SelectionSet, (IObjectGraphType)type.Fields.Find("nodes")!.ResolvedType!.GetNamedType(), document, found),
            var name => name == "totalCount",
        },
        GraphQLField field => type.Fields.Find(field.Name)?.GetMetadata<IReadOnlyList<string>?>(Reads) is { } properties && properties.All(p => found.Add(p) || true),
        GraphQLInlineFragment fragment => Collect(fragment.SelectionSet, type, document, found),
        GraphQLFragmentSpread spread => Collect(document.Definitions.OfType<GraphQLFragmentDefinition>().FirstOrDefault(f => f.FragmentName.Name.StringValue == spread.FragmentName.Name.StringValue)?.SelectionSet, type, document, found),
        _ => false,
    });
}
