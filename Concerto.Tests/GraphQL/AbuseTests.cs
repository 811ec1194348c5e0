using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Concerto.Tests.GraphQL;

/// <summary>
/// What those try who mean no good: graphql-cop's probes, documents made to hurt, pages, cursors and ids that are none. All of it is refused in words, at once, and leaves nothing behind.
/// </summary>
public sealed class AbuseTests
{
    /// <summary>Name, what is posted, and the code of the error; none where GraphQL itself has a mistake to tell of.</summary>
    internal static readonly Dictionary<string, (string Body, string? Code)> Bodies = new()
    {
        ["101 aliases"] = (Document("query cop { " + Many(101, i => $"alias{i}:__typename \n") + " }"), "DOCUMENT_TOO_LARGE"),
        ["10,000 aliases"] = (Document("{ " + Many(10_000, i => $"a{i}:__typename ") + "}"), "DOCUMENT_TOO_LARGE"),
        ["500 of the same field"] = (Document("query cop { " + Many(500, _ => "__typename \n") + "} "), "DOCUMENT_TOO_LARGE"),
        ["a batch"] = ("[" + string.Join(',', Enumerable.Repeat(Document("query cop { __typename }"), 10)) + "]", "BAD_REQUEST"),
        ["ten times an unknown directive"] = (Document("query cop { __typename @aa@aa@aa@aa@aa@aa@aa@aa@aa@aa }"), "DOCUMENT_TOO_LARGE"),
        ["100 directives that are known"] = (Document("query cop { " + Many(25, i => $"a{i}: __typename @include(if: true) @skip(if: false) @include(if: true) @skip(if: false) ") + "}"), "DOCUMENT_TOO_LARGE"),
        ["the schema in circles"] = (Document("query cop { __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }"), "DOCUMENT_TOO_LARGE"),
        ["a type in circles"] = (Document("{ __type(name: \"Song\") { fields { type { fields { type { fields { name } } } } } } }"), "DOCUMENT_TOO_LARGE"),
        ["fields in fields"] = (Document("{ " + string.Concat(Enumerable.Repeat("projects { nodes { songs { nodes { project { ", 9)) + "id" + new string('}', 46)), "DOCUMENT_TOO_LARGE"),
        ["no suggestions"] = (Document("query cop { __schema { directive } }"), null),
        ["no such operation"] = (Document("qwerty cop { abc }"), null),
        ["a fragment bomb"] = (Document("{ ...F0 } " + Many(60, i => $"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }} ") + "fragment F60 on Query { __typename }"), "DOCUMENT_TOO_LARGE"),
        ["fragments in a circle"] = (Document("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"), null),
        ["a fragment in itself"] = (Document("{ ...A } fragment A on Query { viewer { id } ...A ...A ...A }"), null),
        ["a megabyte"] = (Document("{ __typename #" + new string('x', 1_000_000) + "\n}"), "REQUEST_TOO_LARGE"),
        ["200 KB"] = (Document("{ __typename #" + new string('x', 200_000) + "\n}"), "DOCUMENT_TOO_LARGE"),
        ["brackets"] = (Document(new string('{', 19_000)), "DOCUMENT_TOO_LARGE"),
        ["nested lists"] = (Document("{ nodes(ids: " + new string('[', 1_500) + new string(']', 1_500) + ") { id } }"), "DOCUMENT_TOO_LARGE"),
        ["300 unknown fields"] = (Document("{ " + Many(300, i => $"f{i} ") + "}"), null),
        ["1,000 operations"] = (Document(Many(1_000, i => $"query q{i} {{ a }} ")), "DOCUMENT_TOO_LARGE"),
        ["no such operation name"] = ("""{"query":"query a { __typename } query b { __typename }","operationName":"c"}""", null),
        ["two operations and no name"] = ("""{"query":"query a { __typename } query b { __typename }"}""", null),
        ["no suggestion of a value"] = (Document("{ version(id: 1) { streamUrl(rendition: LIHGT) } }"), null),
        ["no suggestion of an input field"] = (Document("mutation { createProject(input: { nmae: \"x\" }) { project { id } } }"), null),
        ["no suggestion of a type"] = (Document("{ node(id: 1) { ... on Sogn { id } } }"), null),
        ["500 variables"] = (Document("query (" + Many(500, i => $"$v{i}: Int ") + ") { __typename }"), null),
        ["fields that meet"] = (Document("{ " + Many(29, i => $"a{i}: projects(first: 100) {{ nodes {{ songs(first: 100) {{ nodes {{ id }} }} }} }} ") + "}"), "DOCUMENT_TOO_COMPLEX"),
        ["lists in lists in lists"] = (Document("{ projects(first: 100) { nodes { songs(first: 100) { nodes { versions(first: 100) { nodes { comments(first: 100) { nodes { id } } } } } } } } }"), "DOCUMENT_TOO_COMPLEX"),
        ["a field that costs less than nothing"] = (Document("query ($n: Int!) { a: version(id: 1) { waveform(points: $n) { min } } b: version(id: 1) { waveform(points: -2147483648) { min } } projects(first: 100) { nodes { songs(first: 100) { nodes { versions(first: 100) { nodes { comments(first: 100) { nodes { id } } } } } } } } }", new { n = int.MinValue }), "DOCUMENT_TOO_COMPLEX"),
        ["10,000 ids"] = (Document("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", new { ids = Enumerable.Repeat("nonsense", 10_000) }), null),
        ["101 ids"] = (Document("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", new { ids = Enumerable.Repeat("nonsense", 101) }), "TOO_MANY_IDS"),
        ["variables nested 10,000 deep"] = ("""{"query":"{ __typename }","variables":{"a":""" + new string('[', 10_000) + new string(']', 10_000) + "}}", "BAD_REQUEST"),
        ["half a letter"] = ("""{"query":"{ __typename } # \ud800"}""", "BAD_REQUEST"),
        ["no end"] = ("""{"query":"{ __typename""", "BAD_REQUEST"),
    };

