using Concerto.Tests.Sharing;
using Concerto.Tests.Uploads;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Concerto.Tests.InChromium;

/// <summary>Sharing in its dialog.</summary>
public sealed class SharingTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Sharing_stays_in_its_dialog_and_the_faces_beneath_follow()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        var song = await server.SongAsync(mira, "Demos", "Intro");
        await using var visit = await chromium.VisitAsync(server);
        var page = visit.Page;
        await visit.SignInAsync(mira);
        await page.GotoAsync($"/songs/{song.Id}");

        await page.GetByRole(AriaRole.Link, new() { Name = "Share" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Email addresses").FillAsync("Jonas <jonas@x.com>, sam");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Share" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("“sam” is not an email address");
        await dialog.GetByLabel("Email addresses").FillAsync("Jonas <jonas@x.com>, sam@x.com");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Share" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Status)).ToContainTextAsync("with 2 people");

        await dialog.GetByLabel("What sam@x.com is").SelectOptionAsync("Editor");
        await Expect(dialog.GetByRole(AriaRole.Status)).ToContainTextAsync("sam@x.com is an editor now.");
        await dialog.GetByRole(AriaRole.Link, new() { Name = "Remove jonas@x.com" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Status)).ToContainTextAsync("jonas@x.com is out");
        await Expect(dialog.GetByLabel("What sam@x.com is")).ToHaveValueAsync("Editor");

        await dialog.GetByRole(AriaRole.Link, new() { Name = "Close" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "2 people are in" })).ToBeVisibleAsync();
        Assert.EndsWith($"/songs/{song.Id}", page.Url, StringComparison.Ordinal);
        Assert.Empty(visit.Errors);
    }
}
