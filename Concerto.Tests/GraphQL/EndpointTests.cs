using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Concerto.Tests.GraphQL;

[Collection(nameof(SmallServer))]
public sealed class EndpointTests(SmallServer server)
{
    private const string Typename = """{"query":"{ __typename }"}""", Rename = """{"query":"mutation { deleteSong(input: { songId: 1 }) { deletedSongId } }"}""";

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/graphql-response+json, application/json;q=0.9", "application/graphql-response+json")]
    public async Task Answers_in_the_type_that_is_liked_best(string? accept, string type)
    {
        using var response = await PostAsync(Typename, ("Accept", accept));
        Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal("""{"data":{"__typename":"Query"}}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("application/json", HttpStatusCode.OK)]
    [InlineData("application/graphql-response+json", HttpStatusCode.BadRequest)]
    public async Task A_wrong_document_has_the_status_of_its_type(string accept, HttpStatusCode status)
    {
        using var response = await PostAsync("""{"query":"{ nope }"}""", ("Accept", accept));
        Assert.Equal(status, response.StatusCode);
        Assert.Null((await response.Content.ReadFromJsonAsync<JsonNode>())!["data"]);
    }

    [Theory]
    [InlineData("text/plain", Typename, 415, "UNSUPPORTED_MEDIA_TYPE")]
    [InlineData("application/x-www-form-urlencoded", "query={__typename}", 415, "UNSUPPORTED_MEDIA_TYPE")]
    [InlineData("application/json; charset=latin1", Typename, 415, "UNSUPPORTED_MEDIA_TYPE")]
    [InlineData("application/json", "nonsense", 400, "BAD_REQUEST")]
    [InlineData("application/json", "", 400, "BAD_REQUEST")]
    [InlineData("application/json", "null", 400, "BAD_REQUEST")]
    [InlineData("application/json", "{}", 400, "BAD_REQUEST")]
    [InlineData("application/json", "{\"query\":1}", 400, "BAD_REQUEST")]
    [InlineData("application/json", "[" + Typename + "]", 400, "BAD_REQUEST")] // no batching
    [InlineData("application/json", "{\"query\":\"{ __typename }\",\"variables\":7}", 400, "BAD_REQUEST")]
    public async Task What_is_no_request_is_refused_in_words(string type, string body, int status, string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        await AssertRefusedAsync(request, status, code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_more_than_256_KB_is_refused(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = Body("""{"query":"{ __typename }","variables":{"x":"CHARACTERS"}}""".Replace("CHARACTERS", new('x', 262_144), StringComparison.Ordinal)) };
        request.Headers.TransferEncodingChunked = chunked;
        await AssertRefusedAsync(request, 413, "REQUEST_TOO_LARGE");
    }

    [Fact]
    public async Task A_body_that_is_no_body_is_refused_in_words_and_no_fault()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync("POST /graphql HTTP/1.1\r\nHost: concerto\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nnonsense\r\n"u8.ToArray());
        var answer = await new StreamReader(stream).ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"BAD_REQUEST\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json;charset=\"UTF-8\"")]
    [InlineData("Application/JSON; charset=utf-8; profile=x")]
    public async Task The_type_of_a_request_may_be_written_in_all_ways(string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Typename)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await server.Http.SendAsync(request);
        Assert.Equal("""{"data":{"__typename":"Query"}}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    public async Task Another_method_is_refused_and_told_which_there_are(string method)
    {
        using var response = await server.Http.SendAsync(new(new(method), "/graphql"));
        Assert.Equal((405, "GET,POST"), ((int)response.StatusCode, string.Join(',', response.Content.Headers.Allow)));
        Assert.Equal("METHOD_NOT_ALLOWED", (string?)(await response.Content.ReadFromJsonAsync<JsonNode>())!["errors"]![0]!["extensions"]!["code"]);
    }

    [Fact]
    public async Task A_type_that_is_not_ours_is_not_acceptable()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = Body(Typename), Headers = { { "Accept", "text/html" } } };
        await AssertRefusedAsync(request, 406, "NOT_ACCEPTABLE");
    }

