using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Concerto.Domain.Accounts;
using Concerto.Web.Features.Accounts;
using Concerto.Web.GraphQL;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Concerto.Tests.GraphQL;

/// <summary>graphql-transport-ws by the letter: who is let in, what ends a socket and how, what one person may have of them.</summary>
public sealed class SocketTests(SocketTests.Strict strict) : IClassFixture<SocketTests.Strict>
{
    private const string Subscribe = """{"type":"subscribe","id":"1","payload":{"query":"{ __typename }"}}""";

    [Theory]
    [InlineData(4400, "nonsense")]
    [InlineData(4400, "[]")]
    [InlineData(4400, "{}")]
    [InlineData(4400, """{"type":"start","id":"1"}""")]
    [InlineData(4400, """{"type":1}""")]
    [InlineData(4400, """{"type":"ping","payload":"text"}""")]
    [InlineData(4400, """{"type":"ping","payload":{"half a letter":"\ud800"}}""")]
    [InlineData(4400, """{"type":"connection_init","payload":[]}""")]
    [InlineData(4400, "INIT", """{"type":"subscribe","payload":{"query":"{ __typename }"}}""")]
    [InlineData(4400, "INIT", """{"type":"subscribe","id":"","payload":{"query":"{ __typename }"}}""")]
    [InlineData(4400, "INIT", """{"type":"subscribe","id":7,"payload":{"query":"{ __typename }"}}""")]
    [InlineData(4400, "INIT", """{"type":"subscribe","id":"1"}""")]
    [InlineData(4400, "INIT", """{"type":"subscribe","id":"1","payload":{"query":1}}""")]
    [InlineData(4400, "INIT", """{"type":"subscribe","id":"1","payload":{"query":"{ __typename }","variables":[]}}""")]
    [InlineData(4400, "INIT", """{"type":"subscribe","id":"1","payload":{"documentId":"x"}}""")]
    [InlineData(4400, "INIT", """{"type":"complete"}""")]
    [InlineData(4401, Subscribe)]
    [InlineData(4401, """{"type":"ping"}""", Subscribe)]
    [InlineData(4429, "INIT", "INIT")]
    [InlineData(4403, """{"type":"connection_init"}""")]
    [InlineData(4403, """{"type":"connection_init","payload":{"Authorization":"Bearer concerto_pat_nonsense"}}""")]
    [InlineData(4403, """{"type":"connection_init","payload":{"Authorization":7}}""")]
    public async Task What_is_against_the_protocol_ends_the_socket_with_the_code_for_it(int code, params string[] messages)
    {
        var mira = await (await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite)).NewPersonAsync();
        using var socket = await Socket.OpenAsync(mira.Server);
        foreach (var message in messages)
            if (message == "INIT") await socket.InitAsync(mira.Token);
            else await socket.SendAsync(message);
        Assert.Equal(code, (await socket.EndAsync()).Code);
    }

    [Fact]
    public async Task A_second_operation_with_the_id_of_one_that_runs_ends_the_socket()
    {
        var (mira, song) = await SceneAsync();
        using var socket = await Socket.OpenAsync(mira);
        for (var i = 0; i < 2; i++) await socket.SubscribeAsync("a", "subscription ($song: ID!) { songActivity(songId: $song) { kind } }", new { song });
        Assert.Equal((4409, "Subscriber for a already exists"), await socket.EndAsync());
    }

    [Fact]
    public async Task An_id_may_be_used_again_once_its_operation_is_over_or_was_completed()
    {
        var (mira, song) = await SceneAsync();
        using var socket = await Socket.OpenAsync(mira);
        for (var i = 0; i < 2; i++) Assert.Equal(["""next {"data":{"viewer":{"name":"Mira"}}}""", "complete"], await socket.AskAsync("a", "{ viewer { name } }"));
        await socket.SubscribeAsync("a", "subscription ($song: ID!) { songActivity(songId: $song) { kind } }", new { song });
        await socket.SendAsync(new { type = "complete", id = "a" });
        await socket.SendAsync(new { type = "complete", id = "never was" });
        Assert.Equal(["""next {"data":{"__typename":"Query"}}""", "complete"], await socket.AskAsync("a", "{ __typename }"));
        Assert.Equal(1000, await socket.CloseAsync());
    }

    [Fact]
    public async Task A_ping_is_answered_with_what_it_brought_at_any_time()
    {
        using var socket = await Socket.OpenAsync(await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite));
        await socket.SendAsync("""{"type":"pong"}""");
        await socket.SendAsync("""{"type":"ping","payload":{"n":[1,"é"]}}""");
        Assert.Equal("""{"type":"pong","payload":{"n":[1,"é"]}}""", (await socket.NextAsync())!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        await socket.SendAsync("""{"type":"ping"}""");
        Assert.Equal("""{"type":"pong"}""", (await socket.NextAsync())!.ToJsonString());
    }

    [Fact]
    public async Task Another_subprotocol_or_none_and_what_is_no_text_or_too_much_are_refused_by_a_code()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        using var none = await Socket.OpenAsync(server, protocol: null);
        using var former = await Socket.OpenAsync(server, "graphql-ws");
        using var binary = await Socket.OpenAsync(server);
        await binary.SendAsync("""{"type":"ping"}""", WebSocketMessageType.Binary);
        using var big = await Socket.OpenAsync(server);
        await big.SendAsync(new string(' ', 262_145));
        Assert.Equal("4406 4406 4400 1009", $"{(await none.EndAsync()).Code} {(await former.EndAsync()).Code} {(await binary.EndAsync()).Code} {(await big.EndAsync()).Code}");
    }

    [Fact]
    public async Task Our_own_page_is_let_in_by_its_session_and_a_page_elsewhere_only_with_a_token()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        using var browser = await mira.SignedInAsync();
        var (cookie, ours, theirs) = (("Cookie", browser.Cookies.GetCookieHeader(server.Url)), ("Origin", server.Url.GetLeftPart(UriPartial.Authority)), ("Origin", "https://elsewhere.example"));

        using var page = await Socket.OpenAsync(server, headers: [cookie, ours]);
        await page.SendAsync("""{"type":"connection_init"}""");
        Assert.Equal("connection_ack", (string?)(await page.NextAsync())!["type"]);
        Assert.Equal("""next {"data":{"viewer":{"name":"Mira"}}}""", (await page.AskAsync("a", "{ viewer { name } }"))[0]);

        foreach (var headers in new[] { new[] { cookie, theirs }, [cookie], [cookie, ours, ("Sec-Fetch-Site", "same-site")] })
        {
            using var elsewhere = await Socket.OpenAsync(server, headers: headers);
            await elsewhere.SendAsync("""{"type":"connection_init"}""");
            Assert.Equal(4403, (await elsewhere.EndAsync()).Code);
        }

        using var withToken = await Socket.OpenAsync(server, headers: [cookie, theirs]);
        await withToken.InitAsync(mira.Token);
        Assert.Equal("connection_ack", (string?)(await withToken.NextAsync())!["type"]);
    }

    [Fact]
    public async Task A_program_may_bring_its_token_as_a_header()
    {
        var mira = await (await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite)).NewPersonAsync();
        using var socket = await Socket.OpenAsync(mira.Server, headers: ("Authorization", $"Bearer {mira.Token}"));
        await socket.SendAsync("""{"type":"connection_init"}""");
        Assert.Equal("connection_ack", (string?)(await socket.NextAsync())!["type"]);
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => Socket.OpenAsync(mira.Server, headers: ("Authorization", "Bearer concerto_pat_nonsense")));
        Assert.Contains("401", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limits_and_the_scopes_hold_in_a_socket_too_also_for_documents_that_are_known()
    {
        var (mira, _) = await SceneAsync();
        var created = await mira.Server.UseAsync((CreateApiToken create) => create.ExecuteAsync(new("reads", [TokenScope.Read]), mira.Caller, default));
        using var socket = await Socket.OpenAsync(mira with { Token = created.Secret! });

        var aliases = await socket.AskAsync("a", "{ " + string.Concat(Enumerable.Range(0, 101).Select(i => $"a{i}: __typename ")) + "}");
        Assert.Equal("""error [{"message":"The document has 101 aliases; the limit is 30.","extensions":{"code":"DOCUMENT_TOO_LARGE","of":"aliases","actual":101,"limit":30}}]""", aliases.Single());

        const string Pages = "query ($n: Int) { projects(first: $n) { nodes { songs(first: $n) { nodes { versions(first: $n) { nodes { id } } } } } } }";
        Assert.StartsWith("next {\"data\"", (await socket.AskAsync("b", Pages, new { n = 1 }))[0], StringComparison.Ordinal);
        Assert.Contains("DOCUMENT_TOO_COMPLEX", (await socket.AskAsync("b", Pages, new { n = 100 })).Single(), StringComparison.Ordinal);

        Assert.Contains("may only read", (await socket.AskAsync("c", """mutation { createProject(input: { name: "No" }) { project { id } } }"""))[0], StringComparison.Ordinal);
        Assert.Contains("""
            "extensions":{"cost":{"complexity":{"actual":2,"limit":20000},"fields":{"actual":2,"limit":500},"depth":{"actual":2,"limit":16},
            """.Trim(), (await socket.AskAsync("d", "{ viewer { id } }", extensions: new { cost = "report" }))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_person_has_so_many_sockets_and_operations_and_no_more()
    {
        var (mira, song) = await SceneAsync(strict.Server);
        using var first = await Socket.OpenAsync(mira);
        var second = await Socket.OpenAsync(mira);
        using (var third = await Socket.OpenAsync(mira.Server))
        {
            await third.InitAsync(mira.Token);
            Assert.Equal((4429, "Too many sockets: 2 are open, the limit is 2"), await third.EndAsync());
        }
        await second.CloseAsync();
        second.Dispose();
        using var fourth = await Socket.OpenAsync(mira); // its place is free at once

        for (var i = 0; i < 2; i++) await fourth.SubscribeAsync($"{i}", "subscription ($song: ID!) { songActivity(songId: $song) { kind } }", new { song });
        var refused = (await fourth.AskAsync("c", "{ __typename }")).Single();
        Assert.Contains("2 operations are under way in this socket; the limit is 2.", refused, StringComparison.Ordinal);
        await fourth.SendAsync(new { type = "complete", id = "0" });
        Assert.Equal("complete", (await fourth.AskAsync("d", "{ __typename }"))[^1]);
    }

    [Fact]
    public async Task Who_says_nothing_is_sent_away() => Assert.Equal((4408, "Connection initialisation timeout"), await (await Socket.OpenAsync(strict.Server)).EndAsync());

    [Fact]
    public async Task A_socket_ends_when_its_person_is_not_signed_in_any_more_and_does_nothing_for_them_meanwhile()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite); // it looks every 15 seconds: it is the operation that is refused
        var mira = await server.NewPersonAsync();
        using var asking = await Socket.OpenAsync(mira);
        await server.QueryAsync(db => db.ApiTokens.Where(t => t.UserId == mira.Id).ExecuteDeleteAsync());
        await asking.SubscribeAsync("a", """mutation { createProject(input: { name: "No" }) { project { id } } }""");
        Assert.Equal(4403, (await asking.EndAsync()).Code);
        Assert.False(await server.QueryAsync(db => db.Projects.AnyAsync(p => p.OwnerId == mira.Id)));

        var jonas = await strict.Server.NewPersonAsync("Jonas");
        using var silent = await Socket.OpenAsync(jonas);
        await strict.Server.QueryAsync(db => db.ApiTokens.Where(t => t.UserId == jonas.Id).ExecuteDeleteAsync());
        Assert.Equal(4403, (await silent.EndAsync()).Code);
    }

    [Fact]
    public async Task A_server_that_stops_says_goodbye_first()
    {
        await using var server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, settings: "--Concerto:Roles=web");
        using var socket = await Socket.OpenAsync(await server.NewPersonAsync());
        var end = socket.EndAsync();
        server.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        Assert.Equal((1001, "Going away"), await end);
    }

    [Fact]
    public async Task A_socket_comes_by_http_2_too()
    {
        await using var server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, settings: ["--Concerto:Roles=web", "--Kestrel:EndpointDefaults:Protocols=Http2"]);
        var mira = await server.NewPersonAsync();
        using var socket = await Socket.OpenByHttp2Async(server);
        await socket.InitAsync(mira.Token);
        Assert.Equal("connection_ack", (string?)(await socket.NextAsync())!["type"]);
        Assert.Equal("""next {"data":{"viewer":{"name":"Mira"}}}""", (await socket.AskAsync("a", "{ viewer { name } }"))[0]);
    }

    private static async Task<(Person Mira, string Song)> SceneAsync(Server? server = null)
    {
        server ??= await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        var (song, _, _) = await server.OnlySongAsync(await server.ProjectAsync(mira, "Demos"));
        return (mira, song.Id.ToString());
    }

    /// <summary>A server that is short of everything.</summary>
    public sealed class Strict : IAsyncLifetime
    {
        public Server Server { get; private set; } = null!;

        public async Task InitializeAsync() => Server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, builder => builder.Services.AddSingleton(new SocketOptions
        {
            SocketsPerPerson = 2, OperationsPerSocket = 2, InitTimeout = TimeSpan.FromSeconds(5), LookEvery = TimeSpan.FromMilliseconds(200),
        }), "--Concerto:Roles=web");

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }
}
