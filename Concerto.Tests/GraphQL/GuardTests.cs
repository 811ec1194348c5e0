namespace Concerto.Tests.GraphQL;

[Collection(nameof(SmallServer))]
public sealed class GuardTests(SmallServer server)
{
    public static TheoryData<string, string> Hurtful => new()
    {
        { "{ me #" + new string('x', 20_000) + "\n}", "characters; the limit is 20000." },
        { "{ ...F } fragment F on Query { " + string.Join(' ', Enumerable.Repeat("...G", 251)) + " } fragment G on Query { __typename me }", "502 fields; the limit is 500." },
        { "{ " + string.Join(' ', Enumerable.Range(0, 31).Select(i => $"a{i}: __typename")) + " }", "31 aliases; the limit is 30." },
        { "{ me(" + string.Join(' ', Enumerable.Repeat("a:1", 1_400)) + ") }", "4205 tokens; the limit is 4000." },
        { "{ " + string.Join(' ', Enumerable.Repeat("me", 32)) + " }", "31 repeated fields; the limit is 30." },
        { "{ " + string.Concat(Enumerable.Range(0, 17).Select(i => $"a{i}: me @include(if: true) @skip(if: false) @include(if: true) ")) + "}", "51 directives; the limit is 50." },
        { "{ me @a @a @a @a @a }", "5 directives in one place; the limit is 4." },
        { "{ project(id: 1) { " + string.Concat(Enumerable.Repeat("songs { nodes { project { ", 6)) + "name" + new string('}', 20), "20 levels; the limit is 16." },
        { string.Concat(Enumerable.Repeat("{ a ", 1_000)), "nested deeper than the limit of 16 levels." },
        { "{ __schema { types { fields { type { fields { name } } } } } }", "2 lists of fields and types within each other; the limit is 1." },
        { "{ __type(name: \"Song\") { ...T } } fragment T on __Type { fields { type { ...U } } } fragment U on __Type { interfaces { name } }", "2 lists of fields and types within each other; the limit is 1." },
        { "{ ...F0 } " + string.Join(' ', Enumerable.Range(0, 100).Select(i => $"fragment F{i} on Query {{ ...F{i + 1} }}")) + " fragment F100 on Query { me }", "101 fragments; the limit is 100." },
        { Bomb(40), "fields; the limit is 500." },
        { Bomb(100), "fields; the limit is 500." }, // 2^100 fields
    };

    private static string Bomb(int levels) =>
        "{ ...F0 } " + string.Join(' ', Enumerable.Range(0, levels).Select(i => $"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}")) + $" fragment F{levels} on Query {{ __typename }}";

    [Theory]
    [MemberData(nameof(Hurtful))]
    public async Task A_document_made_to_hurt_is_refused_at_once_naming_the_limit(string query, string message)
    {
        var answer = await AtOnce.AnswerAsync(() => server.AskAsync(query), () => server.AskAsync("{ __typename }"));
        Assert.EndsWith(message, (string?)answer["errors"]![0]!["message"], StringComparison.Ordinal);
        Assert.Equal("DOCUMENT_TOO_LARGE", (string?)answer["errors"]![0]!["extensions"]!["code"]);
    }

    [Fact]
    public async Task Fragments_that_spread_each_other_are_a_plain_mistake()
    {
        var answer = await server.AskAsync("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }");
        Assert.Contains("fragment", (string?)answer["errors"]![0]!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_count_by_their_number()
    {
        var answer = await server.AskAsync("query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Project { songs(first: 100) { nodes { id name } } } } }", new { ids = Enumerable.Repeat(server.Album.Id.ToString(), 100) });
        Assert.Contains("; the limit is 20000.", (string?)answer["errors"]![0]!["message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name", 47_500_000)]
    [InlineData("brittle", 95_000_000)] // an error each, with the path to it
    public async Task An_answer_that_would_be_too_long_is_refused_naming_the_limit(string field, long length)
    {
        var called = new string('a', 19_000); // once for each of 2,500 songs
        var answer = await server.AskAsync($"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Project {{ songs(first: 25) {{ nodes {{ {called}: {field} }} }} }} }} }}", new { ids = Enumerable.Repeat(server.Album.Id.ToString(), 100) });
        var error = answer["errors"]!.AsArray().Single()!;
        Assert.Equal(("ANSWER_TOO_LARGE", 5_000_000), ((string?)error["extensions"]!["code"], (int?)error["extensions"]!["limit"]));
        Assert.InRange((long)error["extensions"]!["actual"]!, length, length + 1_000_000);
        Assert.True(answer.AsObject().TryGetPropertyValue("data", out var data) && data is null);
    }

    [Fact]
    public async Task Page_sizes_in_variables_count_also_when_the_document_is_known()
    {
        const string Query = "query ($n: Int) { projects(first: $n) { nodes { songs(first: $n) { nodes { id name createdAt } } } } }";
        Assert.Null((await server.AskAsync(Query, new { n = 1 }))["errors"]);
        Assert.Contains("It is 0;", (string?)(await server.AskAsync(Query, new { n = 0 }))["errors"]![0]!["message"], StringComparison.Ordinal);
        var answer = await server.AskAsync(Query, new { n = 100 });
        Assert.Contains("; the limit is 20000.", (string?)answer["errors"]![0]!["message"], StringComparison.Ordinal);
    }
}
