using Concerto.Domain.Projects;
using Concerto.Tests.Uploads;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Concerto.Tests.InChromium;

/// <summary>From the share dialog to the ears of somebody who had no account.</summary>
public sealed class InviteTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Theory]
    [InlineData(1440, 900)]
    [InlineData(390, 844)]
    public async Task Somebody_without_an_account_is_invited_gets_the_mail_joins_and_hears_the_song(int width, int height)
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var (mira, nina) = (await server.NewPersonAsync(), Server.NewAddress("nina"));
        var version = await server.WaitUntilReadyAsync((await server.UploadAsync(mira, new(ProjectName: "Demos", SongName: "Intro"))).Id);
        await server.WaitUntilRenderedAsync(version.Id);
        var size = new BrowserNewContextOptions { ViewportSize = new() { Width = width, Height = height }, TimezoneId = "Europe/Vienna" };

        await using var owner = await chromium.VisitAsync(server, size);
        await owner.SignInAsync(mira);
        await owner.Page.GotoAsync($"/songs/{version.SongId}/share");
        await owner.Page.GetByLabel("Email addresses").FillAsync(nina);
        await owner.Page.GetByLabel("A message").FillAsync("Is the vocal too loud?");
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Share", Exact = true }).ClickAsync();
        await Expect(owner.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync($"with {nina}");
        await Expect(owner.Page.Locator(".in-it")).ToContainTextAsync("not opened yet");

        await using var guest = await chromium.VisitAsync(server, size);
        await guest.Page.GotoAsync((await server.MailToAsync(nina)).Link().PathAndQuery);
        await Expect(guest.Page.GetByRole(AriaRole.Heading, new() { Name = "Intro" })).ToBeVisibleAsync();
        await Expect(guest.Page.Locator("blockquote")).ToHaveTextAsync("Is the vocal too loud?");
        await guest.Page.GetByLabel("Your name").FillAsync("Nina");
        await guest.Page.GetByLabel("Choose a password").FillAsync("granite-violin-ninety-clouds");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Open the song" }).ClickAsync();
        await guest.Page.ArriveAsync($"/songs/{version.SongId}");
        await guest.Page.RoomIsOpenAsync();
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Play", Exact = true }).First.ClickAsync();
        await Expect(guest.Page.GetByRole(AriaRole.Button, new() { Name = "Pause", Exact = true }).First).ToBeVisibleAsync();

        await owner.Page.ReloadAsync();
        await Expect(owner.Page.Locator(".in-it")).ToContainTextAsync("Nina");
        Assert.Equal("Europe/Vienna", await server.QueryAsync(db => db.Users.Where(u => u.Email == nina).Select(u => u.TimeZone).SingleAsync()));
        Assert.Empty(owner.Errors.Concat(guest.Errors));
    }
}
