using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Concerto.Domain;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Tests.Live;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Live;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.GraphQL;

/// <summary>Subscriptions as event streams (graphql-sse, distinct connections).</summary>
public sealed class SubscriptionTests
{
    private const string SongActivity = """
        subscription ($song: ID!, $after: String) {
          songActivity(songId: $song, after: $after) { kind cursor at actor { name } song { name } version { number } comment { text startMs } }
        }
        """;

    [OnBothDatabases]
    public async Task What_happens_in_a_song_comes_as_it_happens_with_what_was_asked_for(string database)
    {
        var (server, mira, jonas, song, version) = await SceneAsync(await ConcertoFixture.OnAsync(database));
        using var ear = await SubscribeAsync(mira, song.Id);
        await UntilItListensAsync(server, jonas, version, ear);

        await server.CommentAsync(jonas, version.Id, "Too loud.");
        var activity = (await ear.NextAsync()).Data["data"]!["songActivity"]!;
        Assert.Equal(
            """{"name":"Jonas"},{"name":"Song 01"},{"number":1},{"text":"Too loud.","startMs":83000}""",
            string.Join(',', new[] { "actor", "song", "version", "comment" }.Select(field => activity[field]!.ToJsonString())));
        Assert.Equal("COMMENT_ADDED", (string?)activity["kind"]);
    }

    [OnBothDatabases]
    public async Task Law10_the_subscription_of_somebody_who_is_removed_completes(string database)
    {
        var (server, mira, jonas, song, version) = await SceneAsync(await ConcertoFixture.OnAsync(database));
        using var ear = await SubscribeAsync(jonas, song.Id);
        await UntilItListensAsync(server, mira, version, ear);

        await server.LookAsync(async db =>
        {
            await db.Shares.Where(s => s.UserId == jonas.Id).ExecuteDeleteAsync();
            db.Activities.Add(Activity.In(await db.Projects.SingleAsync(p => p.Id == song.ProjectId), ActivityKind.Unshared, mira.Id, TimeProvider.System.Now(), jonas.Id));
            await db.SaveChangesAsync();
        });
        await server.CommentAsync(mira, version.Id, "Just between us.");
        Assert.Equal(["complete"], (await ear.RestAsync()).Select(heard => heard.Name));
    }

    [OnBothDatabases]
    public async Task Law10_a_stranger_and_a_nonsense_id_get_the_same_error(string database)
    {
        var (server, _, _, song, version) = await SceneAsync(await ConcertoFixture.OnAsync(database));
        var sam = await server.NewPersonAsync("Sam");
        foreach (var id in new[] { song.Id.ToString(), SongId.New().ToString(), version.Id.ToString(), "nonsense" })
        {
            using var ear = await SubscribeAsync(sam, id);
            var events = await ear.RestAsync();
            Assert.Equal(["next", "complete"], events.Select(heard => heard.Name));
            Assert.Equal(("There is no such song.", "SONG_NOT_FOUND"), ErrorOf(events[0]));
        }
    }

    [OnBothDatabases]
    public async Task Who_subscribes_with_a_cursor_gets_what_happened_since(string database)
    {
        var (server, mira, jonas, song, version) = await SceneAsync(await ConcertoFixture.OnAsync(database));
        string? cursor;
        using (var first = await SubscribeAsync(mira, song.Id)) cursor = await UntilItListensAsync(server, jonas, version, first);
        await server.CommentAsync(jonas, version.Id, "While you were away.");

        using var again = await SubscribeAsync(mira, song.Id, cursor);
        Assert.Equal("While you were away.", TextOf(await again.NextAsync()));
        await server.CommentAsync(jonas, version.Id, "And once more.");
        using var third = await SubscribeAsync(mira, song.Id, cursor);
        var (one, two) = (await third.NextAsync(), await third.NextAsync());
        Assert.Equal(("While you were away.", "And once more."), (TextOf(one), TextOf(two)));
        using var fourth = await SubscribeAsync(mira, song.Id, CursorOf(one));
        Assert.Equal("And once more.", TextOf(await fourth.NextAsync())); // a cursor among those goes on after it
        using var nonsense = await SubscribeAsync(mira, song.Id, "yesterday");
        Assert.Equal("INVALID_CURSOR", ErrorOf(await nonsense.NextAsync()).Code);
    }

