using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Concerto.Tests.GraphQL;

/// <summary>An @oneOf input: an account is found by one thing that is known of it.</summary>
public sealed partial class OneOfTests
{
    [Fact]
    public async Task An_account_is_found_by_its_id_or_by_its_address()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var (admin, mira) = (await server.NewPersonAsync("Ada", admin: true), await server.NewPersonAsync());
        var found = await admin.DataAsync("query($id: AccountBy!, $email: AccountBy!) { a: account(by: $id) { name } b: account(by: $email) { id } c: account(by: { email: \"nobody@example.com\" }) { id } }",
            new { id = new { id = $"{mira.Id}" }, email = new { email = $" {mira.Email.ToUpperInvariant()}" } });
        Assert.Equal($$$"""{"a":{"name":"Mira"},"b":{"id":"{{{mira.Id}}}"},"c":null}""", found.ToJsonString());
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"email":null}""")]
    [InlineData("""{"id":null,"email":"mira@example.com"}""")]
    [InlineData("""{"id":"nonsense","email":"mira@example.com"}""")]
    public async Task None_or_two_are_refused_in_so_many_words_as_a_literal_and_as_a_variable(string by)
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var admin = await server.NewPersonAsync("Ada", admin: true);
        foreach (var answer in new[] { await admin.AskAsync($"{{ account(by: {Key().Replace(by, "$1:")}) {{ id }} }}"), await admin.AskAsync("query($by: AccountBy!) { account(by: $by) { id } }", new { by = JsonNode.Parse(by) }) })
            Assert.Contains("must contain exactly one non-null value", (string)answer["errors"]!.AsArray().Single()!["message"]!, StringComparison.Ordinal);
    }

    [GeneratedRegex("\"(\\w+)\":")]
    private static partial Regex Key();
}
