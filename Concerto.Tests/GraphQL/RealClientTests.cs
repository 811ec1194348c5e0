using System.Globalization;
using System.Text.Json;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Tests.Sharing;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Live;
using Concerto.Web.Features.Projects;
using Concerto.Web.Features.Sharing;
using Concerto.Web.GraphQL;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.GraphQL;

/// <summary>Clients that others wrote, in Node, against the running server.</summary>
public sealed class RealClientTests
{
    private const string Activity = "subscription ($song: ID!) { songActivity(songId: $song) { actor { name } comment { text } } }";

    [Fact]
    public async Task The_http_audits_of_the_specification_find_nothing()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        using var audit = NodeClient.Start("audit.mjs", $"{server.Url}graphql");
        var results = (await audit.ReadAsync()).AsArray();
        Assert.True(results.Count > 50, $"There are {results.Count} audits.");
        Assert.Empty(results.Where(r => (string?)r!["status"] != "ok").Select(r => $"{r!["id"]} {r["name"]}: {r["reason"]}"));
    }

    [Fact]
    public async Task Introspection_tells_the_reference_implementation_what_the_schema_in_the_repository_does()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        using var client = NodeClient.Start("introspect.mjs", $"{server.Url}graphql");
        Assert.Equal("[]", (await client.ReadAsync()).ToJsonString());
    }

    [Theory]
    [InlineData("ws", ConcertoFixture.Sqlite)]
    [InlineData("sse", ConcertoFixture.Sqlite)]
    [InlineData("ws", ConcertoFixture.MariaDb)]
    public async Task A_client_hears_what_somebody_else_writes_on_two_songs_at_once(string by, string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var (first, second) = (await SongAsync(server, mira, jonas), await SongAsync(server, mira, jonas));
        using var client = NodeClient.Listen(by, server, mira.Token, (Activity, new { song = first.Song }), (Activity, new { song = second.Song }));
        await UntilAllListenAsync(server, jonas, client, first.Version, second.Version);

        await server.CommentAsync(jonas, second.Version, "Here, second.");
        await server.CommentAsync(jonas, first.Version, "There, first.");
        var heard = new[] { await client.ReadAsync(), await client.ReadAsync() }.OrderBy(line => (int)line["of"]!).Select(line => line.ToJsonString());
        Assert.Equal(
        [
            """{"of":0,"next":{"data":{"songActivity":{"actor":{"name":"Jonas"},"comment":{"text":"There, first."}}}}}""",
            """{"of":1,"next":{"data":{"songActivity":{"actor":{"name":"Jonas"},"comment":{"text":"Here, second."}}}}}""",
        ], heard);
    }

    [Theory]
    [InlineData("ws")]
    [InlineData("sse")]
    public async Task Law10_a_client_is_told_that_it_is_over_when_its_person_is_removed(string by)
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var (song, version, share) = await SongAsync(server, mira, jonas);
        using var client = NodeClient.Listen(by, server, jonas.Token, (Activity, new { song }));
        await UntilAllListenAsync(server, mira, client, version);

        await server.UseAsync((Unshare unshare) => unshare.ExecuteAsync(new(share), mira.Caller, default));
        await server.CommentAsync(mira, version, "Just between us.");
        Assert.Equal("""{"of":0,"complete":true}""", (await client.RestAsync())[0]);
    }

    [Theory]
    [InlineData("ws", """{"of":0,"error":{"message":"Forbidden: you are not signed in any more","code":4403}}""")]
    [InlineData("sse", """{"of":0,"complete":true}""")]
    public async Task A_client_whose_token_is_revoked_is_cut_off(string by, string end)
    {
        await using var server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, builder => builder.Services
            .AddSingleton(new LiveOptions { LookEvery = TimeSpan.FromMilliseconds(200) }).AddSingleton(new SocketOptions { LookEvery = TimeSpan.FromMilliseconds(200) }), "--Concerto:Roles=web");
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var (song, version, _) = await SongAsync(server, mira, jonas);
        using var client = NodeClient.Listen(by, server, mira.Token, (Activity, new { song }));
        await UntilAllListenAsync(server, jonas, client, version);

        var token = await server.QueryAsync(db => db.ApiTokens.Where(t => t.UserId == mira.Id).Select(t => t.Id).SingleAsync());
        await server.UseAsync((RevokeApiToken revoke) => revoke.ExecuteAsync(new(token), mira.Caller, default));
        Assert.Contains(end, await client.RestAsync());
    }

    [Theory]
    [InlineData("ws")]
    [InlineData("sse")]
    public async Task A_client_queries_and_changes_things_and_hears_what_is_wrong(string by)
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        using var client = NodeClient.Listen(by, server, mira.Token,
            ("{ viewer { name } }", new { }),
            ("mutation ($name: String!) { createProject(input: { name: $name }) { project { name } } }", new { name = "By a client" }),
            ("{ nope }", new { }));
        var said = await client.RestAsync();
        Assert.Contains("""{"of":0,"next":{"data":{"viewer":{"name":"Mira"}}}}""", said);
        Assert.Contains("""{"of":1,"next":{"data":{"createProject":{"project":{"name":"By a client"}}}}}""", said);
        Assert.Contains("""{"of":1,"complete":true}""", said);
        Assert.Contains(said, line => line.StartsWith("""{"of":2,""", StringComparison.Ordinal) && line.Contains("Cannot query field", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Apollo_and_urql_ask_page_through_a_list_run_into_a_typed_error_and_hear_a_note()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        var (song, version, _) = await server.OnlySongAsync(await server.ProjectAsync(mira, "Demos"));
        string[] names = ["Demos", "Elsewhere", "Far", "Gone", "Home"];
        foreach (var name in names[1..]) await server.UseAsync((CreateProject create) => create.ExecuteAsync(new(name), mira.Caller, default));

        using var clients = NodeClient.Start("caches.mjs", JsonSerializer.Serialize(new { url = $"{server.Url}graphql", token = mira.Token, song = song.Id.ToString(), version = version.Id.ToString(), taken = "demos" }));
        foreach (var client in new[] { "apollo", "urql" })
        {
            var said = await clients.ReadAsync();
            Assert.Equal((client, "Mira"), ((string)said["client"]!, (string)said["viewer"]!));
            Assert.Equal("""{"project":null,"__typename":"NameTakenError","name":"demos","code":"NAME_TAKEN","path":["input","name"]}""", said["error"]!.ToJsonString());
            Assert.Equal([2, 2, 1], said["pages"]!.AsArray().Select(page => page!.AsArray().Count));
            Assert.Equal(names, said["pages"]!.AsArray().SelectMany(page => page!.AsArray()).Select(name => (string)name!).Order());
            Assert.Equal($$"""{"kind":"COMMENT_ADDED","text":"By {{client}}."}""", said["heard"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task Codegen_relay_tsc_and_eslint_have_nothing_against_the_schema_and_a_small_app_of_it()
    {
        using var tools = NodeClient.Start("tools.mjs", "");
        foreach (var tool in new[] { "graphql-codegen", "relay-compiler", "tsc", "eslint" })
        {
            var said = await tools.ReadAsync();
            Assert.True((string)said["tool"]! == tool && (bool)said["ok"]!, (string)said["said"]!);
        }
    }

    private static async Task<(string Song, VersionId Version, CollaboratorId Share)> SongAsync(Server server, Person owner, Person with)
    {
        var project = await server.ProjectAsync(owner, $"Demos {Random.Shared.Next():x}");
        var share = await server.ShareOpenedAsync(owner, project, with);
        var (song, version, _) = await server.OnlySongAsync(project);
        return (song.Id.ToString(), version.Id, share.Id);
    }

    /// <summary>A subscription says nothing when it begins: notes are written until each is heard, then nothing is under way.</summary>
    private static async Task UntilAllListenAsync(Server server, Person author, NodeClient client, params VersionId[] versions)
    {
        var (written, heard) = (new int[versions.Length], new int[versions.Length]);
        for (var round = 1; heard.Contains(0) || !written.SequenceEqual(heard); round++)
        {
            Assert.True(round < 100, "The client does not listen.");
            for (var of = 0; of < versions.Length; of++)
                if (heard[of] == 0) await server.CommentAsync(author, versions[of], $"{++written[of]}");
            while (await client.ReadSoonAsync() is { } line)
            {
                Assert.True(line["next"] is not null, line.ToJsonString());
                heard[(int)line["of"]!] = int.Parse((string)line["next"]!["data"]!["songActivity"]!["comment"]!["text"]!, CultureInfo.InvariantCulture);
            }
        }
    }
}