    [Fact]
    public async Task A_get_queries_also_when_the_document_is_known_and_never_changes_anything()
    {
        for (var i = 0; i < 2; i++)
        {
            using var query = await server.Http.GetAsync($"/graphql?query={Uri.EscapeDataString("query ($n: Int) { songs(first: $n) { nodes { id } } }")}&variables={Uri.EscapeDataString("{\"n\":2}")}");
            Assert.Equal(2, (await query.Content.ReadFromJsonAsync<JsonNode>())!["data"]!["songs"]!["nodes"]!.AsArray().Count);
        }
        const string Mutation = "mutation { deleteSong(input: { songId: 1 }) { deletedSongId } }";
        Assert.Null((await server.AskAsync(Mutation))["errors"]);
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/graphql?query={Uri.EscapeDataString(Mutation)}") { Headers = { { "Authorization", "Bearer writer" } } };
            await AssertRefusedAsync(request, 405, "METHOD_NOT_ALLOWED");
        }
    }

    [Theory]
    [InlineData("variables=")]
    [InlineData("variables=null&extensions=&operationName=")]
    public async Task An_empty_parameter_is_as_good_as_none(string parameters)
    {
        using var response = await server.Http.GetAsync($"/graphql?query={{__typename}}&{parameters}");
        Assert.Equal("""{"data":{"__typename":"Query"}}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("application/json;q=0, */*", "application/graphql-response+json")]
    [InlineData("application/json;q=0.1, application/*;q=0.5", "application/graphql-response+json")]
    [InlineData("text/html, application/json;q=0.2", "application/json")]
    public async Task The_closest_range_that_is_accepted_decides(string accept, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = Body(Typename) };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await server.Http.SendAsync(request);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task What_is_compressed_is_refused_and_a_get_that_would_change_something_says_what_may()
    {
        using var compressed = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = Body(Typename) };
        compressed.Content.Headers.ContentEncoding.Add("gzip");
        await AssertRefusedAsync(compressed, 415, "UNSUPPORTED_MEDIA_TYPE");
        using var response = await server.Http.GetAsync($"/graphql?query={Uri.EscapeDataString("mutation { deleteSong(input: { songId: 1 }) { deletedSongId } }")}");
        Assert.Equal((405, "POST"), ((int)response.StatusCode, string.Join(',', response.Content.Headers.Allow)));
    }

    [Fact]
    public async Task What_a_query_costs_is_told_on_request_also_when_the_document_is_known_or_too_dear()
    {
        const string Query = "query ($n: Int) { projects(first: $n) { nodes { songs(first: $n) { nodes { id name createdAt } } } } }";
        foreach (var (n, cost) in new[] { (2, 18), (2, 18), (3, 35), (100, 30_202) })
        {
            using var response = await PostAsync($$$"""{"query":"{{{Query}}}","variables":{"n":{{{n}}}}}""", ("GraphQL-Cost", "report"));
            var told = (await response.Content.ReadFromJsonAsync<JsonNode>())!["extensions"]!["cost"]!;
            Assert.Equal($$"""{"actual":{{cost}},"limit":20000}""", told["complexity"]!.ToJsonString());
        }
        using var unasked = await PostAsync(Typename);
        Assert.DoesNotContain("extensions", await unasked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_mistakes_the_first_are_told_and_how_many_there_are()
    {
        var errors = (await server.AskAsync("{ " + string.Join(' ', Enumerable.Range(0, 300).Select(i => $"f{i}")) + " }"))["errors"]!.AsArray();
        Assert.Equal((21, "The document has 300 mistakes; these are the first 20."), (errors.Count, (string?)errors[^1]!["message"]));
    }

    [Theory]
    [InlineData("Bearer wrong")]
    [InlineData("Basic d3JpdGVy")]
    public async Task A_token_that_is_none_is_refused_also_beside_a_session(string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = Body(Typename), Headers = { { "Authorization", authorization }, { "Cookie", "session=writer" }, { "Sec-Fetch-Site", "same-origin" } } };
        await AssertRefusedAsync(request, 401, "UNAUTHENTICATED");
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Origin", "SELF")]
    public async Task A_session_counts_on_our_own_pages(string header, string value)
    {
        using var response = await PostAsync(Rename, ("Cookie", "session=writer"), (header, value.Replace("SELF", Self, StringComparison.Ordinal)));
        Assert.StartsWith("""{"data":{"deleteSong":""", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "SELF.elsewhere.example")]
    public async Task A_session_from_elsewhere_is_refused(string? header, string? value)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            using var request = new HttpRequestMessage(method, "/graphql?query={__typename}") { Headers = { { "Cookie", "session=writer" } } };
            if (method == HttpMethod.Post) request.Content = Body(Rename);
            if (header is not null) request.Headers.Add(header, value!.Replace("SELF", Self, StringComparison.Ordinal));
            await AssertRefusedAsync(request, 403, "CROSS_ORIGIN");
        }
    }

    [Theory]
    [InlineData("/graphql", "text/html,application/xhtml+xml,*/*;q=0.8", true)]
    [InlineData("/graphql", "*/*", false)]
    [InlineData("/graphql?query={__typename}", "text/html,application/xhtml+xml,*/*;q=0.8", false)]
    public async Task Who_looks_in_with_a_browser_is_led_to_the_explorer(string address, string accept, bool isLed)
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = server.Http.BaseAddress, DefaultRequestHeaders = { { "Accept", accept } } };
        using var answer = await browser.GetAsync(address);
        Assert.Equal(isLed ? "/graphql/ui" : null, answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Any_origin_may_come_with_a_token_and_without_cookies()
    {
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/graphql")
        {
            Headers = { { "Origin", "https://elsewhere.example" }, { "Access-Control-Request-Method", "POST" }, { "Access-Control-Request-Headers", "authorization,content-type" } },
        };
        using var allowed = await server.Http.SendAsync(preflight);
        using var answer = await PostAsync(Typename, ("Origin", "https://elsewhere.example"), ("Authorization", "Bearer writer"));
        foreach (var response in new[] { allowed, answer })
        {
            Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
            Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
        }
        Assert.StartsWith("Authorization,Content-Type,Accept,GraphQL-Cost,traceparent,", allowed.Headers.GetValues("Access-Control-Allow-Headers").Single());
        Assert.Equal("""{"data":{"__typename":"Query"}}""", await answer.Content.ReadAsStringAsync());
    }

    private string Self => server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    private static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");

    private async Task<HttpResponseMessage> PostAsync(string body, params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = Body(body) };
        foreach (var (name, value) in headers) if (value is not null) request.Headers.Add(name, value);
        return await server.Http.SendAsync(request);
    }

    private async Task AssertRefusedAsync(HttpRequestMessage request, int status, string code)
    {
        using var response = await server.Http.SendAsync(request);
        var answer = await response.Content.ReadFromJsonAsync<JsonNode>();
        Assert.Equal((status, code), ((int)response.StatusCode, (string?)answer!["errors"]![0]!["extensions"]!["code"]));
        Assert.Null(answer["data"]);
    }
}
