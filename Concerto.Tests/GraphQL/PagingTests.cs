using System.Text.Json.Nodes;
using Concerto.Web.GraphQL;
using Microsoft.Extensions.DependencyInjection;

namespace Concerto.Tests.GraphQL;

[Collection(nameof(SmallServer))]
public sealed class PagingOnSqliteTests(SmallServer server) : PagingTests(server);

[Collection(nameof(SmallServerOnMySql))]
public sealed class PagingOnMySqlTests(SmallServerOnMySql server) : PagingTests(server);

public abstract class PagingTests(SmallServer server)
{
    private const string Fields = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { name }";

    [Fact]
    public async Task Pages_forward_show_each_song_once_in_order()
    {
        var all = await NamesAsync("{ songs(first: 100) { nodes { name } } }");
        List<string> walked = [];
        string? after = null;
        for (var more = true; more;)
        {
            var page = (await server.AskAsync($"query ($after: String) {{ songs(first: 3, after: $after) {{ {Fields} }} }}", new { after }))["data"]!["songs"]!;
            Assert.Equal(after is not null, (bool)page["pageInfo"]!["hasPreviousPage"]!);
            walked.AddRange(Names(page));
            (more, after) = ((bool)page["pageInfo"]!["hasNextPage"]!, (string)page["pageInfo"]!["endCursor"]!);
        }
        Assert.Equal(28, all.Count);
        Assert.Equal(all, walked);
        Assert.StartsWith("Song 24", all[0], StringComparison.Ordinal); // newest first
    }

    [Fact]
    public async Task Pages_backward_show_each_song_once_in_the_same_order()
    {
        var all = await NamesAsync("{ songs(first: 100) { nodes { name } } }");
        List<string> walked = [];
        string? before = null;
        for (var more = true; more;)
        {
            var page = (await server.AskAsync($"query ($before: String) {{ songs(last: 3, before: $before) {{ {Fields} }} }}", new { before }))["data"]!["songs"]!;
            walked.InsertRange(0, Names(page));
            (more, before) = ((bool)page["pageInfo"]!["hasPreviousPage"]!, (string)page["pageInfo"]!["startCursor"]!);
        }
        Assert.Equal(all, walked);
    }

    [Fact]
    public async Task Pages_of_all_sizes_are_read_by_the_same_queries()
    {
        Task<JsonNode> AskAsync(int size) => server.AskAsync("query ($n: Int) { projects { nodes { songs(first: $n) { nodes { name } pageInfo { hasNextPage } } } } song: projects(first: 1) { nodes { songs(last: $n) { nodes { name } } } } }", new { n = size });
        var recordings = server.Services.GetRequiredService<Recordings>();
        Assert.Equal(2, (await AskAsync(2))["data"]!["projects"]!["nodes"]![0]!["songs"]!["nodes"]!.AsArray().Count);
        var known = recordings.Count;
        foreach (var size in new[] { 1, 3, 4, 100 })
            Assert.Equal(Math.Min(size, 25), (await AskAsync(size))["data"]!["projects"]!["nodes"]!.AsArray().Max(p => p!["songs"]!["nodes"]!.AsArray().Count));
        Assert.Equal(known, recordings.Count); // they are kept: one for each size would be more and more
    }

    [Fact]
    public async Task The_lists_of_many_parents_take_one_query_and_page_each_for_itself()
    {
        var (answer, sql) = await WithSqlAsync("{ projects { nodes { name songs(first: 2) { pageInfo { hasNextPage endCursor } nodes { name } } } } }");
        var projects = answer["data"]!["projects"]!["nodes"]!.AsArray();
        Assert.Equal(["Album", "Single"], projects.Select(p => (string?)p!["name"]));
        Assert.Equal(["Song 00 é", "Song 01 é"], Names(projects[0]!["songs"]!));
        Assert.Equal(["Other 0", "Other 1"], Names(projects[1]!["songs"]!));
        Assert.Equal(2, sql.Count);

        var after = (string?)projects[0]!["songs"]!["pageInfo"]!["endCursor"];
        var next = await server.AskAsync("query ($after: String, $id: ID!) { project(id: $id) { songs(first: 2, after: $after) { nodes { name } } } }", new { after, id = server.Album.Id.ToString() });
        Assert.Equal(["Song 02 é", "Song 03 é"], Names(next["data"]!["project"]!["songs"]!));
    }

    [Fact]
    public async Task A_page_without_size_has_twenty() => Assert.Equal(20, (await NamesAsync("{ songs { nodes { name } } }")).Count);

    [Fact]
    public async Task The_total_is_counted_only_when_it_is_selected()
    {
        var (without, one) = await WithSqlAsync("{ songs(first: 1) { nodes { name } } }");
        var (with, two) = await WithSqlAsync("{ songs(first: 1) { totalCount nodes { name } } projects { nodes { songs(first: 1) { totalCount } } } }");
        Assert.Single(one);
        Assert.Equal(28, (int)with["data"]!["songs"]!["totalCount"]!);
        Assert.Equal([25, 3], with["data"]!["projects"]!["nodes"]!.AsArray().Select(p => (int)p!["songs"]!["totalCount"]!));
        Assert.Equal(5, two.Count);
        Assert.NotNull(without["data"]);
    }

    [Theory]
    [InlineData("first: 0", "It is 0; a page has 1 to 100.")]
    [InlineData("first: -5", "It is -5; a page has 1 to 100.")]
    [InlineData("last: 101", "It is 101; a page has 1 to 100.")]
    [InlineData("first: 1, last: 1", "Give first or last, not both.")]
    [InlineData("last: 1, after: \"x\"", "After goes with first; with last give before.")]
    [InlineData("before: \"x\"", "Before goes with last; with first give after.")]
    [InlineData("after: \"nonsense!\"", "That is no cursor of this list.")]
    [InlineData("after: \"e30\"", "That is no cursor of this list.")] // {}
    [InlineData("after: \"WzEsMl0\"", "That is no cursor of this list.")] // [1,2]
    [InlineData("after: \"W10\"", "That is no cursor of this list.")] // []
    [InlineData("after: \"bnVsbA\"", "That is no cursor of this list.")] // null
    public async Task A_page_that_makes_no_sense_is_refused_in_words(string arguments, string message)
    {
        foreach (var list in new[] { $"{{ songs({arguments}) {{ nodes {{ name }} }} }}", $"{{ projects {{ nodes {{ songs({arguments}) {{ nodes {{ name }} }} }} }} }}" })
        {
            var answer = await server.AskAsync(list);
            Assert.EndsWith(message, (string?)answer["errors"]![0]!["message"], StringComparison.Ordinal);
            Assert.NotEqual("INTERNAL", (string?)answer["errors"]![0]!["extensions"]!["code"]);
        }
    }

    private async Task<(JsonNode Answer, List<string> Sql)> WithSqlAsync(string query)
    {
        server.Log.Lines.Clear();
        var answer = await server.AskAsync(query);
        return (answer, [.. server.Log.Sql]);
    }

    private async Task<List<string>> NamesAsync(string query) => Names((await server.AskAsync(query))["data"]!["songs"]!);

    private static List<string> Names(JsonNode connection) => [.. connection["nodes"]!.AsArray().Select(n => (string)n!["name"]!)];
}
