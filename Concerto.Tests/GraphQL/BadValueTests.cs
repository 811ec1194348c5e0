using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GraphQL;
using GraphQL.Types;
using static Concerto.Tests.GraphQL.AuthorizationMatrix;

namespace Concerto.Tests.GraphQL;

/// <summary>
/// Law 11 for programs: every argument of every query and mutation is given what no program in its right mind would give, all others being right. That is answered
/// by what it says, or in words: an error on our side is a bug of ours. Made from the schema and the table of <see cref="AuthorizationMatrix"/>: what is new in the API is in it by itself.
/// </summary>
public sealed class BadValueTests
{
    private const int AtOnce = 28;

    // As literals, because half a letter has no place in JSON. What is not of an argument's type at all is GraphQL's to refuse.
    private static readonly string[] Texts =
    [
        "", "\0", "\ud800", "\uFFFE", "\u202Eevil\u202C", "\r\nBcc: a@b.example", "%_\\'", "ı@İ.example", "🎵@🎵.example", "-1", "9999-12-31T23:59:59.9999999Z", "javascript:alert(1)", "Europe/Nowhere",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "U0000000000000000000000", new('x', 5_000), new string('é', 254) + "@example.com",
    ];

    private static readonly string[] Ints = ["0", "-1", "1", "2147483647", "-2147483648"], LargeInts = ["1000000000000000000", "9223372036854775807", "-9223372036854775808"];

    [OnBothDatabases]
    public async Task Law11_whatever_is_given_for_any_argument_is_answered_in_words(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (scene, schema) = (await AuthorizationScene.SetAsync(server), server.Services.GetRequiredService<ISchema>());
        var broken = new List<string>();
        foreach (var (who, kind, calls) in Mutations(scene, schema).Concat(Queries(scene, schema)))
            foreach (var some in calls.Chunk(AtOnce))
                broken.AddRange(await BrokenAsync(scene, who, kind, some));
        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    private static async Task<IEnumerable<string>> BrokenAsync(AuthorizationScene scene, string who, string kind, string[] calls)
    {
        var answer = await scene.AskAsync(who, $"{kind} {{ {string.Join('\n', calls.Select((call, i) => $"a{i}: {call}"))} }}", []);
        if (answer["errors"] is not JsonArray errors) return [];
        if (calls.Length > 1 && errors.Any(e => e!["path"] is null)) // one that is none of its type spoils the whole document
            return (await Task.WhenAll(calls.Select(call => BrokenAsync(scene, who, kind, [call])))).SelectMany(broken => broken);
        return errors.Where(e => e!["extensions"]?["code"]?.ToString() is null or "INTERNAL" or "DOCUMENT_TOO_LARGE").Select(e => $"{who}: {CallOf(e!)}\n  {e!.ToJsonString()}");

        string CallOf(JsonNode error) => error["path"] is JsonArray { Count: > 0 } path ? calls[int.Parse(path[0]!.ToString()[1..], CultureInfo.InvariantCulture)] : calls[0];
    }

    // Each by somebody who may, or what is given would not be looked at.
    private static IEnumerable<(string Who, string Kind, IEnumerable<string> Calls)> Mutations(AuthorizationScene scene, ISchema schema) =>
        from row in Rows
        where row.Ask.StartsWith('{')
        group row by row.Field into rows
        let row = rows.OrderByDescending(r => r.Cells[11] == '+').First()
        let who = row.Cells[11] == 'A' ? "admin" : "owner"
        let type = schema.Mutation!.Fields.Find(row.Field)!.Arguments!.Find("input")!.ResolvedType!
        let right = JsonNode.Parse(scene.Fill(who, row.Ask))!
        select (who, "mutation", Spoilt(type, right).Select(input => $"{row.Field}(input: {input}) {{ __typename errors {{ __typename }} }}"));

    private static IEnumerable<(string Who, string Kind, IEnumerable<string> Calls)> Queries(AuthorizationScene scene, ISchema schema) =>
        from field in schema.Query.Fields
        let arguments = field.Arguments ?? []
        let right = new JsonObject(arguments.Where(a => a.ResolvedType is NonNullGraphType && a.DefaultValue is null).Select(a => KeyValuePair.Create(a.Name, Right(scene, field.Name, a.ResolvedType!))))
        let selection = field.ResolvedType!.GetNamedType() is IObjectGraphType type && type.Fields.Find("nodes") is not null ? "nodes { __typename } totalCount" : "__typename"
        from argument in arguments
        let others = string.Concat(right.Where(a => a.Key != argument.Name).Select(a => $", {a.Key}: {Literal(arguments.Find(a.Key)!.ResolvedType!, a.Value)}"))
        select ("admin", "query", Spoilt(argument.ResolvedType!, right[argument.Name]).Select(value => $"{field.Name}({argument.Name}: {value}{others}) {{ {selection} }}"));

    private static JsonNode? Right(AuthorizationScene scene, string field, IGraphType type) => type switch
    {
        NonNullGraphType { ResolvedType: { } inner } => Right(scene, field, inner),
        ListGraphType { ResolvedType: { } item } => new JsonArray(Right(scene, field, item)),
        IInputObjectGraphType => new JsonObject { ["fileName"] = "a.wav" },
        _ => scene.Fill("owner", field is "song" or "version" or "upload" or "user" ? $"{{{field}}}" : "{project}"),
    };

    /// <summary>The value with one thing in it that is not right, again and again.</summary>
    private static IEnumerable<string> Spoilt(IGraphType type, JsonNode? right) => type switch
    {
        NonNullGraphType { ResolvedType: { } inner } => Spoilt(inner, right),
        ListGraphType { ResolvedType: { } item } => Spoilt(item, First(right)).Select(value => $"[{value}]").Append("[]").Append($"[{string.Join(", ", Enumerable.Repeat(Literal(item, First(right)), 101))}]"),
        IInputObjectGraphType input => input.Fields.SelectMany(field => Spoilt(field.ResolvedType!, right?[field.Name]).Select(value =>
            $"{{ {string.Join(", ", input.Fields.Where(f => f != field && right?[f.Name] is not null).Select(f => $"{f.Name}: {Literal(f.ResolvedType!, right![f.Name])}").Prepend($"{field.Name}: {value}"))} }}")),
        EnumerationGraphType values => values.Values.Select(v => v.Name),
        BooleanGraphType => ["true", "false"],
        IntGraphType => Ints,
        LongGraphType => Ints.Concat(LargeInts),
        _ => Texts.Select(Quote),
    };

    private static JsonNode? First(JsonNode? list) => list is JsonArray items ? items.FirstOrDefault() : null;

    private static string Literal(IGraphType type, JsonNode? value) => (type.GetNamedType(), value) switch
    {
        (_, null) => "null",
        (_, JsonArray items) => $"[{string.Join(", ", items.Select(item => Literal(type, item)))}]",
        (IInputObjectGraphType input, JsonObject fields) => $"{{ {string.Join(", ", fields.Select(f => $"{f.Key}: {Literal(input.Fields.Find(f.Key)!.ResolvedType!, f.Value)}"))} }}",
        (EnumerationGraphType, _) => value.ToString(),
        _ => value.GetValueKind() is JsonValueKind.String ? Quote(value.ToString()) : value.ToJsonString(),
    };

    private static string Quote(string text) => text.Aggregate(new StringBuilder("\""), (quoted, c) => char.IsAsciiLetterOrDigit(c) || c > 0x2FFF && !char.IsSurrogate(c) ? quoted.Append(c) : quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")).Append('"').ToString();
}
