using System.Net;
using Concerto.Domain;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Live;
using Concerto.Web.Features.Projects;
using Concerto.Web.Features.Review;
using Concerto.Web.Features.Songs;
using Concerto.Web.Features.Versions;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Live;

/// <summary>The event streams of pages, by HTTP.</summary>
public sealed class StreamTests
{
    [OnBothDatabases]
    public async Task Another_persons_note_is_heard_with_what_a_page_needs_and_no_more(string database)
    {
        var (server, mira, jonas, song, version) = await SceneAsync(database);
        using var browser = await mira.SignedInAsync();
        using var ear = await Ear.ListenAsync(browser, $"/songs/{song.Id}/live");

        var note = await server.CommentAsync(jonas, version.Id, "Too loud.");
        var heard = await ear.NextAsync();
        Assert.Equal("notes", heard.Name);
        Assert.Equal(
            $$"""{"kind":"comment-added","by":"{{jonas.Id}}","said":"Jonas wrote a note at 01:23","on":"v1","project":"{{song.ProjectId}}","song":"{{song.Id}}","version":"{{version.Id}}","comment":"{{note.Id}}"}""",
            heard.Data.ToJsonString());

        await server.CommentAsync(mira, version.Id, "Is it?", note.Id);
        await server.UseAsync((ResolveComment resolve) => resolve.ExecuteAsync(new(note.Id), mira.Caller, default));
        Assert.Equal(["Mira replied to the note at 01:23", "Mira resolved the note at 01:23"], await ear.NextAsync(2, "said"));
    }

    [OnBothDatabases]
    public async Task Law10_a_stranger_and_a_nonsense_id_get_the_same_answer(string database)
    {
        var (server, _, _, song, version) = await SceneAsync(database);
        using var stranger = await (await server.NewPersonAsync("Sam")).SignedInAsync();

        foreach (var path in new[] { $"/songs/{song.Id}/live", $"/songs/{SongId.New()}/live", "/songs/nonsense/live", $"/songs/{version.Id}/live", $"/projects/{song.ProjectId}/live", "/projects/nonsense/live" })
        {
            using var answer = await stranger.GetAsync(path);
            Assert.Equal((HttpStatusCode.NotFound, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        }
        using var nobody = server.NewBrowser();
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync($"/songs/{song.Id}/live", ("Accept", "text/event-stream"))).StatusCode);
    }

    [OnBothDatabases]
    public async Task A_stream_that_broke_off_goes_on_after_the_last_event_and_tells_nothing_twice(string database)
    {
        var (server, mira, jonas, song, version) = await SceneAsync(database);
        using var browser = await mira.SignedInAsync();
        string? last;
        using (var first = await Ear.ListenAsync(browser, $"/songs/{song.Id}/live"))
        {
            await server.CommentAsync(jonas, version.Id, "One.");
            await first.NextAsync();
            last = first.LastId;
        }
        var missed = await server.CommentAsync(jonas, version.Id, "Two.");

        using var again = await Ear.OpenAsync(browser, $"/songs/{song.Id}/live?since=0", last); // where the page stood at first is long past
        Assert.Equal(("notes", missed.Id.ToString()), (await again.NextAsync()) is { } heard ? (heard.Name, heard["comment"]) : default);
        Assert.Equal("listening", (await again.NextAsync()).Name);
        var next = await server.CommentAsync(jonas, version.Id, "Three.");
        Assert.Equal(next.Id.ToString(), (await again.NextAsync())["comment"]);
    }

    [OnBothDatabases]
    public async Task Between_a_page_and_its_stream_nothing_is_lost(string database)
    {
        var (server, mira, jonas, song, version) = await SceneAsync(database);
        using var browser = await mira.SignedInAsync();
        var live = (await browser.GetPageAsync($"/songs/{song.Id}")).QuerySelector("[data-live]")!;
        var note = await server.CommentAsync(jonas, version.Id, "Written before the stream was open.");

        using var ear = await Ear.OpenAsync(browser, $"{live.GetAttribute("data-live")}?since={live.GetAttribute("data-live-since")}");
        Assert.Equal(note.Id.ToString(), (await ear.NextAsync())["comment"]);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("999999999")]
    public async Task Who_comes_with_a_mark_that_can_not_be_gone_on_from_is_told_to_look_anew_and_hears_what_comes(string mark)
    {
        var (server, mira, jonas, song, version) = await SceneAsync(ConcertoFixture.Sqlite);
        using var browser = await mira.SignedInAsync();
        using var ear = await Ear.OpenAsync(browser, $"/songs/{song.Id}/live", mark);
        Assert.Equal("refresh", (await ear.NextAsync()).Name);
        Assert.Equal("listening", (await ear.NextAsync()).Name);
        Assert.NotEqual(mark, ear.LastId);
        Assert.Equal((await server.CommentAsync(jonas, version.Id, "After that.")).Id.ToString(), (await ear.NextAsync())["comment"]);
    }

