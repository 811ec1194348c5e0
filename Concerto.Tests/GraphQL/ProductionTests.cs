using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Concerto.Tests.Live;
using Concerto.Web;

namespace Concerto.Tests.GraphQL;

/// <summary>What differs in production, and what is configured: who is shown the schema, which pages may call, how long an operation may take.</summary>
public sealed class ProductionTests(SmallServerInProduction server) : IClassFixture<SmallServerInProduction>
{
    private const string Introspect = "{ __schema { queryType { name } } }", Origin = "Access-Control-Allow-Origin";

    [Theory]
    [InlineData(Introspect)]
    [InlineData("{ __type(name: \"Song\") { name } }")]
    [InlineData("{ ...F } fragment F on Query { again: __schema { queryType { name } } }")]
    public async Task The_schema_is_shown_to_those_who_are_signed_in_also_when_the_document_is_known(string query)
    {
        for (var i = 0; i < 2; i++)
        {
            Assert.NotNull((await server.AskAsync(query))["data"]);
            Assert.Equal("INTROSPECTION_CLOSED", (string?)(await server.AskAsync(query, token: null))["errors"]![0]!["extensions"]!["code"]);
        }
        Assert.Null((await server.AskAsync("{ __typename }", token: null))["errors"]);
        using var text = await server.Http.GetAsync("/graphql/schema");
        Assert.Equal((HttpStatusCode.Unauthorized, "Bearer realm=\"Concerto\""), (text.StatusCode, text.Headers.WwwAuthenticate.ToString()));
    }

    [Theory]
    [InlineData("https://app.example.com", true)]
    [InlineData("http://localhost:3000", true)]
    [InlineData("https://app.example.com.elsewhere.example", false)]
    [InlineData("https://elsewhere.example", false)]
    public async Task Only_the_pages_of_the_origins_that_are_named_may_call(string origin, bool mayCall)
    {
        using var preflight = await server.Http.SendAsync(new(HttpMethod.Options, "/graphql")
        {
            Headers = { { "Origin", origin }, { "Access-Control-Request-Method", "POST" }, { "Access-Control-Request-Headers", "authorization,content-type,graphql-cost" } },
        });
        Assert.Equal(mayCall ? origin : null, preflight.Headers.TryGetValues(Origin, out var allowed) ? allowed.Single() : null);
        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task A_socket_of_a_page_elsewhere_is_refused_at_the_upgrade()
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", "https://elsewhere.example");
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new UriBuilder(server.Http.BaseAddress!) { Scheme = "ws", Path = "/graphql" }.Uri, default));
        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_takes_too_long_is_ended_and_told_the_limit()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query = "{ slow }" }) };
        using var response = await server.Http.SendAsync(request);
        var error = (await response.Content.ReadFromJsonAsync<JsonNode>())!["errors"]!.AsArray().Single()!;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "TIMEOUT"), (response.StatusCode, (string?)error["extensions"]!["code"]));
        Assert.Equal("The operation took longer than the limit of 2 seconds. Ask for less at a time.", (string?)error["message"]);
    }

    [Fact]
    public async Task A_subscription_goes_on_for_longer_than_that()
    {
        using var ear = await StreamAsync("subscription { ticks(count: 8) { text } }");
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8", null], (await ear.RestAsync()).Select(heard => (string?)heard.Data["data"]?["ticks"]!["text"]));
    }

    [Fact]
    public async Task Who_does_not_read_is_cut_off_with_a_code()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query = "subscription { flood { text } }" }), Headers = { { "Accept", "text/event-stream" } } };
        using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await SmallSubscriptions.Ebbed.Task.WaitAsync(Until.Patience); // it has flooded what lies between us, and then what may wait
        using var ear = Ear.Of(response);
        var last = (await ear.RestAsync())[^2..];
        Assert.Equal(["next", "complete"], last.Select(heard => heard.Name));
        Assert.Equal("TOO_SLOW", (string?)last[0].Data["errors"]?[0]!["extensions"]!["code"]);
    }

    [Fact]
    public async Task What_would_be_too_long_of_a_subscription_is_left_out_and_it_goes_on()
    {
        using var ear = await StreamAsync("subscription { overlong { text } }");
        var heard = await ear.RestAsync();
        Assert.Equal("ANSWER_TOO_LARGE", (string?)heard[0].Data["errors"]?[0]!["extensions"]!["code"]);
        Assert.Equal("and so on", (string?)heard[1].Data["data"]!["overlong"]!["text"]);
    }

    [Fact]
    public async Task A_subscription_that_breaks_says_so_and_not_why()
    {
        using var ear = await StreamAsync("subscription { breaks { text } }");
        var heard = await ear.RestAsync();
        Assert.Equal("so far", (string?)heard[0].Data["data"]!["breaks"]!["text"]);
        Assert.Equal(["next", "next", "complete"], heard.Select(h => h.Name));
        Assert.Equal("INTERNAL", (string?)heard[1].Data["errors"]![0]!["extensions"]!["code"]);
        Assert.DoesNotContain("swordfish", heard[1].Data.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Concerto:GraphQL:Introspection=friends", "Concerto:GraphQL:Introspection is “friends”; it can be everybody, people or nobody.")]
    [InlineData("--Concerto:GraphQL:Origins=https://app.example.com/path", "Concerto:GraphQL:Origins has “https://app.example.com/path” in it; it takes origins, such as https://app.example.com, or *.")]
    [InlineData("--Concerto:GraphQL:Timeout=01:00:00", "Concerto:GraphQL:Timeout is 01:00:00; it takes 00:00:00.1 to 00:10:00.")]
    public void A_setting_that_can_not_be_stops_the_start_with_one_line(string setting, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigurationException>(() => ConcertoApp.Build(["--environment=Development", "--urls=http://127.0.0.1:0", setting])).Message);

    private async Task<Ear> StreamAsync(string query)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query }), Headers = { { "Accept", "text/event-stream" } } };
        return Ear.Of(await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
    }
}
