using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Visitors;

namespace Concerto.Web.GraphQL;

/// <summary>What a change of the schema means to those who build on it.</summary>
public enum ChangeKind
{
    /// <summary>Programs that were right may not be any more.</summary>
    Breaking,

    /// <summary>Gone as well, but it was deprecated in the release that this is compared with: programs had that long to change.</summary>
    Removed,

    /// <summary>Works still, and will go.</summary>
    Deprecated,

    /// <summary>What is left out means something else.</summary>
    Changed,

    /// <summary>New. Programs that take what they don't know for nothing don't notice.</summary>
    Added,
}

/// <param name="Kind">What it means.</param>
/// <param name="Where">The type, field, argument, value or directive, as <c>Song.versions(first:)</c>.</param>
/// <param name="What">What became of it, after that; empty when the kind says it all.</param>
public sealed record SchemaChange(ChangeKind Kind, string Where, string What)
{
    public override string ToString() => What.Length == 0 ? Where : $"{Where} {What}";
}

/// <summary>
/// What differs between two schemas, by the rules of GraphQL's reference implementation: what goes, what is given or taken otherwise, what must be said that need not have been.
/// What is to go is deprecated, with a reason, for a release at least; gone after that, it is told apart from what goes without warning.
/// A test holds it against that implementation, case by case.
/// </summary>
public static class SchemaChanges
{
    /// <summary>The schema of the last release, as those outside know it.</summary>
    public static string Released { get; } = ReadReleased();

    /// <summary>The changes from one schema to another, both as text: the breaking ones first, each kind by name.</summary>
    public static IReadOnlyList<SchemaChange> Between(string before, string after)
    {
        var comparison = new Comparison();
        comparison.Compare(Parser.Parse(before), Parser.Parse(after));
        return [.. comparison.Found.OrderBy(change => change.Kind).ThenBy(change => change.Where, StringComparer.Ordinal)];
    }

    /// <summary>Each kind of them under a heading, for a screen.</summary>
    public static string Tell(IReadOnlyList<SchemaChange> changes) => changes.Count == 0 ? "Nothing has changed.\n"
        : string.Join("\n", changes.GroupBy(change => change.Kind).Select(kind => $"{kind.Key}\n{string.Concat(kind.Select(change => $"  {change}\n"))}"));

    private static string ReadReleased()
    {
        using var reader = new StreamReader(typeof(SchemaChanges).Assembly.GetManifestResourceStream("released.graphql")!);
        return reader.ReadToEnd();
    }

    private sealed class Comparison
    {
        private HashSet<string> _announced = [];

        public List<SchemaChange> Found { get; } = [];

        public void Compare(GraphQLDocument before, GraphQLDocument after)
        {
            _announced = OnlyThroughDeprecated(before);
            Match(TypesOf(before), TypesOf(after), type => type.Name, "", Compare);
            Match(before.Definitions.OfType<GraphQLDirectiveDefinition>(), after.Definitions.OfType<GraphQLDirectiveDefinition>(), directive => directive.Name, "@", Compare);
        }

        private void Compare(string name, GraphQLTypeDefinition before, GraphQLTypeDefinition after)
        {
            if (before.Kind != after.Kind) Break(name, $"is {KindOf(after)} now; it was {KindOf(before)}");
            switch (before, after)
            {
                case (GraphQLObjectTypeDefinition was, GraphQLObjectTypeDefinition now):
                    CompareNames(name, was.Interfaces?.Items, now.Interfaces?.Items, "implements", "no longer implements");
                    CompareFields(name, was.Fields, now.Fields);
                    break;
                case (GraphQLInterfaceTypeDefinition was, GraphQLInterfaceTypeDefinition now):
                    CompareNames(name, was.Interfaces?.Items, now.Interfaces?.Items, "implements", "no longer implements");
                    CompareFields(name, was.Fields, now.Fields);
                    break;
                case (GraphQLUnionTypeDefinition was, GraphQLUnionTypeDefinition now):
                    CompareNames(name, was.Types?.Items, now.Types?.Items, "may be", "is never");
                    break;
                case (GraphQLEnumTypeDefinition was, GraphQLEnumTypeDefinition now):
                    Match(was.Values?.Items, now.Values?.Items, value => value.EnumValue.Name, $"{name}.", CompareDeprecation);
                    break;
                case (GraphQLInputObjectTypeDefinition was, GraphQLInputObjectTypeDefinition now):
                    CompareInputs(was.Fields?.Items, now.Fields?.Items, field => $"{name}.{field}");
                    if (!IsOneOf(was) && IsOneOf(now)) Break(name, "takes exactly one of its fields now");
                    break;
            }
        }

