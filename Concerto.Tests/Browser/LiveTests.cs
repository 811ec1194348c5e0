using Concerto.Domain;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Live;
using Concerto.Tests.Sharing;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Projects;
using Concerto.Web.Features.Review;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Features.Songs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Concerto.Tests.InChromium;

/// <summary>Two people on one song, each in a browser of their own.</summary>
public sealed class LiveTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Each_sees_at_once_what_the_other_does_and_loses_nothing_half_written()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite");
        var (mira, jonas, version) = await SceneAsync(server);
        await using var miras = await chromium.VisitAsync(server);
        await using var jonass = await chromium.VisitAsync(server);
        await OpenAsync(server, miras, mira, $"/songs/{version.SongId}");
        await OpenAsync(server, jonass, jonas, $"/songs/{version.SongId}");
        var (a, b) = (miras.Page, jonass.Page);
        await a.EvaluateAsync("window.notReloaded = true");

        // Mira is in the middle of a reply, and of the song.
        var first = a.Locator(".note").Filter(new() { HasText = "The snare hides the vocal." });
        await first.GetByRole(AriaRole.Link, new() { Name = "Reply", Exact = true }).ClickAsync();
        var reply = first.Locator("textarea");
        await reply.FillAsync("Half of what I wanted to sa");

        // Jonas writes; Mira sees and hears of it, and types on.
        await b.Locator("#note-at").FillAsync("0:00.5");
        await b.GetByPlaceholder("Write a note…").FillAsync("Shorter reverb here?");
        await b.Locator(".note-form").GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        var jonassNote = a.Locator(".note").Filter(new() { HasText = "Shorter reverb here?" });
        await Expect(jonassNote).ToBeVisibleAsync();
        await Expect(a.Locator("#announcements")).ToHaveTextAsync("Jonas wrote a note at 00:00.");
        await Expect(a.Locator(".pins > *")).ToHaveCountAsync(2);
        await Expect(reply).ToBeFocusedAsync();
        await a.Keyboard.TypeAsync("y.");
        await Expect(reply).ToHaveValueAsync("Half of what I wanted to say.");

        // Mira resolves; Jonas sees it. Then her reply.
        await jonassNote.GetByRole(AriaRole.Button, new() { Name = "Resolve" }).ClickAsync();
        await Expect(b.Locator("#notes-filters", new() { HasText = "1 resolved" })).ToHaveCountAsync(1);
        await Expect(b.Locator("#announcements")).ToHaveTextAsync("Mira resolved the note at 00:00.");
        await first.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(b.Locator(".reply")).ToContainTextAsync("Half of what I wanted to say.");

        // A new version is announced, and nobody is taken anywhere.
        await server.WaitUntilReadyAsync((await server.UploadAsync(mira, new(SongId: version.SongId))).Id);
        await Expect(b.Locator(".toast")).ToContainTextAsync("v2 of Intro is ready.");
        await Expect(b.Locator("#versions a")).ToHaveCountAsync(2);
        await Expect(b.Locator("#versions a").First).ToHaveAttributeAsync("aria-current", "true");
        await b.Locator(".toast a").ClickAsync();
        await Expect(b.Locator("#versions a").Last).ToHaveAttributeAsync("aria-current", "true");

        Assert.True(await a.EvaluateAsync<bool>("window.notReloaded === true"));
        Assert.Empty(miras.Errors.Concat(jonass.Errors));
    }

    [Fact]
    public async Task A_burst_of_notes_is_fetched_once_or_twice_and_read_out_in_one_sentence()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite", settings: "--Concerto:Roles=web");
        var (mira, jonas, version) = await SceneAsync(server, measured: false);
        await using var visit = await chromium.VisitAsync(server);
        var fetched = 0;
        visit.Page.Request += (_, request) => fetched += request.Headers.TryGetValue("hx-target", out var target) && target == "notes-list" ? 1 : 0;
        await OpenAsync(server, visit, mira, $"/songs/{version.SongId}");

        var begun = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => server.CommentAsync(jonas, version.Id, $"Note {n}")));
        await Expect(visit.Page.Locator(".note")).ToHaveCountAsync(21);
        Assert.InRange(fetched, 1, 4 + (int)TimeProvider.System.GetElapsedTime(begun).TotalSeconds); // where writing them takes longer, once a second
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task A_hidden_page_lets_go_of_its_stream_and_catches_up_when_one_comes_back()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite", settings: "--Concerto:Roles=web");
        var (mira, jonas, version) = await SceneAsync(server, measured: false);
        await using var visit = await chromium.VisitAsync(server);
        await OpenAsync(server, visit, mira, $"/songs/{version.SongId}");

        await HideAsync(visit.Page, true);
        await UntilListenersAsync(server, 0);
        await server.CommentAsync(jonas, version.Id, "While you were away.");
        await HideAsync(visit.Page, false);
        await Expect(visit.Page.Locator(".note").Filter(new() { HasText = "While you were away." })).ToBeVisibleAsync();

        // Another page has another stream; one without any has none.
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Demos" }).First.ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Demos" })).ToBeVisibleAsync();
        await UntilListenersAsync(server, 1);
        await server.UseAsync((CreateSong create) => create.ExecuteAsync(new(ProjectOf(visit.Page), "Outro"), mira.Caller, default));
        await Expect(visit.Page.Locator(".song-row")).ToHaveCountAsync(2);
        Assert.Empty(visit.Errors);

        static ProjectId ProjectOf(IPage page) => ProjectId.Parse(page.Url.Split('/')[^1], null);
        static Task HideAsync(IPage page, bool hidden) => page.EvaluateAsync(
            "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }", hidden);
    }

    [Fact]
    public async Task Law10_who_is_removed_is_told_calmly_and_finds_a_strangers_page_at_the_next_click()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite", settings: "--Concerto:Roles=web");
        var (_, jonas, version) = await SceneAsync(server, measured: false);
        await using var visit = await chromium.VisitAsync(server);
        await OpenAsync(server, visit, jonas, $"/songs/{version.SongId}");

        await server.LookAsync(async db =>
        {
            await db.Shares.ExecuteDeleteAsync();
            db.Activities.Add(Activity.In(await db.Projects.SingleAsync(), ActivityKind.Unshared, null, TimeProvider.System.Now(), jonas.Id));
            await db.SaveChangesAsync();
        });
        await Expect(visit.Page.Locator(".live-gone")).ToHaveTextAsync("This is not shared with you any more. What you see is how it was.");
        await Expect(visit.Page.GetByText("The snare hides the vocal.")).ToBeVisibleAsync();
        Assert.Equal(404, (await visit.Page.ReloadAsync())!.Status);
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task What_others_do_leaves_an_open_menu_the_caret_and_an_open_reply_as_they_are()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite", settings: "--Concerto:Roles=web");
        var (mira, jonas, version) = await SceneAsync(server, measured: false);
        await using var visit = await chromium.VisitAsync(server);
        var page = visit.Page;
        await OpenAsync(server, visit, mira, $"/songs/{version.SongId}");

        var note = page.Locator(".note").Filter(new() { HasText = "The snare hides the vocal." });
        await note.GetByRole(AriaRole.Link, new() { Name = "Reply", Exact = true }).ClickAsync();
        await note.Locator("textarea").FillAsync("Half of it");
        await page.Keyboard.PressAsync("Home");
        await server.CommentAsync(jonas, version.Id, "One.");
        await Expect(page.Locator(".note")).ToHaveCountAsync(2);
        await Until.ItIsSoAsync(async () => await note.Locator("textarea").EvaluateAsync<int>("area => area.selectionStart") == 0, "The caret has moved.");
        await Expect(note.GetByRole(AriaRole.Link, new() { Name = "Reply", Exact = true })).ToBeHiddenAsync();

        await note.GetByLabel("More for this note").ClickAsync();
        await server.CommentAsync(jonas, version.Id, "Two.");
        await Expect(page.Locator(".note")).ToHaveCountAsync(3);
        await Expect(note.GetByRole(AriaRole.Link, new() { Name = "Copy link" })).ToBeVisibleAsync();
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task The_heading_that_one_was_led_to_keeps_the_focus_when_it_changes()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite", settings: "--Concerto:Roles=web");
        var (mira, _, version) = await SceneAsync(server, measured: false);
        await using var visit = await chromium.VisitAsync(server);
        await OpenAsync(server, visit, mira, $"/songs/{version.SongId}");
        await visit.Page.GetByLabel("More for this song").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Rename the song" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Textbox, new() { Name = "Name" }).FillAsync("Overture");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Overture" })).ToBeFocusedAsync();

        await server.UseAsync((RenameSong rename) => rename.ExecuteAsync(new(version.SongId, "Prelude"), mira.Caller, default));
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Prelude" })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Another_role_shows_at_once_what_one_may_do_in_the_room_and_in_the_project()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite", settings: "--Concerto:Roles=web");
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var project = await server.ProjectAsync(mira, "Demos");
        var (song, _, _) = await server.OnlySongAsync(project);
        var share = await server.ShareAsync(mira, project, jonas.Email, Role.Viewer);
        await using var room = await chromium.VisitAsync(server);
        await OpenAsync(server, room, jonas, $"/songs/{song.Id}");
        await using var list = await chromium.VisitAsync(server);
        await OpenAsync(server, list, jonas, $"/projects/{project.Id}");
        await Expect(room.Page.GetByPlaceholder("Write a note…")).ToHaveCountAsync(0);

        await server.UseAsync((ChangeRole change) => change.ExecuteAsync(new(share.Id, Role.Editor), mira.Caller, default));
        await Expect(room.Page.GetByPlaceholder("Write a note…")).ToBeVisibleAsync();
        await Expect(list.Page.Locator(".page-head label").GetByText("Upload", new() { Exact = true })).ToBeVisibleAsync();
        foreach (var page in new[] { room.Page, list.Page })
            await Expect(page.Locator("[data-drop]:not([data-drop=''])")).ToHaveCountAsync(1); // so that what is dropped or picked goes somewhere

        await server.UseAsync((RenameProject rename) => rename.ExecuteAsync(new(project.Id, "Masters"), mira.Caller, default));
        await Expect(list.Page.GetByRole(AriaRole.Heading, new() { Name = "Masters" })).ToBeVisibleAsync();
        Assert.Empty(room.Errors.Concat(list.Errors));
    }

    [Fact]
    public async Task The_list_of_projects_follows_under_the_focus_and_shows_what_is_looked_for()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite", settings: "--Concerto:Roles=web");
        var mira = await server.NewPersonAsync();
        await server.ProjectAsync(mira, "Demos");
        await server.ProjectAsync(mira, "Live in Ghent");
        await using var visit = await chromium.VisitAsync(server);
        var page = visit.Page;
        await OpenAsync(server, visit, mira, "/projects");

        await page.GetByLabel("Look for a project").FillAsync("demo");
        await Expect(page.Locator(".project-row")).ToHaveCountAsync(1);
        await Expect(page.Locator("#announcements")).ToHaveTextAsync("1 project");
        await page.GetByRole(AriaRole.Link, new() { Name = "Demos" }).FocusAsync();
        await server.UseAsync((CreateProject create) => create.ExecuteAsync(new("Demos 2"), mira.Caller, default));
        await Expect(page.Locator(".project-row")).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Demos", Exact = true })).ToBeFocusedAsync();
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task What_comes_too_late_for_its_page_changes_nothing_on_the_next()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite", settings: "--Concerto:Roles=web");
        var (mira, jonas, version) = await SceneAsync(server, measured: false);
        await using var visit = await chromium.VisitAsync(server);
        var page = visit.Page;
        await OpenAsync(server, visit, mira, $"/songs/{version.SongId}");
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        await page.RouteAsync("**/songs/**", async route =>
        {
            if (!route.Request.Headers.TryGetValue("hx-target", out var target) || target != "notes-list") { await route.ContinueAsync(); return; }
            asked.TrySetResult();
            await answer.Task;
            await route.ContinueAsync();
        });

        await server.CommentAsync(jonas, version.Id, "One.");
        await asked.Task.WaitAsync(Until.Patience);
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Concerto" }).GetByRole(AriaRole.Link, new() { Name = "Projects" }).ClickAsync();
        await Expect(page).ToHaveTitleAsync("Projects · Concerto");
        var late = page.WaitForResponseAsync("**/songs/**");
        answer.SetResult();
        await (await late).FinishedAsync();
        await Task.Delay(300);
        await Expect(page).ToHaveTitleAsync("Projects · Concerto");
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task Of_two_pages_that_are_asked_for_the_later_one_stays()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite", settings: "--Concerto:Roles=web");
        var mira = await server.NewPersonAsync();
        var slow = await server.ProjectAsync(mira, "Slow");
        await server.ProjectAsync(mira, "Quick");
        await using var visit = await chromium.VisitAsync(server);
        var page = visit.Page;
        await visit.SignInAsync(mira);
        var answer = new TaskCompletionSource();
        await page.RouteAsync($"**/projects/{slow.Id}", async route => { await answer.Task; await route.ContinueAsync(); });

        var late = page.WaitForResponseAsync($"**/projects/{slow.Id}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Slow" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Quick" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Quick" })).ToBeVisibleAsync();
        var address = page.Url;
        answer.SetResult();
        await (await late).FinishedAsync();
        await Task.Delay(300);
        Assert.Equal(address, page.Url);
        await Expect(page).ToHaveTitleAsync("Quick · Concerto");
        Assert.Empty(visit.Errors);
    }

    private static async Task<(Person Mira, Person Jonas, SongVersion Version)> SceneAsync(Server server, bool measured = true)
    {
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        SongVersion version;
        if (measured)
        {
            version = await server.UploadAsync(mira, new(ProjectName: "Demos", SongName: "Intro"));
            await server.WaitUntilReadyAsync(version.Id);
        }
        else
        {
            (_, version, _) = await server.OnlySongAsync(await server.ProjectAsync(mira, "Demos", notes: 1));
            await server.LookAsync(db => db.Comments.ExecuteDeleteAsync());
        }
        var song = await server.QueryAsync(db => db.Songs.SingleAsync());
        await server.ShareAsync(song.ProjectId, jonas, Role.Commenter);
        await server.UseAsync((AddComment add) => add.ExecuteAsync(new(version.Id, "The snare hides the vocal.", 200), jonas.Caller, default));
        return (mira, jonas, version);
    }

    /// <summary>Signs in, opens the page and waits until it listens.</summary>
    private static async Task OpenAsync(Server server, Visit visit, Person person, string path)
    {
        var (page, before) = (visit.Page, server.Feed().Listeners);
        await page.GotoAsync($"/account/sign-in?returnUrl={path}");
        await page.GetByLabel("Email").FillAsync(person.Email);
        await page.GetByLabel("Password").FillAsync(Server.Password);
        var listening = page.WaitForResponseAsync(response => response.Url.Contains($"{path}/live", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.ArriveAsync(path);
        Assert.Equal(200, (await listening).Status);
        await UntilListenersAsync(server, before + 1);
        if (path.StartsWith("/songs/", StringComparison.Ordinal)) await page.RoomIsOpenAsync();
    }

    private static Task UntilListenersAsync(Server server, int count) => Until.ItIsSoAsync(() => server.Feed().Listeners == count, $"Not {count} listen.");
}
