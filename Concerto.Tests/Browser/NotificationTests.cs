using Concerto.Domain.Projects;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Notifications;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Concerto.Tests.InChromium;

/// <summary>From an @ to the note: two people, each in a browser of their own.</summary>
public sealed class NotificationTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task An_at_sign_offers_people_and_who_is_named_gets_there_by_the_bell()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var band = await server.BandAsync("Jolanda Weiß");
        await using var miras = await chromium.VisitAsync(server);
        await using var jonass = await chromium.VisitAsync(server);
        await miras.SignInAsync(band.Mira);
        await jonass.SignInAsync(band.Jonas);
        var (a, b) = (miras.Page, jonass.Page);
        await a.GotoAsync($"/songs/{band.Song.Id}");
        await a.RoomIsOpenAsync();
        await b.GotoAsync("/settings/notifications"); // a page that has no stream of its own
        var bell = b.Locator("#bell");
        await Expect(bell).ToHaveAccessibleNameAsync("Notifications");

        // Mira types; with the arrows and Enter she takes the second of the two who are called so.
        var text = a.GetByPlaceholder("Write a note…");
        await text.ClickAsync();
        await text.PressSequentiallyAsync("Louder here, @jo");
        var list = a.GetByRole(AriaRole.Listbox, new() { Name = "People in this song" });
        await Expect(list.GetByRole(AriaRole.Option)).ToHaveTextAsync(["Jolanda Weiß", "Jonas"]);
        await Expect(list.GetByRole(AriaRole.Option, new() { Selected = true })).ToHaveTextAsync("Jolanda Weiß");
        Assert.Empty(await AccessibilityTests.ViolationsAsync(a));
        await text.PressAsync("ArrowDown");
        await text.PressAsync("Enter");
        await Expect(text).ToHaveValueAsync("Louder here, @Jonas ");
        await Expect(list).ToHaveCountAsync(0);
        await text.PressAsync("Control+Enter");
        await Expect(a.Locator(".note .mention")).ToHaveTextAsync("@Jonas");

        // Jonas's bell rings where he is; by it he comes to the note.
        await Expect(bell).ToHaveAccessibleNameAsync("Notifications, 1 unread");
        await bell.ClickAsync();
        await Expect(b.Locator(".told .name")).ToHaveTextAsync("Mira mentioned you at 00:00");
        await server.CommentAsync(band.Sam, band.Version.Id, "And here");
        await Expect(b.Locator(".told .name")).ToHaveTextAsync(["Sam wrote a note at 01:23", "Mira mentioned you at 00:00"]); // the open list follows
        await Expect(bell).ToHaveAccessibleNameAsync("Notifications, 2 unread");
        await b.Locator(".told .name").Last.ClickAsync();
        await Expect(b.Locator(".note.current .note-text")).ToHaveTextAsync("Louder here, @Jonas");
        await Expect(bell).ToHaveAccessibleNameAsync("Notifications");

        Assert.Empty(miras.Errors.Concat(jonass.Errors));
    }

    [Fact]
    public async Task Who_marks_one_read_by_the_keyboard_goes_on_where_they_were_on_a_phone_with_a_long_name()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var band = await server.BandAsync(new string('A', 36));
        foreach (var text in new[] { "One", "Two" }) await server.CommentAsync(band.More[0], band.Version.Id, text);
        await using var visit = await chromium.VisitAsync(server);
        await visit.SignInAsync(band.Mira);
        var page = visit.Page;
        await page.SetViewportSizeAsync(320, 640);
        await page.GotoAsync("/notifications");
        Assert.Equal(320, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));

        await page.Locator(".told form button").Last.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".told .unread")).ToHaveCountAsync(1);
        await Expect(page.Locator(".told .name").Last).ToBeFocusedAsync();
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task What_is_read_in_one_window_is_read_in_all()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var band = await server.BandAsync();
        await server.CommentAsync(band.Mira, band.Version.Id, "One");
        await using var one = await chromium.VisitAsync(server);
        await using var other = await chromium.VisitAsync(server);
        foreach (var visit in new[] { one, other }) await visit.SignInAsync(band.Jonas);
        foreach (var visit in new[] { one, other }) await Expect(visit.Page.Locator("#bell")).ToHaveAccessibleNameAsync("Notifications, 1 unread");
        await one.Page.Locator("#bell").ClickAsync();
        await one.Page.GetByRole(AriaRole.Button, new() { Name = "Mark all read" }).ClickAsync();
        await Expect(one.Page.Locator("#notifications")).ToContainTextAsync("You have seen everything.");
        foreach (var visit in new[] { one, other }) await Expect(visit.Page.Locator("#bell")).ToHaveAccessibleNameAsync("Notifications");
        Assert.Empty(one.Errors.Concat(other.Errors));
    }

    [Fact]
    public async Task The_zone_that_the_browser_says_is_offered()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        await using var visit = await chromium.VisitAsync(server, new() { TimezoneId = "Europe/Vienna" });
        await visit.SignInAsync(mira);
        await visit.Page.GotoAsync("/settings/notifications");
        await Expect(visit.Page.Locator("[data-zone-offer]")).ToContainTextAsync("Your browser says Europe/Vienna.");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Use it" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-zone-offer]")).ToBeHiddenAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(visit.Page.Locator(".toast")).ToContainTextAsync("Saved.");
        await Expect(visit.Page.GetByLabel("Your time zone")).ToHaveValueAsync("Europe/Vienna");
        Assert.Empty(visit.Errors);
    }
}
