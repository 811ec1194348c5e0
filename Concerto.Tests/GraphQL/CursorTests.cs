using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Concerto.Domain;
using GraphQL.Types;

namespace Concerto.Tests.GraphQL;

/// <summary>Every list of the schema, and cursors that are none, or another list's.</summary>
public sealed class CursorTests
{
    private const string Asked = "(first: 3)", Id = "\"0199f3a0-0000-7000-8000-000000000001\"";

    private static readonly string[] Values =
    [
        "null", "{}", "[]", "[null]", "[null,null]", "[null,null,null]", "[1]", "[-1,1]", "[99999999999,1,1]", "[1e400]", "[1.5,2,3]", "[true,false]", "[[],{}]",
        "[\"\"]", "[\"x\"]", "[\"\\u0000\",\"\\ud800\"]", $"[\"\\u0000\",{Id}]", $"[\"\\ud800\",{Id}]", $"[\"%_\\\\' OR 1=1 --\",{Id}]", $"[{Id}]", $"[{Id},{Id}]",
        $"[\"0001-01-01T00:00:00Z\",{Id}]", $"[\"9999-12-31T23:59:59.9999999Z\",{Id}]", $"[\"9999-12-31T23:59:59-14:00\",{Id}]", $"[\"2026-02-30T00:00:00Z\",{Id}]", $"[-2147483648,\"2026-01-01T00:00:00Z\",{Id}]",
    ];

    [OnBothDatabases]
    public async Task Of_every_list_a_cursor_that_is_none_is_an_error_or_a_page_and_never_a_fault(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var admin = await server.NewPersonAsync("Admin", admin: true);
        await server.ProjectAsync(admin, "Album", songs: 2, versions: 2, notes: 2, replies: 1);
        var lists = SchemaWalk.Lists(server.Services.GetRequiredService<ISchema>()).Where(l => l.Query.Contains(Asked, StringComparison.Ordinal))
            .Select(l => (l.List, Query: $"query($after: String) {l.Query.Replace(Asked + " {", "(first: 3, after: $after) { pageInfo { endCursor }", StringComparison.Ordinal)}")).ToList();

        var others = new HashSet<string>();
        foreach (var (_, query) in lists) others.UnionWith(CursorsIn((await admin.DataAsync(query))));
        Assert.True(others.Count >= 6, "There are too few lists with anything in them to prove much.");

        string[] cursors = ["", "!", "nonsense", "AAAA", new('A', 10_000), .. Values.Select(v => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(v))), .. others];
        var faults = new List<string>();
        using var api = admin.Api();
        foreach (var (list, query) in lists)
            foreach (var after in cursors)
                if ((await api.AskAsync(query, new { after }))["errors"]?.AsArray().FirstOrDefault(e => (string?)e!["extensions"]?["code"] != "INVALID_CURSOR") is { } fault)
                    faults.Add($"{list} after {after}: {fault.ToJsonString()}");
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static IEnumerable<string> CursorsIn(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(f => f.Key == "endCursor" && (string?)f.Value is { } cursor ? [cursor] : CursorsIn(f.Value)),
        JsonArray items => items.SelectMany(CursorsIn),
        _ => [],
    };
}