        private void CompareFields(string type, GraphQLFieldsDefinition? before, GraphQLFieldsDefinition? after) => Match(before?.Items, after?.Items, field => field.Name, $"{type}.", (where, was, now) =>
        {
            if (!GivesNoLess(was.Type, now.Type)) Break(where, $"gives {Said(now.Type)}; it gave {Said(was.Type)}");
            CompareInputs(was.Arguments?.Items, now.Arguments?.Items, argument => $"{where}({argument}:)");
            CompareDeprecation(where, was, now);
        });

        private void CompareInputs(List<GraphQLInputValueDefinition>? before, List<GraphQLInputValueDefinition>? after, Func<string, string> said)
        {
            var (was, now) = (ByName(before, input => input.Name), ByName(after, input => input.Name));
            foreach (var (name, input) in was)
            {
                var where = said(name);
                if (!now.TryGetValue(name, out var other))
                {
                    Gone(where, input);
                    continue;
                }
                if (!TakesNoLess(input.Type, other.Type)) Break(where, $"takes {Said(other.Type)}; it took {Said(input.Type)}");
                else if (Said(input.DefaultValue) is var old && Said(other.DefaultValue) is var @new && old != @new) Found.Add(new(ChangeKind.Changed, where, $"is {@new ?? "nothing"} when it is left out; it was {old ?? "nothing"}"));
                CompareDeprecation(where, input, other);
            }
            foreach (var (name, input) in now.Where(input => !was.ContainsKey(input.Key)))
            {
                if (input is { Type: GraphQLNonNullType, DefaultValue: null }) Break(said(name), "is new, and must be given");
                else Found.Add(new(ChangeKind.Added, said(name), ""));
            }
        }

        private void Compare(string name, GraphQLDirectiveDefinition before, GraphQLDirectiveDefinition after)
        {
            CompareInputs(before.Arguments?.Items, after.Arguments?.Items, argument => $"{name}({argument}:)");
            if (before.Repeatable && !after.Repeatable) Break(name, "may stand only once in a place");
            foreach (var location in before.Locations.Items.Except(after.Locations.Items)) Break(name, $"may not stand on {location} any more");
        }

        private void CompareDeprecation(string where, IHasDirectivesNode before, IHasDirectivesNode after)
        {
            if (Reason(before) is null && Reason(after) is { } reason) Found.Add(new(ChangeKind.Deprecated, where, $"will go: {reason}"));
        }

        private void CompareNames(string where, List<GraphQLNamedType>? before, List<GraphQLNamedType>? after, string comes, string goes)
        {
            var (was, now) = (ByName(before, type => type.Name), ByName(after, type => type.Name));
            foreach (var name in was.Keys.Except(now.Keys)) Break(where, $"{goes} {name}");
            foreach (var name in now.Keys.Except(was.Keys)) Found.Add(new(ChangeKind.Added, where, $"{comes} {name}"));
        }

        private void Match<T>(IEnumerable<T>? before, IEnumerable<T>? after, Func<T, GraphQLName> nameOf, string prefix, Action<string, T, T> compare) where T : ASTNode
        {
            var (was, now) = (ByName(before, nameOf), ByName(after, nameOf));
            foreach (var (name, old) in was)
            {
                if (now.TryGetValue(name, out var @new)) compare(prefix + name, old, @new);
                else Gone(prefix + name, old);
            }
            Found.AddRange(now.Keys.Except(was.Keys).Select(name => new SchemaChange(ChangeKind.Added, prefix + name, "")));
        }

        private void Gone(string where, ASTNode what)
        {
            var reason = what is IHasDirectivesNode node ? Reason(node) : null;
            if (what is GraphQLTypeDefinition && _announced.Contains(where)) reason = "only what was deprecated led to it.";
            Found.Add(reason is null ? new(ChangeKind.Breaking, where, "is gone") : new(ChangeKind.Removed, where, $"is gone, as was said: {reason}"));
        }

        private void Break(string where, string what) => Found.Add(new(ChangeKind.Breaking, where, what));
    }

    // To the parser a directive's definition is a type's, too.
    private static IEnumerable<GraphQLTypeDefinition> TypesOf(GraphQLDocument document) => document.Definitions.OfType<GraphQLTypeDefinition>().Where(type => type is not GraphQLDirectiveDefinition);

