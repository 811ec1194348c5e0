using Concerto.Tests.Uploads;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Concerto.Tests.InChromium;

/// <summary>What every dialog does alike.</summary>
public sealed class DialogTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_press_beside_a_dialog_closes_it_unless_words_would_be_lost_and_the_focus_is_never_nowhere()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        var song = await server.SongAsync(mira, "Demos", "Intro");
        await using var visit = await chromium.VisitAsync(server);
        var page = visit.Page;
        await visit.SignInAsync(mira);
        await page.GotoAsync($"/songs/{song.Id}");

        var share = page.GetByRole(AriaRole.Link, new() { Name = "Share" });
        await share.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Share “Intro”" });
        var addresses = dialog.GetByLabel("Email addresses");
        await Expect(addresses).ToBeFocusedAsync();
        await page.Mouse.ClickAsync(5, 5);
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(share).ToBeFocusedAsync();

        // A selection that ends outside, and a press outside with something written.
        await share.ClickAsync();
        var box = (await addresses.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + 30, box.Y + 15);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(5, 5);
        await page.Mouse.UpAsync();
        await Expect(dialog).ToBeVisibleAsync();
        await addresses.FillAsync("jonas@example.com");
        await page.Mouse.ClickAsync(5, 5);
        await Expect(addresses).ToHaveValueAsync("jonas@example.com");

        // From page to page of the dialog, and back out to a page that is new.
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Share" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Copy link for jonas@example.com" }).ClickAsync();
        await Expect(dialog.GetByLabel("A link for jonas@example.com")).ToBeFocusedAsync(); // not the field for more addresses, above a phone's keyboard
        await dialog.GetByRole(AriaRole.Link, new() { Name = "Remove jonas@example.com" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog, new() { Name = "Remove jonas@example.com?" }).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Status)).ToContainTextAsync("is out of");
        await Until.ItIsSoAsync(() => dialog.EvaluateAsync<bool>("dialog => dialog.contains(document.activeElement) && document.activeElement !== dialog"), "The focus is nowhere.");
        await page.Keyboard.PressAsync("Escape");
        await page.GetByLabel("More for this song").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Rename the song" }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Name" }).FillAsync("Overture");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Overture" })).ToBeFocusedAsync();
        Assert.Empty(visit.Errors);
    }
}
