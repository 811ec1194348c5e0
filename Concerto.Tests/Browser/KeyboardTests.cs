using System.Text.RegularExpressions;
using Concerto.Tests.Audio;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Concerto.Tests.InChromium;

/// <summary>The main job without a pointer: every step by Tab, Enter, Space and the room's keys, and what has the focus can be seen.</summary>
public sealed class KeyboardTests(Chromium chromium, Studio studio) : IClassFixture<Chromium>, IClassFixture<Studio>
{
    private const int MostTabs = 60;

    [Fact]
    public async Task The_keyboard_alone_does_the_main_job()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite");
        var mira = await server.NewPersonAsync();
        var wav = await studio.MakeAsync("Night_Ferry.wav", $"{Studio.Noise(48_000, 100)} -ac 2 -c:a pcm_s16le");
        await using var visit = await chromium.VisitAsync(server);
        var page = visit.Page;
        page.FileChooser += (_, _) => { }; // from the start: who begins to listen at the press may come too late, and Chromium without a screen gives up at once

        // Signs in.
        await page.GotoAsync("/account/sign-in");
        await TabToAsync(page, page.GetByLabel("Email"));
        await page.Keyboard.TypeAsync(mira.Email);
        await TabToAsync(page, page.GetByLabel("Password"));
        await page.Keyboard.TypeAsync(Server.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.ArriveAsync("/projects");

        // Uploads.
        await TabToAsync(page, page.Locator("main input[type=file][data-files]").First);
        var chooser = await page.RunAndWaitForFileChooserAsync(() => page.Keyboard.PressAsync("Space"));
        await chooser.SetFilesAsync(wav);
        var dialog = page.GetByRole(AriaRole.Dialog);
        await TabToAsync(page, dialog.GetByLabel("Project", new() { Exact = true }));
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("Demos");
        await TabToAsync(page, dialog.GetByRole(AriaRole.Button, new() { Name = "Upload" }));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("upload-dock").GetByText("v1 is ready.")).ToBeVisibleAsync();

        // Goes to the song, plays, moves to 1:23 and writes.
        await TabToAsync(page, page.Locator("upload-dock").GetByRole(AriaRole.Link, new() { Name = "Night Ferry" }));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Night Ferry" })).ToBeVisibleAsync();
        await page.RoomIsOpenAsync();
        var wave = page.GetByRole(AriaRole.Slider, new() { Name = "Position in Night Ferry" });
        await TabToAsync(page, wave);
        await page.Keyboard.PressAsync("Space");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pause", Exact = true }).First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Home");
        for (var i = 0; i < 8; i++) await page.Keyboard.PressAsync("l");
        for (var i = 0; i < 3; i++) await page.Keyboard.PressAsync("Shift+ArrowRight");
        await Expect(page.Locator(".clock .now")).ToHaveTextAsync(new Regex("^01:23"));
        await page.Keyboard.PressAsync("c");
        await Expect(page.GetByPlaceholder("Write a note…")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Softer here.");
        await page.Keyboard.PressAsync("Control+Enter");
        var note = page.Locator(".note").Filter(new() { HasText = "Softer here." });
        await Expect(note.Locator("a.at")).ToContainTextAsync("01:23");

        // Replies and resolves.
        await TabToAsync(page, note.GetByText("Reply", new() { Exact = true }));
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, note.GetByLabel("Reply to"));
        await page.Keyboard.TypeAsync("Done in v2.");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(note.Locator(".reply")).ToContainTextAsync("Done in v2.");
        await TabToAsync(page, note.GetByRole(AriaRole.Button, new() { Name = "Resolve" }));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#notes-filters", new() { HasText = "1 resolved" })).ToHaveCountAsync(1);
        Assert.Empty(visit.Errors);
    }

    /// <summary>Tabs until it has the focus; on the way everything that has it is seen to have it.</summary>
    private static async Task TabToAsync(IPage page, ILocator wanted)
    {
        await wanted.First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        for (var tabs = 0; tabs < MostTabs; tabs++)
        {
            if (await wanted.First.EvaluateAsync<bool>("e => e === document.activeElement")) return;
            await page.Keyboard.PressAsync("Tab");
        }
        Assert.Fail($"Sixty tabs do not lead to {wanted}.");
    }
}