    // A type can't be deprecated: it goes with the last of what leads to it.
    private static HashSet<string> OnlyThroughDeprecated(GraphQLDocument schema)
    {
        var types = ByName(TypesOf(schema), type => type.Name);
        return [.. Reached(throughDeprecated: true).Except(Reached(throughDeprecated: false))];

        HashSet<string> Reached(bool throughDeprecated)
        {
            var (reached, waiting) = (new HashSet<string>(), new Queue<string>(["Query", "Mutation", "Subscription"]));
            while (waiting.TryDequeue(out var name))
                if (types.TryGetValue(name, out var type) && reached.Add(name))
                    foreach (var next in From(type).Where(Counts).SelectMany(Parts).Where(Counts).Select(NameIn)) waiting.Enqueue(next);
            return reached;

            bool Counts(ASTNode node) => throughDeprecated || node is not IHasDirectivesNode marked || Reason(marked) is null;
        }

        IEnumerable<ASTNode> From(GraphQLTypeDefinition type) => type switch
        {
            GraphQLObjectTypeDefinition it => [.. it.Fields?.Items ?? [], .. it.Interfaces?.Items ?? []],
            GraphQLInterfaceTypeDefinition it => [.. it.Fields?.Items ?? [], .. types.Values.OfType<GraphQLObjectTypeDefinition>().Where(one => one.Interfaces?.Items.Any(i => i.Name == it.Name) is true)],
            GraphQLUnionTypeDefinition it => it.Types?.Items ?? [],
            GraphQLInputObjectTypeDefinition it => it.Fields?.Items ?? [],
            _ => [],
        };
    }

    private static IEnumerable<ASTNode> Parts(ASTNode node) => node is GraphQLFieldDefinition field ? [field.Type, .. field.Arguments?.Items ?? []] : [node];

    private static string NameIn(ASTNode node) => node switch
    {
        GraphQLInputValueDefinition input => NameIn(input.Type),
        GraphQLNonNullType type => NameIn(type.Type),
        GraphQLListType type => NameIn(type.Type),
        _ => ((INamedNode)node).Name.StringValue,
    };

    private static Dictionary<string, T> ByName<T>(IEnumerable<T>? all, Func<T, GraphQLName> nameOf) => (all ?? []).ToDictionary(each => nameOf(each).StringValue);

    // Who reads it can go on: what was never null still is not, and what could be null may now never be.
    private static bool GivesNoLess(GraphQLType before, GraphQLType after) => (before, after) switch
    {
        (GraphQLNonNullType was, GraphQLNonNullType now) => GivesNoLess(was.Type, now.Type),
        (_, GraphQLNonNullType now) => GivesNoLess(before, now.Type),
        (GraphQLListType was, GraphQLListType now) => GivesNoLess(was.Type, now.Type),
        (GraphQLNamedType was, GraphQLNamedType now) => was.Name == now.Name,
        _ => false,
    };

    // Who says it can go on: what had to be given may now be left out, and never the other way round.
    private static bool TakesNoLess(GraphQLType before, GraphQLType after) => (before, after) switch
    {
        (GraphQLNonNullType was, GraphQLNonNullType now) => TakesNoLess(was.Type, now.Type),
        (GraphQLNonNullType was, _) => TakesNoLess(was.Type, after),
        (GraphQLListType was, GraphQLListType now) => TakesNoLess(was.Type, now.Type),
        (GraphQLNamedType was, GraphQLNamedType now) => was.Name == now.Name,
        _ => false,
    };

    private static string? Reason(IHasDirectivesNode node) => node.Directives?.FirstOrDefault(directive => directive.Name.Value == "deprecated") is not { } deprecated ? null
        : deprecated.Arguments?.FirstOrDefault(argument => argument.Name.Value == "reason")?.Value is GraphQLStringValue reason ? reason.Value.ToString() : "it is deprecated.";

    private static bool IsOneOf(GraphQLInputObjectTypeDefinition input) => input.Directives?.Any(directive => directive.Name.Value == "oneOf") is true;

    private static string KindOf(GraphQLTypeDefinition type) => type switch
    {
        GraphQLObjectTypeDefinition => "an object",
        GraphQLInterfaceTypeDefinition => "an interface",
        GraphQLUnionTypeDefinition => "a union",
        GraphQLEnumTypeDefinition => "an enum",
        GraphQLInputObjectTypeDefinition => "an input",
        _ => "a scalar",
    };

    private static string? Said(ASTNode? node) => node is null ? null : new SDLPrinter().Print(node);
}

/// <summary>What has changed since the last release, in the schema that is served.</summary>
public sealed class ChangesSinceRelease(IServiceProvider services)
{
    private readonly Lazy<IReadOnlyList<SchemaChange>> _all = new(() => SchemaChanges.Between(SchemaChanges.Released, SchemaExport.Print(services)));

    public IReadOnlyList<SchemaChange> All => _all.Value;
}