    [OnBothDatabases]
    public async Task Who_was_away_for_too_much_looks_anew_once(string database)
    {
        var (server, mira, _, song, _) = await SceneAsync(database);
        using var browser = await mira.SignedInAsync();
        await server.LookAsync(async db =>
        {
            db.Activities.AddRange(Enumerable.Range(0, 150).Select(_ => Activity.In(song, ActivityKind.SongRenamed, mira.Id, TimeProvider.System.Now())));
            await db.SaveChangesAsync();
        });
        using var ear = await Ear.OpenAsync(browser, $"/songs/{song.Id}/live?since=1");
        Assert.Equal(["refresh", "listening"], [(await ear.NextAsync()).Name, (await ear.NextAsync()).Name]);
    }

    [OnBothDatabases]
    public async Task Law10_who_is_removed_is_told_so_and_hears_nothing_more(string database)
    {
        var (server, mira, jonas, song, version) = await SceneAsync(database);
        using var browser = await jonas.SignedInAsync();
        using var ear = await Ear.ListenAsync(browser, $"/songs/{song.Id}/live");
        using var list = await Ear.ListenAsync(browser, "/projects/live");

        await RemoveAsync(server, song, jonas);
        await server.CommentAsync(mira, version.Id, "Just between us.");
        Assert.Equal(["gone"], (await ear.RestAsync()).Select(heard => heard.Name));
        Assert.Equal(("people", "unshared"), (await list.NextAsync()) is { } heard ? (heard.Name, heard["kind"]) : default);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/songs/{song.Id}/live")).StatusCode);
    }

    [OnBothDatabases]
    public async Task What_is_shared_with_somebody_is_heard_by_them_alone(string database)
    {
        var (server, mira, jonas, song, version) = await SceneAsync(database);
        var sam = await server.NewPersonAsync("Sam");
        using var samsBrowser = await sam.SignedInAsync();
        using var jonasBrowser = await jonas.SignedInAsync();
        using var sams = await Ear.ListenAsync(samsBrowser, "/projects/live");
        using var others = await Ear.ListenAsync(jonasBrowser, $"/songs/{song.Id}/live");

        await server.ShareAsync(song.ProjectId, sam, Role.Viewer);
        await HappenAsync(server, song, ActivityKind.Shared, mira, sam);
        Assert.Equal(("people", "shared"), (await sams.NextAsync()) is { } heard ? (heard.Name, heard["kind"]) : default);
        await server.CommentAsync(mira, version.Id, "Welcome.");
        Assert.Equal(["notes", "notes"], [(await sams.NextAsync()).Name, (await others.NextAsync()).Name]);
    }

    [OnBothDatabases]
    public async Task Law3_a_version_on_its_way_is_heard_by_its_uploader_alone(string database)
    {
        await using var server = await ConcertoFixture.StartAsync(database, settings: "--Concerto:Roles=web"); // nobody measures
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var song = await server.SongAsync(mira, "Demos", "Intro");
        await server.ShareAsync(song.ProjectId, jonas, Role.Editor);
        using var mirasBrowser = await mira.SignedInAsync();
        using var jonasBrowser = await jonas.SignedInAsync();
        using var miras = await Ear.ListenAsync(mirasBrowser, $"/songs/{song.Id}/live");
        using var jonass = await Ear.ListenAsync(jonasBrowser, $"/songs/{song.Id}/live");

        var version = await server.UploadAsync(mira, new(SongId: song.Id));
        await server.CommentAsync(mira, version.Id, "A note to myself.");
        Assert.Equal(["version-arrived", "comment-added"], await miras.NextAsync(2, "kind"));
        await server.UseAsync((DeleteVersion delete) => delete.ExecuteAsync(new(version.Id), mira.Caller, default));
        await server.UseAsync((RenameSong rename) => rename.ExecuteAsync(new(song.Id, "Overture"), mira.Caller, default));

        Assert.Equal("song-renamed", (await jonass.NextAsync())["kind"]);
        Assert.Equal(["version-deleted", "song-renamed"], await miras.NextAsync(2, "kind"));
    }