    public static TheoryData<string> Names => [.. Bodies.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_refused_at_once_in_words_and_without_innards(string name)
    {
        var (body, code) = Bodies[name];
        AssertRefused(await AtOnceAsync(() => new(HttpMethod.Post, "/graphql") { Content = Json(body) }), code);
    }

    [Theory]
    [InlineData("GET", "/graphql?query=mutation%20cop%20%7B__typename%7D", null, null, "METHOD_NOT_ALLOWED")]
    [InlineData("POST", "/graphql", "application/x-www-form-urlencoded", "query=query+cop+%7B+__typename+%7D", "UNSUPPORTED_MEDIA_TYPE")]
    [InlineData("POST", "/graphql", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"query\"\r\n\r\n{ __typename }\r\n--x--", "UNSUPPORTED_MEDIA_TYPE")]
    [InlineData("POST", "/graphql", "text/plain", "{\"query\":\"{ __typename }\"}", "UNSUPPORTED_MEDIA_TYPE")]
    [InlineData("GET", "/graphql?query=%7B__typename%7D&query=%7Bviewer%7Bid%7D%7D", null, null, "BAD_REQUEST")]
    [InlineData("GET", "/graphql?query=%7B__typename%7D&variables=%5B", null, null, "BAD_REQUEST")]
    public async Task What_another_page_could_make_a_browser_send_is_refused(string method, string path, string? type, string? body, string code)
    {
        AssertRefused(await AtOnceAsync(() => new(new(method), path) { Content = body is null ? null : new StringContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type!) } } }), code);
    }

    [Theory]
    [InlineData("first: 0")]
    [InlineData("first: -1")]
    [InlineData("first: 101")]
    [InlineData("first: -2147483648")]
    [InlineData("first: 2147483647")]
    [InlineData("first: 2147483648")]
    [InlineData("first: 99999999999999999999")]
    [InlineData("first: 1.5")]
    [InlineData("first: 1e2")]
    [InlineData("first: \"10\"")]
    [InlineData("first: true")]
    [InlineData("first: [10]")]
    [InlineData("first: { a: 10 }")]
    [InlineData("first: TEN")]
    [InlineData("last: 0")]
    [InlineData("last: 101")]
    [InlineData("first: 1, last: 1")]
    [InlineData("first: 1, first: 100")]
    [InlineData("first: 1, before: \"x\"")]
    [InlineData("last: 1, after: \"x\"")]
    [InlineData("first: $n", "0")]
    [InlineData("first: $n", "-5")]
    [InlineData("first: $n", "101")]
    [InlineData("first: $n", "2147483648")]
    [InlineData("first: $n", "1.5")]
    [InlineData("first: $n", "\"10\"")]
    [InlineData("first: $n", "1e400")]
    [InlineData("first: $n", "[1]")]
    [InlineData("first: $n", "{}")]
    [InlineData("first: $n", "true")]
    [InlineData("first: $n, last: $n", "1")]
    [InlineData("after: \"\"")]
    [InlineData("after: \"nonsense\"")]
    [InlineData("after: \"W10\"")] // []
    [InlineData("after: \"WzEsMiwzLDRd\"")] // [1,2,3,4]
    [InlineData("after: \"W251bGwsbnVsbF0\"")] // [null,null]
    [InlineData("after: \"WyIyMDI2LTk5LTk5IiwiMDAwIl0\"")] // ["2026-99-99","000"]
    [InlineData("after: \"W251bGwseyJWYWx1ZSI6IjAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMCJ9XQ\"")] // [null,{"Value":"00000000-0000-0000-0000-000000000000"}]
    [InlineData("after: \"W3siYSI6MX0se31d\"")] // [{"a":1},{}]
    [InlineData("after: \"JyBPUiAxPTEgLS0\"")] // ' OR 1=1 --
    [InlineData("after: 7")]
    [InlineData("after: [\"x\"]")]
    public async Task A_page_that_is_none_is_refused_in_words(string page, string? n = null)
    {
        var query = n is null ? $"{{ projects({page}) {{ nodes {{ id }} }} }}" : $"query ($n: Int) {{ projects({page}) {{ nodes {{ id }} }} }}";
        var body = $$$"""{"query":{{{JsonSerializer.Serialize(query)}}},"variables":{"n":{{{n ?? "null"}}}}}""";
        AssertRefused(await AtOnceAsync(() => new(HttpMethod.Post, "/graphql") { Content = Json(body) }), null);
    }

    [Theory]
    [InlineData("first: null")]
    [InlineData("first: $n")]
    [InlineData("first: null, last: null, after: null, before: null")]
    public async Task A_page_of_null_is_as_good_as_one_that_was_not_asked_for(string page)
    {
        var mira = await PersonAsync();
        await mira.Server.ProjectAsync(mira, "Album");
        var data = await mira.DataAsync($"query ($n: Int) {{ projects({page}) {{ nodes {{ id }} }} as: projects(first: $n) {{ nodes {{ id }} }} }}", new { n = (int?)null });
        Assert.Single(data["projects"]!["nodes"]!.AsArray());
    }

    [Fact]
    public async Task Every_cursor_that_was_tampered_with_is_an_error_or_a_page_and_never_a_fault()
    {
        var mira = await PersonAsync();
        await mira.Server.ProjectAsync(mira, $"Cursor {Random.Shared.Next():x}");
        var cursor = (string)(await mira.DataAsync("{ projects(first: 1) { pageInfo { endCursor } } }"))["projects"]!["pageInfo"]!["endCursor"]!;
        var random = new Random(5);
        for (var i = 0; i < 200; i++)
        {
            var tampered = cursor.ToCharArray();
            for (var change = 0; change <= i % 3; change++) tampered[random.Next(tampered.Length)] = (char)random.Next(33, 126);
            var answer = (await mira.AskAsync("query ($after: String) { projects(first: 1, after: $after) { nodes { id } } }", new { after = new string(tampered, 0, random.Next(1, tampered.Length + 1)) }))!;
            Assert.True(answer["errors"] is null || (string?)answer["errors"]![0]!["extensions"]!["code"] == "INVALID_CURSOR", answer.ToJsonString());
        }
    }

    [Fact]
    public async Task Law10_every_id_that_was_tampered_with_is_nothing_or_ones_own()
    {
        var mira = await PersonAsync();
        var project = await mira.Server.ProjectAsync(mira, $"Ids {Random.Shared.Next():x}");
        var random = new Random(6);
        var ids = Enumerable.Range(0, 90).Select(i =>
        {
            var id = project.Id.ToString().ToCharArray();
            id[random.Next(id.Length)] = (char)random.Next(33, 126);
            return new string(id, 0, random.Next(1, id.Length + 1));
        }).Concat(["", " ", "0", "null", new string('A', 10_000), "\u0000", "🎵", "../../etc/passwd", "' OR 1=1 --", project.Id.ToString() + "\n"]);
        var nodes = (await mira.DataAsync("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", new { ids }))["nodes"]!.AsArray();
        Assert.All(nodes, node => Assert.True(node is null || (string?)node["id"] == project.Id.ToString()));
    }

    private static async Task<string> AtOnceAsync(Func<HttpRequestMessage> request)
    {
        using var api = (await PersonAsync()).Api();
        return await AtOnce.AnswerAsync(() => TextAsync(request()), () => TextAsync(new(HttpMethod.Post, "/graphql") { Content = Json(Document("{ __typename }")) }));

        async Task<string> TextAsync(HttpRequestMessage message)
        {
            using (message)
            using (var response = await api.SendAsync(message)) return await response.Content.ReadAsStringAsync();
        }
    }

    private static void AssertRefused(string answer, string? code)
    {
        var json = JsonNode.Parse(answer)!;
        var errors = json["errors"]!.AsArray();
        Assert.InRange(errors.Count, 1, 21);
        Assert.All(errors, error => Assert.NotEmpty((string)error!["message"]!));
        if (code is not null) Assert.Equal(code, (string?)errors[0]!["extensions"]!["code"]);
        Assert.All(errors, error => Assert.NotEqual("INTERNAL", (string?)error!["extensions"]?["code"]));
        foreach (var innards in new[] { "Did you mean", "   at ", "Exception", "tracing", "stack" }) Assert.DoesNotContain(innards, answer, StringComparison.OrdinalIgnoreCase);
    }

    internal static async Task<Person> PersonAsync() => await (await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite)).NewPersonAsync();

    internal static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static string Document(string query, object? variables = null) => JsonSerializer.Serialize(new { query, variables });

    private static string Many(int count, Func<int, string> each) => string.Concat(Enumerable.Range(0, count).Select(each));
}

