using System.Globalization;
using System.Text.RegularExpressions;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Tests.Audio;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Review;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Concerto.Tests.InChromium;

/// <summary>The room of a song in a real browser: ranges, loops, keys, links, and words that are never lost.</summary>
public sealed class RoomTests(Chromium chromium, Studio studio) : IClassFixture<Chromium>, IClassFixture<Studio>
{
    private const int Seconds = 60;

    [Fact]
    public async Task A_drag_marks_a_range_that_is_sent_and_drawn_beneath_the_waveform_and_a_click_still_seeks()
    {
        await using var room = await EnterAsync();
        await room.DragAsync(12, 24);
        await Expect(room.At).ToHaveValueAsync(new Regex(@"^00:1[12]\.\d–00:2[34]\.\d$"));
        await Expect(room.Page.Locator(".selection-label")).ToContainTextAsync(await room.At.InputValueAsync());

        await room.WriteAsync("Twelve bars too many.");
        await Expect(room.Page.Locator(".note").Filter(new() { HasText = "Twelve bars" }).Locator(".until")).ToHaveTextAsync(new Regex("^–00:2[34]$"));
        await Expect(room.Page.Locator(".pin.range")).ToHaveCountAsync(1);
        await Expect(room.Selection).ToBeHiddenAsync();

        await room.ClickAtAsync(30);
        await Expect(room.Clock).ToHaveTextAsync(new Regex(@"^00:(29\.[5-9]|30\.[0-5])$"));
        await Expect(room.Selection).ToBeHiddenAsync();
        Assert.Empty(room.Errors);
    }

    [Fact]
    public async Task The_filters_stand_in_one_line_and_the_choice_beneath_the_form_is_a_plain_checkbox()
    {
        await using var room = await EnterAsync();
        await room.WriteAsync("One.");
        await Expect(room.Page.Locator(".filters .choices")).ToHaveCountAsync(2);
        Assert.Equal(1, await room.Page.EvaluateAsync<int>("() => new Set([...document.querySelectorAll('.filters .choices')].map(part => part.offsetTop)).size"));
        await Expect(room.Page.GetByLabel("Typing pauses")).ToHaveCSSAsync("appearance", "auto");
        Assert.Empty(room.Errors);
    }

    [Fact]
    public async Task Who_signs_out_leaves_nothing_half_written_in_the_browser()
    {
        const string All = "() => JSON.stringify({ ...localStorage })";
        await using var room = await EnterAsync();
        await room.Page.GetByPlaceholder("Write a note…").FillAsync("Not for everybody");
        Assert.Contains("Not for everybody", await room.Page.EvaluateAsync<string>(All), StringComparison.Ordinal);
        await room.Page.GetByLabel("Your account").ClickAsync();
        await room.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(room.Page.GetByRole(AriaRole.Heading, new() { Name = "Say what to change" })).ToBeVisibleAsync();
        Assert.DoesNotContain("Not for everybody", await room.Page.EvaluateAsync<string>(All), StringComparison.Ordinal);
        Assert.Empty(room.Errors);
    }

    [Fact]
    public async Task A_finger_that_scrolls_marks_nothing_and_one_that_moves_along_marks_a_range()
    {
        await using var room = await EnterAsync(new() { ViewportSize = new() { Width = 390, Height = 844 }, HasTouch = true, IsMobile = true });
        var (x, y) = await room.PlaceAsync(20);
        var fingers = await room.Page.Context.NewCDPSessionAsync(room.Page);
        await Until.ItIsSoAsync(async () => // once more, where the finger rested too long on its way to be one that scrolls
        {
            await SwipeAsync(0, -220);
            await Expect(room.Selection).ToBeHiddenAsync();
            return await room.Page.EvaluateAsync<double>("() => scrollY") > 50;
        }, "Up and down does not scroll the page.");

        await StandsStillAsync(); // a finger that lets go in motion leaves the page in motion
        await room.Page.EvaluateAsync("() => scrollTo(0, 0)");
        await SwipeAsync(120, 4);
        await Expect(room.Selection).ToBeVisibleAsync();
        Assert.Equal(0, await room.Page.EvaluateAsync<double>("() => scrollY"));

        async Task StandsStillAsync()
        {
            for (double before = -1, now = 0; now != before; now = await room.Page.EvaluateAsync<double>("() => scrollY"))
            {
                before = now;
                await Task.Delay(200);
            }
        }

        async Task SwipeAsync(float byX, float byY)
        {
            await TouchAsync("touchStart", x, y);
            for (var step = 1; step <= 8; step++)
            {
                await TouchAsync("touchMove", x + byX * step / 8, y + byY * step / 8);
                await Task.Delay(20);
            }
            await TouchAsync("touchEnd", 0, 0);
        }

        Task TouchAsync(string type, float atX, float atY) => fingers.SendAsync("Input.dispatchTouchEvent", new()
        {
            ["type"] = type,
            ["touchPoints"] = type == "touchEnd" ? Array.Empty<object>() : new object[] { new Dictionary<string, object> { ["x"] = atX, ["y"] = atY } },
        });
    }