    [OnBothDatabases]
    public async Task Law3_a_project_that_comes_with_an_upload_is_heard_of_by_its_owner_from_the_first_on(string database)
    {
        await using var server = await ConcertoFixture.StartAsync(database, settings: "--Concerto:Roles=web");
        var mira = await server.NewPersonAsync();
        using var browser = await mira.SignedInAsync();
        using var list = await Ear.ListenAsync(browser, "/projects/live");

        await server.UploadAsync(mira, new(ProjectName: "New", SongName: "Intro"));
        Assert.Equal("version-arrived", (await list.NextAsync())["kind"]);
    }

    [OnBothDatabases]
    public async Task Law3_a_song_that_was_never_ready_is_deleted_without_a_word_to_others(string database)
    {
        var (server, mira, jonas, song, version) = await SceneAsync(database);
        var secret = await server.SignAsync(mira, new(ProjectId: song.ProjectId, SongName: "Secret"));
        var unheard = await server.QueryAsync(db => db.Versions.Where(v => v.Id == secret.Upload.VersionId).Select(v => v.SongId).SingleAsync());
        using var jonasBrowser = await jonas.SignedInAsync();
        using var mirasBrowser = await mira.SignedInAsync();
        using var jonass = await Ear.ListenAsync(jonasBrowser, $"/projects/{song.ProjectId}/live");
        using var miras = await Ear.ListenAsync(mirasBrowser, $"/projects/{song.ProjectId}/live");

        await server.UseAsync((DeleteSong delete) => delete.ExecuteAsync(new(unheard), mira.Caller, default));
        await server.CommentAsync(mira, version.Id, "Now then.");
        Assert.Equal("comment-added", (await jonass.NextAsync())["kind"]);
        Assert.Equal(["song-deleted", "comment-added"], await miras.NextAsync(2, "kind"));
    }

    [OnBothDatabases]
    public async Task Who_was_given_one_song_hears_nothing_of_the_others(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, sam) = (await server.NewPersonAsync(), await server.NewPersonAsync("Sam"));
        var demos = await server.ProjectAsync(mira, "Demos", songs: 2);
        var (intro, outro) = await server.QueryAsync(async db => await db.Songs.Where(s => s.ProjectId == demos.Id).OrderBy(s => s.NameKey).ToListAsync() is [var first, var second] ? (first, second) : default);
        await server.ShareAsync(outro, sam, Role.Viewer);
        using var browser = await sam.SignedInAsync();
        using var project = await Ear.ListenAsync(browser, $"/projects/{intro.ProjectId}/live");
        using var list = await Ear.ListenAsync(browser, "/projects/live");

        await server.UseAsync((RenameSong rename) => rename.ExecuteAsync(new(intro.Id, "Overture"), mira.Caller, default));
        await server.UseAsync((RenameSong rename) => rename.ExecuteAsync(new(outro.Id, "Coda"), mira.Caller, default));
        foreach (var ear in new[] { project, list }) Assert.Equal("Mira renamed a song to Coda", (await ear.NextAsync())["said"]);

