using System.Text.RegularExpressions;
using Concerto.Tests.Audio;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Concerto.Tests.InChromium;

/// <summary>Two people, two real browsers, side by side.</summary>
public sealed class SideBySideTests(Chromium chromium, Studio studio) : IClassFixture<Chromium>, IClassFixture<Studio>
{
    [Fact]
    public async Task One_shares_the_other_comments_and_each_sees_the_other_at_once_until_they_are_removed()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite");
        var (mira, jonas) = (await server.NewPersonAsync("Mira Ott"), await server.NewPersonAsync("Jonas Berg"));
        var wav = await studio.MakeAsync("Night_Ferry.wav", $"{Studio.Noise(48_000, 60)} -ac 2 -c:a pcm_s16le");
        await using var left = await chromium.VisitAsync(server);
        await using var right = await chromium.VisitAsync(server);
        var (a, b) = (left.Page, right.Page);
        await AccessibilityTests.SignInAsync(a, mira);
        await AccessibilityTests.SignInAsync(b, jonas);

        // A uploads and shares.
        await a.Locator("main input[type=file][data-files]").First.SetInputFilesAsync(wav);
        var dialog = a.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Project", new() { Exact = true }).FillAsync("Demos");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Upload" }).ClickAsync();
        await a.Locator("upload-dock").GetByRole(AriaRole.Link, new() { Name = "Night Ferry" }).ClickAsync();
        await Expect(a.Locator("upload-dock").GetByText("v1 is ready.")).ToBeVisibleAsync();
        await a.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Share" }).ClickAsync();
        await dialog.GetByLabel("Email addresses").FillAsync($"Jonas Berg <{jonas.Email}>");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Share", Exact = true }).ClickAsync();
        await Expect(dialog).ToContainTextAsync(jonas.Email);
        await a.Keyboard.PressAsync("Escape");

        // B finds it, opens it, and comments on a range.
        await b.GotoAsync("/projects");
        await b.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Demos" }).ClickAsync();
        await b.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Night Ferry" }).ClickAsync();
        await b.RoomIsOpenAsync();
        await b.Locator("#note-at").FillAsync("0:10-0:18");
        await b.GetByPlaceholder("Write a note…").FillAsync("The bass is late here.");
        await b.GetByPlaceholder("Write a note…").PressAsync("Control+Enter");
        await Expect(b.Locator(".note")).ToContainTextAsync("The bass is late here.");

        // A sees it without doing anything, and resolves it; B sees that.
        var note = a.Locator(".note").Filter(new() { HasText = "The bass is late here." });
        await Expect(note).ToBeVisibleAsync();
        await Expect(note.Locator("a.at")).ToHaveTextAsync(new Regex("00:10.*00:18"));
        await note.GetByRole(AriaRole.Button, new() { Name = "Resolve" }).ClickAsync();
        await Expect(b.Locator("#notes-filters", new() { HasText = "1 resolved" })).ToHaveCountAsync(1);

        // A removes B, whose next click leads to what a stranger would get.
        await a.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Share" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Link, new() { Name = "Remove Jonas Berg" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(dialog.GetByText("Nobody but you yet.")).ToBeVisibleAsync();
        Assert.Equal(404, (await b.GotoAsync(b.Url))!.Status);
        var removed = await b.Locator("main").InnerTextAsync();
        await b.GotoAsync("/songs/UwAAAAAAAAAAAAAAAAAAAAA");
        Assert.Equal(await b.Locator("main").InnerTextAsync(), removed);
        Assert.Empty(left.Errors);
        Assert.Empty(right.Errors);
    }
}
