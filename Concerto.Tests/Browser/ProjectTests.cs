using System.Text.RegularExpressions;
using Concerto.Domain.Projects;
using Concerto.Tests.Audio;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Songs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Concerto.Tests.InChromium;

/// <summary>A project in a real browser: files are dropped and looked at before they go, and the list plays.</summary>
public sealed class ProjectTests(Chromium chromium, Studio studio, ITestOutputHelper output) : IClassFixture<Chromium>, IClassFixture<Studio>
{
    private const float Patient = 120_000;

    [Fact]
    public async Task Five_files_with_all_sorts_of_names_are_dropped_looked_at_changed_and_sent_and_each_goes_where_it_said()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite");
        var mira = await server.NewPersonAsync();
        var intro = await server.SongAsync(mira, "Demos", "Intro");
        await server.WaitUntilReadyAsync((await server.UploadAsync(mira, new(SongId: intro.Id))).Id);
        await server.UseAsync((CreateSong create) => create.ExecuteAsync(new(intro.ProjectId, "Glasshouse"), mira.Caller, default));
        await using var visit = await chromium.VisitAsync(server);
        var page = visit.Page;
        await AccessibilityTests.SignInAsync(page, mira);
        await page.GotoAsync($"/projects/{intro.ProjectId}");

        await DropAsync(page, "Night Ferry mix 2.wav", "01 Intro_v3 less reverb.wav", "2024-05-01 Glasshouse - piano up.wav", "Night Ferry mix 1.wav", "Tide (1).wav", "notes.txt");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Heading, new() { Name = "Upload 5 recordings" })).ToBeVisibleAsync();
        await Expect(dialog.GetByText("2 new songs, 3 new versions")).ToBeVisibleAsync();
        await Expect(dialog.Locator(".send-what")).ToHaveTextAsync(["new song", "v2 of Night Ferry", "v2 of Intro", "v1 of Glasshouse", "new song"]);
        await Expect(dialog.Locator(".send-out")).ToContainTextAsync("notes.txt is not a recording.");

        // One is renamed, one goes to another song, one stays behind.
        await dialog.Locator(".send-item").Last.GetByLabel("Song").FillAsync("Ebb");
        await dialog.Locator(".send-item").Nth(3).GetByLabel("Goes to").SelectOptionAsync(new SelectOptionValue { Label = "Intro" });
        await Expect(dialog.Locator(".send-what").Nth(3)).ToHaveTextAsync("v3 of Intro");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Leave out Night Ferry mix 1.wav" }).ClickAsync();
        await Expect(dialog.Locator(".send-what")).ToHaveTextAsync(["new song", "v2 of Intro", "v3 of Intro", "new song"]);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Upload", Exact = true }).ClickAsync();

        await Expect(page.Locator("upload-dock .state.good")).ToHaveCountAsync(4, new() { Timeout = Patient });
        await Expect(page.Locator("upload-dock .upload").Filter(new() { HasText = "Ebb" }).GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", new Regex("/songs/"));
        await Expect(page.Locator(".song-row .name")).ToHaveCountAsync(4);
        var versions = await server.QueryAsync(db => db.Versions.Join(db.Songs, v => v.SongId, s => s.Id, (v, s) => new { s.Name, v.Number, v.Label, v.FileName }).OrderBy(v => v.Name).ThenBy(v => v.Number).ToListAsync());
        Assert.Equal(
            ["Ebb 1 ", "Intro 1 ", "Intro 2 less reverb", "Intro 3 piano up", "Night Ferry 1 mix 2"],
            versions.Select(v => $"{v.Name} {v.Number} {v.Label}"));
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task A_label_that_is_taken_is_said_before_anything_is_sent_and_on_a_songs_page_all_goes_to_that_song()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite");
        var mira = await server.NewPersonAsync();
        var intro = await server.SongAsync(mira, "Demos", "Intro");
        await server.SignAsync(mira, new(SongId: intro.Id), label: "final");
        await using var visit = await chromium.VisitAsync(server);
        var page = visit.Page;
        await AccessibilityTests.SignInAsync(page, mira);
        await page.GotoAsync($"/songs/{intro.Id}");

        await DropAsync(page, "Something else v4 louder.wav");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Heading, new() { Name = "A new version of Intro" })).ToBeVisibleAsync();
        await Expect(dialog.GetByLabel("Label")).ToHaveValueAsync("louder");
        await dialog.GetByLabel("Label").FillAsync("FINAL");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Upload", Exact = true }).ClickAsync();
        await Expect(dialog.GetByText("“FINAL” is taken by another version. Choose another label.")).ToBeVisibleAsync();
        await Expect(dialog.GetByLabel("Label")).ToBeFocusedAsync();
        await dialog.GetByLabel("Label").FillAsync("louder still");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("upload-dock .state.good")).ToHaveTextAsync("v2 is ready.", new() { Timeout = Patient });
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task On_a_slow_line_one_sees_that_names_are_read_and_files_stand_in_the_order_of_their_versions()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite", settings: "--Concerto:Roles=web");
        var mira = await server.NewPersonAsync();
        await server.SongAsync(mira, "Demos", "Intro");
        await using var visit = await chromium.VisitAsync(server);
        var page = visit.Page;
        await AccessibilityTests.SignInAsync(page, mira);
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Demos" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Demos" })).ToBeVisibleAsync();
        var answer = new TaskCompletionSource();
        await page.RouteAsync("**/graphql", async route => { await answer.Task; await route.ContinueAsync(); });

        await DropAsync(page, "Ebb mix 2.wav", "Ebb mix 1.wav");
        await DropAsync(page, "Tide.wav"); // impatiently
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Upload 2 recordings" });
        await Expect(dialog.GetByText("Reading the names…")).ToBeVisibleAsync();
        await Expect(page.Locator(".toast")).ToContainTextAsync("Finish what is open first");
        answer.SetResult();
        await Expect(dialog.Locator(".send-what")).ToHaveTextAsync(["new song", "v2 of Ebb"]);
        await Expect(dialog.Locator(".send-file .clip").First).ToHaveTextAsync("Ebb mix 1.wav");
        await Expect(dialog.GetByLabel("Goes to").First).ToBeFocusedAsync();
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task A_list_plays_from_song_to_song_without_a_gap_and_goes_on_while_one_walks_about()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite");
        var mira = await server.NewPersonAsync();
        foreach (var (name, seconds) in new[] { ("Third", 120), ("Second", 6), ("First", 6) }) // the newest comes first; the last is not over before it was looked at
        {
            var bytes = await File.ReadAllBytesAsync(await studio.MakeAsync($"{seconds}.wav", $"-f lavfi -i anoisesrc=c=white:a=0.5:seed=7:r=48000:d={seconds} -ac 2 -c:a pcm_s16le"));
            await server.WaitUntilReadyAsync((await server.UploadAsync(mira, new(ProjectName: "Demos", SongName: name), bytes)).Id);
        }
        await using var visit = await chromium.VisitAsync(server);
        var page = visit.Page;
        await AccessibilityTests.SignInAsync(page, mira);
        var bar = page.GetByRole(AriaRole.Region, new() { Name = "Player" });

        var gaps = await ListenAsync();
        for (var again = 0; again < 2 && gaps.Any(gap => Math.Abs(gap) > 500); again++) gaps = await ListenAsync(); // a machine with too much else to do makes gaps of its own
        Assert.All(gaps, gap => Assert.InRange(gap, -500, 500)); // a few milliseconds on one with nothing else

        // The bar seeks, steps, and ends with the list.
        await bar.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await bar.GetByRole(AriaRole.Button, new() { Name = "Back to the start" }).ClickAsync();
        await Expect(page.Locator("#player .forward")).ToBeDisabledAsync();
        await bar.GetByRole(AriaRole.Slider).FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(bar.Locator(".now")).ToHaveTextAsync("00:05");
        await bar.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(bar).ToBeHiddenAsync();
        Assert.Empty(visit.Errors);

        async Task<double[]> ListenAsync()
        {
            await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Demos" }).ClickAsync();
            await page.GetByLabel("Play First").ClickAsync();
            await page.EvaluateAsync(Watch);
            await Expect(bar.GetByText("Next: Second")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Concerto" }).GetByRole(AriaRole.Link, new() { Name = "Projects" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Projects", Exact = true })).ToBeVisibleAsync();
            await Expect(bar.Locator(".title")).ToHaveTextAsync("Second");
            await Expect(bar.Locator(".title")).ToHaveTextAsync("Third");
            await Expect(bar.Locator(".now")).ToHaveTextAsync(new Regex("^0[01]:(0[1-9]|[1-5])")); // the third has been heard for a while too
            var heard = await page.EvaluateAsync<double[]>(Gaps);
            output.WriteLine($"Gaps in ms: {string.Join(", ", heard.Select(gap => $"{gap:0.0}"))}");
            Assert.Equal(2, heard.Length);
            return heard;
        }
    }

    /// <summary>Notes, many times a second, when it is and where both playheads are.</summary>
    private const string Watch = """
        () => {
          window.seen = [];
          setInterval(() => {
            for (const audio of document.querySelectorAll('#player audio'))
              if (!audio.paused && !audio.muted && audio.currentTime > 0.03) window.seen.push({ what: audio.src, at: performance.now(), time: audio.currentTime * 1000, length: audio.duration * 1000 });
          }, 5);
        }
        """;

    /// <summary>From when each would have ended to when the one after it must have begun, by the medians of what was noted.</summary>
    private const string Gaps = """
        () => {
          const median = list => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
          const songs = [...new Set(window.seen.map(s => s.what))].map(what => {
            const own = window.seen.filter(s => s.what === what);
            return { began: median(own.slice(0, 200).map(s => s.at - s.time)), ended: median(own.slice(-200).map(s => s.at + s.length - s.time)) };
          });
          return songs.slice(1).map((song, i) => song.began - songs[i].ended);
        }
        """;

    /// <summary>Drops files on the page, as a hand does: small recordings, but for what is named .txt.</summary>
    private static async Task DropAsync(IPage page, params string[] names)
    {
        var files = names.Select((name, i) => new { name, type = name.EndsWith(".txt", StringComparison.Ordinal) ? "text/plain" : "audio/wav", data = Convert.ToBase64String(Uploading.Recording), at = 1_700_000_000_000 + i });
        await page.EvaluateAsync("""
            files => {
              const transfer = new DataTransfer();
              for (const { name, type, data, at } of files) transfer.items.add(new File([Uint8Array.from(atob(data), c => c.charCodeAt(0))], name, { type, lastModified: at }));
              for (const what of ['dragenter', 'dragover', 'drop']) document.querySelector('main').dispatchEvent(new DragEvent(what, { dataTransfer: transfer, bubbles: true, cancelable: true }));
            }
            """, files);
    }
}