        await server.UseAsync((DeleteSong delete) => delete.ExecuteAsync(new(outro.Id), mira.Caller, default));
        Assert.Equal("gone", (await project.NextAsync()).Name); // it was all that they had of it
        Assert.Equal("Mira deleted Coda", (await list.NextAsync())["said"]);
    }

    [Fact]
    public async Task What_others_do_among_themselves_has_nobody_look_up_a_listener()
    {
        var (server, _, jonas, _, version) = await SceneAsync(ConcertoFixture.Sqlite);
        var (sam, asked) = (await server.NewPersonAsync("Sam"), 0);
        var streams = new LiveStreams(server.Feed(), server.Services.GetRequiredService<IDbContextFactory<ConcertoDbContext>>(), TimeProvider.System, new() { LookEvery = TimeSpan.FromHours(1) });
        using var stream = streams.Open(sam.Caller, LiveScope.Everything, null, _ => Task.FromResult(++asked > 0))!;
        await using var events = stream.EventsAsync(default).GetAsyncEnumerator();
        for (var begun = 0; begun < 2; begun++) await events.MoveNextAsync(); // it listens, and there is nothing unread

        await server.CommentAsync(jonas, version.Id, "Among ourselves.");
        await server.UseAsync((CreateProject create) => create.ExecuteAsync(new("Own"), sam.Caller, default));
        await events.MoveNextAsync().AsTask().WaitAsync(Until.Patience);
        Assert.Equal((ActivityKind.ProjectCreated, 1), (Assert.IsType<LiveEvent.Happened>(events.Current).Happening.Kind, asked));
    }

    [Fact]
    public async Task Whose_account_is_disabled_is_signed_out_while_they_listen()
    {
        await using var server = await StartAsync();
        var mira = await server.NewPersonAsync();
        var song = await server.SongAsync(mira, "Demos", "Intro");
        using var browser = await mira.SignedInAsync();
        using var ear = await Ear.ListenAsync(browser, $"/songs/{song.Id}/live");

        await server.LookAsync(async db =>
        {
            (await db.Users.SingleAsync(u => u.Id == mira.Id)).Disable(TimeProvider.System.Now());
            await db.SaveChangesAsync();
        });
        var gone = Assert.Single(await ear.RestAsync());
        Assert.Equal(("gone", """{"signedOut":true}"""), (gone.Name, gone.Data.ToJsonString()));
    }

    [Fact]
    public async Task A_share_that_vanishes_without_a_word_ends_the_stream_too()
    {
        await using var server = await StartAsync();
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var song = await server.SongAsync(mira, "Demos", "Intro");
        await server.ShareAsync(song.ProjectId, jonas, Role.Viewer);
        using var browser = await jonas.SignedInAsync();
        using var ear = await Ear.ListenAsync(browser, $"/projects/{song.ProjectId}/live");

        await server.LookAsync(db => db.Shares.ExecuteDeleteAsync());
        Assert.Equal(["gone"], (await ear.RestAsync()).Select(heard => heard.Name));
    }

    [Fact]
    public async Task A_person_has_so_many_streams_and_no_more_and_one_that_is_left_makes_room()
    {
        await using var server = await StartAsync(new LiveOptions { StreamsPerPerson = 2 });
        using var browser = await (await server.NewPersonAsync()).SignedInAsync();
        using var one = await Ear.ListenAsync(browser, "/projects/live");
        var two = await Ear.ListenAsync(browser, "/projects/live");
        using (var refused = await browser.StreamAsync("/projects/live"))
            Assert.Equal((HttpStatusCode.TooManyRequests, "60"), (refused.StatusCode, refused.Headers.GetValues("Retry-After").Single()));

        two.Dispose();
        await Until.ItIsSoAsync(() => server.Feed().Listeners == 1, "The stream of a client that has left is still there.");
        using var three = await Ear.ListenAsync(browser, "/projects/live");
    }

    [Fact]
    public async Task When_the_program_stops_streams_end_at_once()
    {
        var server = await StartAsync();
        using var browser = await (await server.NewPersonAsync()).SignedInAsync();
        using var ear = await Ear.ListenAsync(browser, "/projects/live");

        var stopping = TimeProvider.System.GetTimestamp();
        server.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().StopApplication();
        await ear.EndAsync();
        Assert.True(TimeProvider.System.GetElapsedTime(stopping) < TimeSpan.FromSeconds(10));
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_quiet_stream_is_kept_alive_and_by_nobody_held_back()
    {
        await using var server = await StartAsync();
        using var browser = await (await server.NewPersonAsync()).SignedInAsync();
        using var answer = await browser.StreamAsync("/projects/live");
        Assert.Equal(("no-store", "no"), (answer.Headers.CacheControl?.ToString(), answer.Headers.GetValues("X-Accel-Buffering").Single()));

        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        for (var beats = 0; beats < 3;)
            if (await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)) == ":") beats++;
    }

    private static Task<Server> StartAsync(LiveOptions? options = null) => ConcertoFixture.StartAsync(ConcertoFixture.Sqlite,
        builder => builder.Services.AddSingleton(options ?? new LiveOptions { LookEvery = TimeSpan.FromMilliseconds(200), Heartbeat = TimeSpan.FromMilliseconds(100) }), "--Concerto:Roles=web");

    /// <summary>Mira's song with a version, and Jonas who may comment.</summary>
    private static async Task<(Server Server, Person Mira, Person Jonas, Song Song, SongVersion Version)> SceneAsync(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var project = await server.ProjectAsync(mira, "Demos");
        await server.ShareAsync(project.Id, jonas, Role.Commenter);
        var (song, version, _) = await server.OnlySongAsync(project);
        return (server, mira, jonas, song, version);
    }

    private static Task RemoveAsync(Server server, Song song, Person person) => server.LookAsync(async db =>
    {
        await db.Shares.Where(s => s.UserId == person.Id).ExecuteDeleteAsync();
        db.Activities.Add(Activity.In(await db.Projects.SingleAsync(p => p.Id == song.ProjectId), ActivityKind.Unshared, null, TimeProvider.System.Now(), person.Id));
        await db.SaveChangesAsync();
    });

    private static Task HappenAsync(Server server, Song song, ActivityKind kind, Person actor, Person person) => server.LookAsync(async db =>
    {
        db.Activities.Add(Activity.In(await db.Projects.SingleAsync(p => p.Id == song.ProjectId), kind, actor.Id, TimeProvider.System.Now(), person.Id));
        await db.SaveChangesAsync();
    });
}
