using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Concerto.Domain.Accounts;
using Concerto.Domain.Sharing;
using Concerto.Web.Features.Accounts;

namespace Concerto.Tests.GraphQL;

/// <summary>Who asks: a stranger, a token that only reads, a session in a browser.</summary>
public sealed class CallerTests
{
    private const string Viewer = "{ viewer { name email isAdmin } projects { totalCount } }", Create = """mutation { createProject(input: { name: "By session" }) { project { name } } }""";

    [OnBothDatabases]
    public async Task A_stranger_is_nobody_sees_nothing_and_changes_nothing(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        using var api = new HttpClient { BaseAddress = server.Url };
        Assert.Equal("""{"data":{"viewer":null,"projects":{"totalCount":0}}}""", (await api.AskAsync(Viewer)).ToJsonString());
        Assert.Equal("UNAUTHENTICATED", CodeOf(await api.AskAsync(Create)));
    }

    [Fact]
    public async Task A_person_sees_the_own_address_and_of_others_the_name()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var (ana, ben) = (await server.NewPersonAsync("Ana"), await server.NewPersonAsync("Ben"));
        var (song, _, _) = await server.OnlySongAsync(await server.ProjectAsync(ana, "Album"));
        await server.ShareAsync(song, ben, Role.Viewer);
        const string query = "query($id: ID!) { viewer { name email isAdmin } song(id: $id) { project { owner { name email isAdmin } } } }";
        Assert.Equal(
            $$$$$"""{"viewer":{"name":"Ben","email":"{{{{{ben.Email}}}}}","isAdmin":false},"song":{"project":{"owner":{"name":"Ana","email":null,"isAdmin":null}}}}""",
            (await ben.DataAsync(query, new { id = song.Id.ToString() })).ToJsonString());
    }

    [Fact]
    public async Task A_token_that_reads_may_not_write_and_one_that_is_none_says_so()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        var created = await server.UseAsync((CreateApiToken create) => create.ExecuteAsync(new("reader", [TokenScope.Read]), mira.Caller, default));
        var reader = mira with { Token = created.Secret! };
        Assert.Equal("Mira", (string)(await reader.DataAsync(Viewer))["viewer"]!["name"]!);
        var refused = await reader.AskAsync(Create);
        Assert.Equal("FORBIDDEN", CodeOf(refused));
        Assert.Contains("may only read", refused.ToJsonString(), StringComparison.Ordinal);

        await server.UseAsync((RevokeApiToken revoke) => revoke.ExecuteAsync(new(created.ApiToken.Id), mira.Caller, default));
        using var api = reader.Api();
        using var response = await api.PostAsJsonAsync("/graphql", new { query = Viewer });
        Assert.Equal((HttpStatusCode.Unauthorized, "UNAUTHENTICATED"), (response.StatusCode, CodeOf((await response.Content.ReadFromJsonAsync<JsonNode>())!)));
    }

    [Theory]
    [InlineData("same-origin", HttpStatusCode.OK, null)]
    [InlineData("cross-site", HttpStatusCode.Forbidden, "CROSS_ORIGIN")]
    [InlineData(null, HttpStatusCode.Forbidden, "CROSS_ORIGIN")]
    public async Task A_session_counts_on_our_own_pages_alone(string? site, HttpStatusCode status, string? code)
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        using var browser = await (await server.NewPersonAsync()).SignedInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query = Create }) };
        if (site is not null) request.Headers.Add("Sec-Fetch-Site", site);
        using var response = await browser.SendAsync(request);
        var answer = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal((status, code), (response.StatusCode, answer["errors"] is null ? null : CodeOf(answer)));
        if (code is null) Assert.Equal("By session", (string)answer["data"]!["createProject"]!["project"]!["name"]!);
    }

    [Fact]
    public async Task A_page_of_any_origin_may_ask_with_a_token_and_reads_refusals_too()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        using var api = new HttpClient { BaseAddress = server.Url, DefaultRequestHeaders = { { "Origin", "https://elsewhere.example" } } };
        using var preflight = await api.SendAsync(new(HttpMethod.Options, "/graphql") { Headers = { { "Access-Control-Request-Method", "POST" }, { "Access-Control-Request-Headers", "authorization,content-type" } } });
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "concerto_pat_nonsense");
        using var refused = await api.PostAsJsonAsync("/graphql", new { query = Viewer });
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Unauthorized), (preflight.StatusCode, refused.StatusCode));
        Assert.All([preflight, refused], response => Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single()));
    }

    private static string? CodeOf(JsonNode answer) => (string?)answer["errors"]![0]!["extensions"]!["code"];
}
