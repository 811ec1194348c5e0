using Concerto.Domain.Projects;

namespace Concerto.Tests.GraphQL;

[Collection(nameof(SmallServer))]
public sealed class NodeTests(SmallServer server)
{
    public static TheoryData<string> NoSongs => new() { "nonsense", "", "5", ProjectId.New().ToString(), SongId.New().ToString(), SongId.From(default).ToString(), new('A', 5_000) };

    [Theory]
    [MemberData(nameof(NoSongs))]
    public async Task What_is_no_songs_id_finds_nothing(string id)
    {
        var answer = await server.AskAsync("query ($id: ID!) { song(id: $id) { name } node(id: $id) { ... on Song { name } } }", new { id });
        Assert.Equal("""{"data":{"song":null,"node":null}}""", answer.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(NoSongs))]
    public async Task In_an_input_it_is_answered_as_not_found(string id)
    {
        var answer = await server.AskAsync("mutation ($id: ID!) { renameSong(input: { songId: $id, name: \"x\" }) { song { id } errors { __typename ... on Error { code path } } } }", new { id });
        Assert.Equal("""{"data":{"renameSong":{"song":null,"errors":[{"__typename":"SongNotFoundError","code":"SONG_NOT_FOUND","path":["input","songId"]}]}}}""", answer.ToJsonString());
    }

    [Fact]
    public async Task A_number_for_an_id_finds_nothing() =>
        Assert.Equal("""{"data":{"song":null,"node":null}}""", (await server.AskAsync("{ song(id: 5) { name } node(id: 99999999999) { id } }")).ToJsonString());

    [Fact]
    public async Task Nodes_come_in_the_order_asked_for_whatever_their_type()
    {
        string[] ids = [server.Songs[1].Id.ToString(), "nonsense", server.Album.Id.ToString(), server.Songs[0].Id.ToString()];
        var answer = await server.AskAsync("query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Song { name } } }", new { ids });
        var nodes = answer["data"]!["nodes"]!.AsArray();
        Assert.Equal(["Song", null, "Project", "Song"], nodes.Select(n => (string?)n?["__typename"]));
        Assert.Equal([ids[0], null, ids[2], ids[3]], nodes.Select(n => (string?)n?["id"]));
        Assert.Equal("Song 01 é", (string?)nodes[0]!["name"]);
    }

    [Fact]
    public async Task More_than_a_hundred_nodes_are_refused()
    {
        var answer = await server.AskAsync("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", new { ids = Enumerable.Repeat("x", 101) });
        Assert.Equal("At most 100 ids at a time; these are 101.", (string?)answer["errors"]![0]!["message"]);
    }
}