    [Fact]
    public async Task A_range_is_marked_by_keys_moved_by_its_handles_typed_and_left_by_escape()
    {
        await using var room = await EnterAsync();
        var keys = room.Page.Keyboard;
        await room.ClickAtAsync(10);
        await keys.PressAsync("Home");
        await keys.PressAsync("i");
        await keys.PressAsync("ArrowRight");
        await keys.PressAsync("ArrowRight");
        await keys.PressAsync("o");
        await Expect(room.At).ToHaveValueAsync("00:00.0–00:10.0");

        await room.Page.GetByRole(AriaRole.Slider, new() { Name = "End of the range" }).FocusAsync();
        await keys.PressAsync("ArrowRight");
        await keys.PressAsync("Shift+ArrowRight");
        await Expect(room.At).ToHaveValueAsync("00:00.0–00:11.1");
        await keys.PressAsync("Escape");
        await Expect(room.Selection).ToBeHiddenAsync();

        await room.At.FillAsync("0:20-0:22,5");
        await Expect(room.Page.Locator(".selection-label")).ToContainTextAsync("00:20.0–00:22.5");
        Assert.Empty(room.Errors);
    }

    [Fact]
    public async Task Nothing_but_words_comes_of_keys_while_one_types_and_control_enter_sends()
    {
        await using var room = await EnterAsync();
        await room.ClickAtAsync(10);
        await room.Page.Keyboard.PressAsync("c");
        await Expect(room.Text).ToBeFocusedAsync();
        await room.Page.Keyboard.TypeAsync("io r[n?]k ");
        await Expect(room.Text).ToHaveValueAsync("io r[n?]k ");
        await Expect(room.Selection).ToBeHiddenAsync();
        await Expect(room.Page.Locator(".transport .loop")).ToHaveAttributeAsync("aria-pressed", "false");
        await room.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(room.Page.Locator(".note")).ToContainTextAsync("io r[n?]k");
        await Expect(room.Text).ToHaveValueAsync("");

        await room.Page.Keyboard.PressAsync("Escape");
        await room.Page.Keyboard.PressAsync("?");
        await Expect(room.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_note_over_a_range_loops_with_its_lead_in_until_one_goes_elsewhere()
    {
        await using var room = await EnterAsync();
        await room.AddAsync("Again and again.", 20_000, 20_700);
        await room.ReloadAsync();
        await room.Page.Locator(".preroll select").SelectOptionAsync("1");
        await room.Page.GetByRole(AriaRole.Button, new() { Name = "Loop this note" }).ClickAsync();

        var (ends, last) = (new List<double>(), 0d);
        await Until.ItIsSoAsync(async () =>
        {
            var now = await room.TimeAsync();
            if (now < last - 0.5) ends.Add(last);
            last = now;
            Assert.True(now is 0 or >= 18.9, $"It leads in by a second, not from {now}.");
            return ends.Count == 2;
        }, "It does not loop.");
        Assert.InRange(ends.Min(), 19.5, 22.5); // a page that had to wait for its turn went on a little longer

        await room.ReloadAsync();
        await Expect(room.Page.Locator(".preroll select")).ToHaveValueAsync("1"); // once the room’s scripts have come
        await room.Page.Locator(".pin").ClickAsync();
        await room.Page.Keyboard.PressAsync("r");
        await Expect(room.Page.Locator(".note .loop-note")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(room.Page.Locator(".loop-region")).ToBeVisibleAsync();
        await room.ClickAtAsync(40);
        await Expect(room.Page.Locator(".note .loop-note")).ToHaveAttributeAsync("aria-pressed", "false");
        Assert.Empty(room.Errors);
    }

    /// <summary>“00:11.3” in seconds.</summary>
    private static double SecondsOf(string clock) => TimeSpan.Parse($"00:{clock}", CultureInfo.InvariantCulture).TotalSeconds;

    [Fact]
    public async Task Typing_pauses_if_one_likes_keeps_its_time_and_sending_goes_on()
    {
        await using var room = await EnterAsync();
        await room.Page.GetByLabel("Typing pauses").CheckAsync();
        await room.ReloadAsync();
        await Expect(room.Page.GetByLabel("Typing pauses")).ToBeCheckedAsync();
        await room.ClickAtAsync(10);
        await room.Page.Keyboard.PressAsync("k");
        await Expect(room.Button("Pause")).ToBeVisibleAsync();
        await Expect(room.Clock).ToHaveTextAsync(new Regex("^00:1[1-9]"));

        await room.Text.PressSequentiallyAsync("Here.");
        await Expect(room.Button("Play")).ToBeVisibleAsync();
        // The note has the time at which typing began; until the sound stopped a moment more may have passed.
        await Until.ItIsSoAsync(async () => SecondsOf(await room.Clock.InnerTextAsync()) - SecondsOf(await room.At.InputValueAsync()) is >= 0 and <= 1, "It is not the time at which typing began.");
        await room.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(room.Button("Pause")).ToBeVisibleAsync();
        Assert.Empty(room.Errors);
    }

    [Fact]
    public async Task A_link_leads_to_its_version_its_time_and_its_reply_whatever_is_listed()
    {
        await using var room = await EnterAsync();
        var note = await room.AddAsync("On the first one.", 15_000);
        var reply = await room.Server.UseAsync((AddComment add) => add.ExecuteAsync(new(room.Version.Id, "The reply.", ParentId: note.Id), room.Mira.Caller, default));
        await room.Server.UseAsync((ResolveComment resolve) => resolve.ExecuteAsync(new(note.Id), room.Mira.Caller, default));
        var second = await UploadAsync(room.Server, room.Mira, new(SongId: room.Version.SongId));
        await room.Server.UseAsync((AddComment add) => add.ExecuteAsync(new(second.Id, "On the second one.", 5_000), room.Mira.Caller, default));

        await room.Page.GotoAsync($"/songs/{second.SongId}?comment={reply.Id}");
        await Expect(room.Page.Locator(".versions [aria-current]")).ToHaveTextAsync("v1");
        await Expect(room.Page.Locator(".reply.current")).ToContainTextAsync("The reply.");
        await Expect(room.Clock).ToHaveTextAsync("00:15.0");

        // The position stays when the version changes; older notes are a click away, and lead back there.
        await room.Page.Locator(".versions a").Last.ClickAsync();
        await Expect(room.Page.Locator(".versions [aria-current]")).ToHaveTextAsync("v2");
        await Expect(room.Clock).ToHaveTextAsync("00:15.0");
        var steps = await room.Page.EvaluateAsync<int>("() => history.length");
        await room.Page.GetByRole(AriaRole.Link, new() { Name = "all versions" }).ClickAsync();
        await room.Page.GetByRole(AriaRole.Link, new() { Name = "2 in all" }).ClickAsync();
        await room.Page.Locator("#notes-list .note").Filter(new() { HasText = "On the second one." }).Locator("a.at").ClickAsync();
        await Expect(room.Page).ToHaveURLAsync(new Regex("comment="));
        Assert.Equal(steps, await room.Page.EvaluateAsync<int>("() => history.length"));
        await Expect(room.Page.Locator(".pin")).ToHaveCountAsync(1);
        await room.Page.Locator("#notes-list .note").Filter(new() { HasText = "On the first one." }).Locator("a.at").ClickAsync();
        await Expect(room.Page.Locator(".versions [aria-current]")).ToHaveTextAsync("v1");
        await Expect(room.Clock).ToHaveTextAsync("00:15.0");

        await room.Page.GotoAsync($"/songs/{second.SongId}?t=0:12-0:14");
        await Expect(room.Clock).ToHaveTextAsync("00:12.0");
        await Expect(room.At).ToHaveValueAsync("00:12.0–00:14.0");
        Assert.Empty(room.Errors);
    }

    [Fact]
    public async Task Half_written_words_outlive_the_notes_of_others_a_lost_connection_an_ended_session_and_a_reload()
    {
        await using var room = await EnterAsync();
        var note = await room.AddAsync("What do you think?", 5_000);
        await room.ReloadAsync();
        await room.Text.FillAsync("Half a th");
        await room.Page.Locator(".note").GetByText("Reply").ClickAsync();
        var reply = room.Page.Locator($"#reply-{note.Id}");
        await reply.PressSequentiallyAsync("Not su");

        // Somebody else writes, and the list is fetched.
        await room.AddAsync("By the way.", 9_000);
        await room.Page.EvaluateAsync("() => document.body.dispatchEvent(new Event('concerto:notes'))");
        await Expect(room.Page.Locator(".note")).ToHaveCountAsync(2);
        await Expect(reply).ToBeFocusedAsync();
        await room.Page.Keyboard.TypeAsync("re");
        await Expect(reply).ToHaveValueAsync("Not sure");

        // No connection.
        await room.Page.Context.SetOfflineAsync(true);
        await room.Text.PressSequentiallyAsync("ought");
        await room.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(room.Page.Locator(".note-form .error")).ToContainTextAsync("Not sent");
        await room.Page.Context.SetOfflineAsync(false);

        // The session has ended.
        var cookies = await room.Page.Context.CookiesAsync();
        await room.Page.Context.ClearCookiesAsync();
        await room.Text.PressAsync("Control+Enter");
        await Expect(room.Page.Locator(".note-form .error")).ToContainTextAsync("You are signed out.");
        await room.Page.Context.AddCookiesAsync(cookies.Select(c => new Cookie { Name = c.Name, Value = c.Value, Domain = c.Domain, Path = c.Path, HttpOnly = c.HttpOnly, Secure = c.Secure, SameSite = c.SameSite }));

        await room.ReloadAsync();
        await Expect(room.Text).ToHaveValueAsync("Half a thought");
        await Expect(reply).ToHaveValueAsync("Not sure");
        await room.Text.PressAsync("Control+Enter");
        await Expect(room.Page.Locator(".note").Filter(new() { HasText = "Half a thought" })).ToHaveCountAsync(1);
        await room.ReloadAsync();
        await Expect(room.Text).ToHaveValueAsync("");
        await Expect(reply).ToHaveValueAsync("Not sure");
        Assert.All(room.Errors, error => Assert.StartsWith("htmx:", error, StringComparison.Ordinal)); // of the request that had no connection
    }

    [Fact]
    public async Task Three_hundred_notes_are_one_stop_for_the_tab_key_and_no_wait()
    {
        await using var room = await EnterAsync();
        await room.Server.LookAsync(async db =>
        {
            for (var i = 0; i < 300; i++)
                db.Comments.Add(new Comment(room.Version, room.Mira.Id, $"Note {i}", new(i * 180, i % 5 == 0 ? i * 180 + 4_000 : null), DateTime.UnixEpoch.AddSeconds(i)));
            await db.SaveChangesAsync();
        });
        await room.ReloadAsync();
        await Expect(room.Page.Locator(".note")).ToHaveCountAsync(300);
        await Expect(room.Page.Locator(".pin[tabindex='0']")).ToHaveCountAsync(1);
        await room.Page.Locator(".pin[tabindex='0']").FocusAsync();
        await room.Page.Keyboard.PressAsync("ArrowRight");
        await room.Page.Keyboard.PressAsync("Enter");
        await Expect(room.Page.Locator(".note.current")).ToContainTextAsync("Note 1");
        await room.Page.Keyboard.PressAsync("n");
        await Expect(room.Page.Locator(".note.current")).ToContainTextAsync("Note 2");
        Assert.Empty(room.Errors);
    }

    [Fact]
    public async Task A_time_that_was_typed_before_the_rooms_script_had_come_stays_and_one_that_was_not_follows_the_playhead()
    {
        await using var room = await EnterAsync();
        await room.ClickAtAsync(10);
        await Expect(room.At).ToHaveValueAsync(new Regex(@"^00:(09|10)\.\d$"));
        var script = new TaskCompletionSource();
        await room.Page.RouteAsync(new Regex(@"/dist/(app[^/]*\.js|chunks/)"), async route => { await script.Task; await route.ContinueAsync(); });
        await room.Page.ReloadAsync(new() { WaitUntil = WaitUntilState.Commit });
        await room.At.FillAsync("0:20");
        await room.Text.FocusAsync();
        script.SetResult();
        await room.Page.RoomIsOpenAsync();
        await room.ClickAtAsync(12);
        await Expect(room.At).ToHaveValueAsync("0:20");
        Assert.Empty(room.Errors);
    }

    private async Task<Room> EnterAsync(BrowserNewContextOptions? options = null)
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        var version = await UploadAsync(server, mira, new(ProjectName: "Demos", SongName: "Intro"));
        var visit = await chromium.VisitAsync(server, options);
        using var signedIn = await mira.SignedInAsync();
        await visit.Page.Context.AddCookiesAsync(signedIn.Cookies.GetCookies(server.Url).Select(c => new Cookie { Name = c.Name, Value = c.Value, Url = server.Url.ToString() }));
        await visit.Page.GotoAsync($"/songs/{version.SongId}");
        await visit.Page.RoomIsOpenAsync();
        return new(server, mira, version, visit);
    }

    private async Task<SongVersion> UploadAsync(Server server, Person mira, Web.Features.Uploads.UploadTarget target)
    {
        var wav = await studio.MakeAsync("Long.wav", $"{Studio.Noise(8_000, Seconds)} -ac 1 -c:a pcm_s16le");
        var version = await server.UploadAsync(mira, target, await File.ReadAllBytesAsync(wav));
        return await server.WaitUntilReadyAsync(version.Id);
    }

    /// <summary>Somebody in the room.</summary>
    private sealed record Room(Server Server, Person Mira, SongVersion Version, Visit Visit) : IAsyncDisposable
    {
        public IPage Page => Visit.Page;
        public IReadOnlyList<string> Errors => Visit.Errors;
        public ILocator At => Page.Locator("#note-at");
        public ILocator Text => Page.Locator("#note-text");
        public ILocator Clock => Page.Locator(".clock .now");
        public ILocator Selection => Page.Locator(".selection");

        public ILocator Button(string name) => Page.Locator(".transport").GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

        /// <summary>Of the playhead, in seconds.</summary>
        public async Task<double> TimeAsync() => double.Parse((await Clock.InnerTextAsync())[3..], CultureInfo.InvariantCulture);

        /// <summary>Where a second lies on the waveform.</summary>
        public async Task<(float X, float Y)> PlaceAsync(double second)
        {
            var box = (await Page.Locator(".wave").BoundingBoxAsync())!;
            return ((float)(box.X + box.Width * second / Seconds), box.Y + box.Height * 0.8f);
        }

        public async Task ClickAtAsync(double second)
        {
            await Page.EvaluateAsync("() => scrollTo(0, 0)");
            var (x, y) = await PlaceAsync(second);
            await Page.Mouse.ClickAsync(x, y);
        }

        public async Task DragAsync(double from, double to)
        {
            var (start, end) = (await PlaceAsync(from), await PlaceAsync(to));
            await Page.Mouse.MoveAsync(start.X, start.Y);
            await Page.Mouse.DownAsync();
            await Page.Mouse.MoveAsync(end.X, end.Y, new() { Steps = 5 });
            await Page.Mouse.UpAsync();
        }

        public async Task WriteAsync(string text)
        {
            await Text.FillAsync(text);
            await Page.Locator(".note-form").GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        }

        /// <summary>A note that Mira writes elsewhere.</summary>
        public Task<Comment> AddAsync(string text, int startMs, int? endMs = null) =>
            Server.UseAsync((AddComment add) => add.ExecuteAsync(new(Version.Id, text, startMs, endMs), Mira.Caller, default));

        /// <summary>Leaves and comes back.</summary>
        public async Task ReloadAsync()
        {
            await Page.ReloadAsync();
            await Page.RoomIsOpenAsync();
        }

        public ValueTask DisposeAsync() => Visit.DisposeAsync();
    }
}