[Collection(nameof(AbuseMemoryTests))]
public sealed class AbuseMemoryTests
{
    [Fact]
    public async Task Memory_is_what_it_was_after_a_thousand_of_them()
    {
        using var api = (await AbuseTests.PersonAsync()).Api();
        await AttackAsync(api, 2);
        List<long> grown = [];
        do // what leaks does so each time; a buffer of megabytes that a pool keeps for another thread does not
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            await AttackAsync(api, 1_000 / AbuseTests.Bodies.Count);
            grown.Add(GC.GetTotalMemory(forceFullCollection: true) - before);
        }
        while (grown[^1] >= 5_000_000 && grown.Count < 4);
        Assert.True(grown[^1] < 5_000_000, $"It grew by {string.Join(", then ", grown)} bytes.");
    }

    private static async Task AttackAsync(HttpClient api, int rounds)
    {
        for (var round = 0; round < rounds; round++)
            foreach (var (body, _) in AbuseTests.Bodies.Values)
                (await api.PostAsync("/graphql", AbuseTests.Json(body))).Dispose();
    }
}

/// <summary>Alone, since memory is measured.</summary>
[CollectionDefinition(nameof(AbuseMemoryTests), DisableParallelization = true)]
public sealed class AbuseMemoryTestsCollection;
