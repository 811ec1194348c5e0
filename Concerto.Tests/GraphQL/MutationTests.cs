using System.Text.Json.Nodes;

namespace Concerto.Tests.GraphQL;

[Collection(nameof(SmallServer))]
public sealed class MutationTests(SmallServer server)
{
    [Fact]
    public async Task A_payload_has_the_result_or_the_declared_failure_with_its_facts()
    {
        var (song, other) = (server.Songs[20], server.Songs[21]);
        var answer = await server.AskAsync("""
            mutation ($id: ID!, $taken: String!) {
              same: renameSong(input: { songId: $id, name: "Song 20 é" }) { song { name } errors { __typename } }
              taken: renameSong(input: { songId: $id, name: $taken }) { song { name } errors { ... on Error { code message path } ... on NameTakenError { name } } }
              empty: renameSong(input: { songId: $id, name: " " }) { errors { ... on InvalidInputError { path } } }
            }
            """, new { id = song.Id.ToString(), taken = other.Name });
        Assert.Equal("""{"song":{"name":"Song 20 é"},"errors":null}""", Text(answer["data"]!["same"]));
        Assert.Equal("""{"song":null,"errors":[{"code":"NAME_TAKEN","message":"“Song 21 é” is taken. Choose another name.","path":["input","name"],"name":"Song 21 é"}]}""", Text(answer["data"]!["taken"]));
        Assert.Equal("""{"errors":[{"path":["input","name"]}]}""", Text(answer["data"]!["empty"]));
    }

    [Fact]
    public async Task Facts_of_a_failure_are_its_own_properties_and_its_path_goes_below_the_input()
    {
        var answer = await server.AskAsync("""mutation { fail(input: { how: "loud" }) { said errors { ... on TooLoudError { code limitDb path } } } }""");
        Assert.Equal("""{"said":null,"errors":[{"code":"TOO_LOUD","limitDb":-1,"path":["input","target","level"]}]}""", Text(answer["data"]!["fail"]));
    }

    [Fact]
    public async Task Each_mutation_shows_the_world_as_it_left_it()
    {
        var id = server.Songs[22].Id.ToString();
        var answer = await server.AskAsync("""
            mutation ($id: ID!) {
              a: renameSong(input: { songId: $id, name: "First" }) { song { project { songs(last: 3) { nodes { name } } } } }
              b: renameSong(input: { songId: $id, name: "Song 22 é" }) { song { project { songs(last: 3) { nodes { name } } } } }
            }
            """, new { id });
        Assert.Equal(["Song 21 é", "Song 23 é", "Song 24 é"], Names("a"));
        Assert.Equal(["Song 22 é", "Song 23 é", "Song 24 é"], Names("b"));

        IEnumerable<string?> Names(string alias) => answer["data"]![alias]!["song"]!["project"]!["songs"]!["nodes"]!.AsArray().Select(n => (string?)n!["name"]);
    }

    [Fact]
    public async Task What_was_deleted_is_named_by_its_id()
    {
        var answer = await server.AskAsync("mutation ($id: ID!) { deleteSong(input: { songId: $id }) { deletedSongId } }", new { id = server.Songs[0].Id.ToString() });
        Assert.Equal(server.Songs[0].Id.ToString(), (string?)answer["data"]!["deleteSong"]!["deletedSongId"]);
    }

    [Theory]
    [InlineData("""{ choice: { name: "x" } }""", "x unset 7 VeryLoud 2 ")]
    [InlineData("""{ choice: { name: "x" }, notes: null, take: 3, mood: CALM, times: 9, songs: ["a", "b"] }""", "x null 3 Calm 9 2")]
    [InlineData("""{ choice: { name: "x" }, notes: "loud", take: null }""", "x loud 0 VeryLoud 2 ")]
    [InlineData("""{ choice: { songId: "nonsense" } }""", "00000000-0000-0000-0000-000000000000 unset 7 VeryLoud 2 ")]
    public async Task Inputs_honour_defaults_and_tell_left_out_from_null(string input, string said)
    {
        var answer = await server.AskAsync($"mutation {{ echo(input: {input}) {{ said }} }}");
        Assert.Equal(said, (string?)answer["data"]!["echo"]!["said"]);
    }

    [Fact]
    public async Task Of_alternatives_exactly_one_is_taken()
    {
        var answer = await server.AskAsync("""mutation { echo(input: { choice: { name: "x", songId: "y" } }) { said } }""");
        Assert.NotNull(answer["errors"]);
        Assert.Null(answer["data"]);
    }

    private static string Text(JsonNode? node) => node!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
