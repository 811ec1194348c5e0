using GraphQL;
using GraphQL.Types;

namespace Concerto.Tests.GraphQL;

/// <summary>A query for every list that the schema has: the shortest way to it from the root through other lists, two objects of each, and of its own objects all that they show.</summary>
internal static class SchemaWalk
{
    private const int OnTheWay = 2, OfEach = 3;
    private static readonly string[] NotFromTheDatabase = ["waveform"];

    /// <returns>The list, such as <c>Song.versions</c>, and the query.</returns>
    public static IEnumerable<(string List, string Query)> Lists(ISchema schema)
    {
        var ways = new Dictionary<string, (string Before, string After)> { [schema.Query.Name] = ("{ ", " }") };
        var waiting = new Queue<IObjectGraphType>([schema.Query]);
        while (waiting.TryDequeue(out var type))
        {
            var (before, after) = ways[type.Name];
            foreach (var field in type.Fields.Where(NeedsNothing))
            {
                if (field.ResolvedType!.GetNamedType() is not IObjectGraphType inner) continue;
                var nodes = inner.Fields.Find("nodes");
                var isList = nodes is not null || field.ResolvedType is ListGraphType or NonNullGraphType { ResolvedType: ListGraphType };
                var item = (IObjectGraphType)(nodes?.ResolvedType ?? inner).GetNamedType();
                string Open(int size) => nodes is null ? $"{field.Name} {{ " : $"{field.Name}(first: {size}) {{ nodes {{ ";
                var close = nodes is null ? " }" : " } }";
                if (isList) yield return ($"{type.Name}.{field.Name}", $"{before}{Open(OfEach)}{Shown(item)}{(nodes is null ? close : " } totalCount }")}{after}");
                if (ways.TryAdd(item.Name, ($"{before}{Open(OnTheWay)}", $"{close}{after}"))) waiting.Enqueue(item);
            }
        }
    }

    /// <summary>All that an object shows without being asked for anything in particular, and of other objects in it one field.</summary>
    public static string Shown(IObjectGraphType type) => string.Join(' ', type.Fields.Where(NeedsNothing).Select(field => field.ResolvedType!.GetNamedType() switch
    {
        IObjectGraphType inner when inner.Fields.Find("nodes") is null => inner.Fields.FirstOrDefault(f => NeedsNothing(f) && IsLeaf(f)) is { } leaf ? $"{field.Name} {{ {leaf.Name} }}" : "",
        ScalarGraphType => field.Name,
        _ => "",
    }));

    public static bool IsLeaf(FieldType field) => field.ResolvedType!.GetNamedType() is ScalarGraphType;

    public static bool NeedsNothing(FieldType field) => !NotFromTheDatabase.Contains(field.Name) && (field.Arguments ?? []).All(a => a.ResolvedType is not NonNullGraphType || a.DefaultValue is not null);
}