    [Fact]
    public async Task A_get_subscribes_too_and_changes_nothing()
    {
        var (server, mira, _, song, version) = await SceneAsync(await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite));
        using var api = mira.Api();
        api.DefaultRequestHeaders.Accept.ParseAdd("text/event-stream");
        var query = Uri.EscapeDataString($$"""subscription { songActivity(songId: "{{song.Id}}") { kind cursor comment { text } } }""");
        using var ear = Ear.Of(await api.GetAsync($"/graphql?query={query}", HttpCompletionOption.ResponseHeadersRead));
        await UntilItListensAsync(server, mira, version, ear);

        using var mutation = await api.GetAsync($"/graphql?query={Uri.EscapeDataString("mutation { deleteSong(input: { songId: 1 }) { deletedSongId } }")}");
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "application/json"), (mutation.StatusCode, mutation.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task Who_accepts_no_stream_gets_no_subscription()
    {
        var (_, mira, _, song, _) = await SceneAsync(await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite));
        using var api = mira.Api();
        using var answer = await api.PostAsJsonAsync("/graphql", new { query = SongActivity, variables = new { song = song.Id.ToString() } });
        Assert.Equal((HttpStatusCode.NotAcceptable, "NOT_ACCEPTABLE"), (answer.StatusCode, (string?)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["errors"]![0]!["extensions"]!["code"]));
    }

    [Theory]
    [InlineData("{ viewer { name } }", """{"data":{"viewer":{"name":"Mira"}}}""")]
    [InlineData("subscription { nope }", null)]
    [InlineData("subscription { notifications @skip(if: true) { id } }", null)]
    [InlineData("subscription { songActivity(songId: 1) { song { project { songs(first: 100) { nodes { versions(first: 100) { nodes { comments(first: 100) { nodes { id } } } } } } } } } }", null)]
    public async Task A_query_and_a_refusal_are_streams_of_one(string query, string? answer)
    {
        var mira = await (await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite)).NewPersonAsync();
        using var ear = await StreamAsync(mira, new { query });
        var events = await ear.RestAsync();
        Assert.Equal(["next", "complete"], events.Select(heard => heard.Name));
        if (answer is null) Assert.NotNull(events[0].Data["errors"]);
        else Assert.Equal(answer, events[0].Data.ToJsonString());
    }

    [Fact]
    public async Task A_session_subscribes_on_our_own_pages_only()
    {
        var (server, mira, _, song, _) = await SceneAsync(await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite));
        using var browser = await mira.SignedInAsync();
        var path = $"/graphql?query={Uri.EscapeDataString($$"""subscription { songActivity(songId: "{{song.Id}}") { kind } }""")}";
        using var ours = await browser.StreamAsync(path, ("Accept", "text/event-stream"), ("Sec-Fetch-Site", "same-origin"));
        using var theirs = await browser.StreamAsync(path, ("Accept", "text/event-stream"), ("Sec-Fetch-Site", "cross-site"));
        Assert.Equal([(HttpStatusCode.OK, "text/event-stream"), (HttpStatusCode.Forbidden, "application/json")], new[] { ours, theirs }.Select(a => (a.StatusCode, a.Content.Headers.ContentType!.MediaType!)));
    }

    [Fact]
    public async Task A_person_has_so_many_subscriptions_and_no_more_and_one_that_is_left_makes_room()
    {
        await using var own = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, builder => builder.Services.AddSingleton(new LiveOptions { StreamsPerPerson = 1 }), "--Concerto:Roles=web");
        var (server, mira, _, song, version) = await SceneAsync(own);
        var first = await SubscribeAsync(mira, song.Id);
        await UntilItListensAsync(server, mira, version, first);
        using (var second = await SubscribeAsync(mira, song.Id)) Assert.Equal("TOO_MANY_STREAMS", ErrorOf(await second.NextAsync()).Code);

        first.Dispose();
        await Until.ItIsSoAsync(() => server.Feed().Listeners == 0, "The subscription of a client that has left is still there.");
        using var third = await SubscribeAsync(mira, song.Id);
        await UntilItListensAsync(server, mira, version, third);
    }

    [Fact]
    public async Task A_token_that_is_revoked_ends_its_subscriptions()
    {
        await using var own = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, builder => builder.Services.AddSingleton(new LiveOptions { LookEvery = TimeSpan.FromMilliseconds(200) }), "--Concerto:Roles=web");
        var (server, mira, jonas, song, version) = await SceneAsync(own);
        using var ear = await SubscribeAsync(mira, song.Id);
        await UntilItListensAsync(server, jonas, version, ear);

        await server.LookAsync(db => db.ApiTokens.Where(t => t.UserId == mira.Id).ExecuteDeleteAsync());
        Assert.Equal(["complete"], (await ear.RestAsync()).Select(heard => heard.Name));
    }

    [Fact]
    public async Task A_token_that_is_revoked_hears_nothing_more()
    {
        var (server, mira, jonas, song, version) = await SceneAsync(await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite));
        using var ear = await SubscribeAsync(mira, song.Id);
        await UntilItListensAsync(server, jonas, version, ear);

        await server.LookAsync(db => db.ApiTokens.Where(t => t.UserId == mira.Id).ExecuteDeleteAsync());
        await server.CommentAsync(jonas, version.Id, "Among ourselves.");
        Assert.Equal(["complete"], (await ear.RestAsync()).Select(heard => heard.Name));
    }

    private static async Task<(Server Server, Person Mira, Person Jonas, Song Song, SongVersion Version)> SceneAsync(Server server)
    {
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var project = await server.ProjectAsync(mira, "Demos");
        await server.ShareAsync(project.Id, jonas, Role.Commenter);
        var (song, version, _) = await server.OnlySongAsync(project);
        return (server, mira, jonas, song, version);
    }

    private static Task<Ear> SubscribeAsync(Person person, SongId song, string? after = null) => SubscribeAsync(person, song.ToString(), after);

    private static Task<Ear> SubscribeAsync(Person person, string song, string? after = null) => StreamAsync(person, new { query = SongActivity, variables = new { song, after } });

    internal static async Task<Ear> StreamAsync(Person person, object body)
    {
        var api = person.Api();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(body), Headers = { { "Accept", "text/event-stream" } } };
        return Ear.Of(await api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
    }

    /// <summary>A subscription says nothing when it begins: notes are written until the first is heard.</summary>
    /// <returns>The cursor of the last.</returns>
    private static async Task<string> UntilItListensAsync(Server server, Person author, SongVersion version, Ear ear)
    {
        var next = ear.NextAsync();
        for (var written = 1; ; written++)
        {
            await server.CommentAsync(author, version.Id, $"{written}");
            if (await Task.WhenAny(next, Task.Delay(500)) != next) continue;
            var heard = await next;
            while (TextOf(heard) != $"{written}") heard = await ear.NextAsync();
            return CursorOf(heard);
        }
    }

    private static string CursorOf(Heard heard) => (string)heard.Data["data"]!["songActivity"]!["cursor"]!;

    private static string? TextOf(Heard heard) => (string?)heard.Data["data"]!["songActivity"]!["comment"]?["text"];

    private static (string? Message, string? Code) ErrorOf(Heard heard) => ((string?)heard.Data["errors"]![0]!["message"], (string?)heard.Data["errors"]![0]!["extensions"]!["code"]);
}
