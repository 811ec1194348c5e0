using System.Text.Json.Nodes;

namespace Concerto.Tests.GraphQL;

[Collection(nameof(SmallServer))]
public sealed class ErrorTests(SmallServer server)
{
    [Theory]
    [InlineData("{ broken }")]
    [InlineData("""mutation { fail(input: { how: "bug" }) { said } }""")]
    [InlineData("""mutation { fail(input: { how: "undeclared" }) { said } }""")]
    public async Task What_nobody_declared_is_masked_and_logged_once_with_the_same_trace(string query)
    {
        server.Log.Lines.Clear();
        var answer = await server.AskAsync(query);
        var error = answer["errors"]!.AsArray().Single()!;
        Assert.Equal("Something went wrong on our side.", (string?)error["message"]);
        Assert.Equal("INTERNAL", (string?)error["extensions"]!["code"]);
        Assert.Equal(["code", "traceId"], error["extensions"]!.AsObject().Select(p => p.Key));
        Assert.Contains((string)error["extensions"]!["traceId"]!, Assert.Single(server.Log.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_that_breaks_is_logged_once_for_all_who_waited()
    {
        server.Log.Lines.Clear();
        var answer = await server.AskAsync("{ songs(first: 5) { nodes { brittle } } }");
        Assert.Equal(5, answer["errors"]!.AsArray().Count);
        Assert.Single(answer["errors"]!.AsArray().Select(e => (string?)e!["extensions"]!["traceId"]).Distinct());
        Assert.Single(server.Log.Errors);
    }

    [Theory]
    [InlineData("{ me }", null, "UNAUTHENTICATED", "Send a token (Authorization: Bearer concerto_pat_...), or sign in first.")]
    [InlineData("""mutation { fail(input: { how: "loud" }) { said } }""", null, "UNAUTHENTICATED", "Send a token (Authorization: Bearer concerto_pat_...), or sign in first.")]
    [InlineData("""mutation { fail(input: { how: "loud" }) { said } }""", "reader", "FORBIDDEN", "This token may only read. Make one with the scope “write”.")]
    [InlineData("""mutation { fail(input: { how: "forbidden" }) { said } }""", "writer", "FORBIDDEN", "Only the owner may.")]
    public async Task Who_may_not_is_told_so_and_nothing_is_logged(string query, string? token, string code, string message)
    {
        server.Log.Lines.Clear();
        var error = (await server.AskAsync(query, token: token))["errors"]!.AsArray().Single()!;
        Assert.Equal((code, message), ((string?)error["extensions"]!["code"], (string?)error["message"]));
        Assert.Empty(server.Log.Errors);
    }

    [Fact]
    public async Task A_reader_reads() => Assert.NotNull((await server.AskAsync("{ me }", token: "reader"))["data"]!["me"]);

    [Theory]
    [InlineData("{ sogn(id: 1) { name } }")]
    [InlineData("{ song(di: 1) { name } }")]
    [InlineData("query ($x: Sogn) { me }")]
    public async Task Mistakes_are_told_without_guesses_at_names(string query) => Assert.DoesNotContain("Did you mean", Text(await server.AskAsync(query)), StringComparison.Ordinal);

    [Fact]
    public async Task No_exception_type_leaks() => Assert.DoesNotContain("EXCEPTION", Text(await server.AskAsync("{ song(id: {}) { name } broken }")).ToUpperInvariant(), StringComparison.Ordinal);

    private static string Text(JsonNode node)
    {
        Assert.NotNull(node["errors"]);
        return node.ToJsonString();
    }
}
