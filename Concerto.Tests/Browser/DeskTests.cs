using Concerto.Tests.Admin;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Sharing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Concerto.Tests.InChromium;

/// <summary>An admin helps somebody whom no mail reaches.</summary>
public sealed class DeskTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Theory]
    [InlineData(1440, 900)]
    [InlineData(390, 844)]
    public async Task Somebody_is_looked_for_verified_given_a_link_and_is_in_and_the_log_says_so(int width, int height)
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var (admin, mira, name, email) = (await server.NewPersonAsync("Ana", admin: true), await server.NewPersonAsync(), $"Nina {Random.Shared.Next():x}", Server.NewAddress("nina"));
        var project = await server.ProjectAsync(mira, "Album");
        await server.ShareAsync(mira, project, email);
        await server.SignUpAsync(email, name);
        var size = new BrowserNewContextOptions { ViewportSize = new() { Width = width, Height = height }, Permissions = ["clipboard-read", "clipboard-write"] };
        await using var visit = await chromium.VisitAsync(server, size);
        await using var guest = await chromium.VisitAsync(server, size);
        var page = visit.Page;
        await visit.SignInAsync(admin);

        await page.GetByLabel("Your account").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Admin", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "People", Exact = true }).ClickAsync();
        await page.GetByLabel("Look for somebody").PressSequentiallyAsync(name.ToUpperInvariant());
        await Expect(page.Locator(".person-row")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await Expect(page.GetByText("not verified")).ToBeVisibleAsync();
        await Expect(page.GetByText("Invited by Mira")).ToBeVisibleAsync();
        var nina = new Uri(page.Url).Segments[^1];
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify by hand" }).ClickAsync();
        await Expect(page.GetByText($"{name} is verified. One invite is theirs now.")).ToBeVisibleAsync();
        await Expect(page.GetByText("not verified")).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new() { Name = "Make a reset link" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Expect(page.Locator(".toast")).ToContainTextAsync("Copied.");
        await guest.Page.GotoAsync(await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        await guest.Page.GetByLabel("password").First.FillAsync(Desk.Other);
        await guest.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button).First.ClickAsync();
        await guest.Page.ArriveAsync("/projects");
        await Expect(guest.Page.GetByRole(AriaRole.Link, new() { Name = "Album" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Audit", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Audit log" })).ToBeVisibleAsync();
        await page.GotoAsync($"/admin/audit?person={nina}"); // what others do at the same time would push it out
        await Expect(page.Locator(".audit")).ToContainTextAsync($"Ana verified {name} by hand");
        await page.GetByLabel("What happened").SelectOptionAsync(new SelectOptionValue { Label = "Reset link made" });
        await Expect(page.Locator(".audit li").First).ToContainTextAsync($"Ana made a reset link for {name}");
        await Expect(page.GetByText($"Ana verified {name} by hand")).ToHaveCountAsync(0);
        Assert.Empty(visit.Errors.Concat(guest.Errors));
    }

    [Fact]
    public async Task What_somebody_feels_at_once_is_asked_about_in_a_dialog_and_a_sign_up_link_is_made_in_one()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var (admin, jonas) = (await server.NewPersonAsync("Ana", admin: true), await server.NewPersonAsync("Jonas"));
        await using var visit = await chromium.VisitAsync(server);
        var page = visit.Page;
        await visit.SignInAsync(admin);

        await page.GotoAsync($"/admin/people/{jonas.Id}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Disable" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("Disable Jonas?");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await Expect(page.GetByText("Jonas is disabled and out")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Let them back in" }).ClickAsync();
        await Expect(page.GetByText("Jonas is back in.")).ToBeVisibleAsync();

        await page.GotoAsync("/admin/people");
        await page.GetByRole(AriaRole.Link, new() { Name = "Make a sign-up link" }).ClickAsync();
        await dialog.GetByLabel("For which address?").FillAsync("not an address");
        await dialog.Locator("form").EvaluateAsync("form => form.noValidate = true");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make the link" }).ClickAsync();
        await Expect(dialog.Locator("[aria-invalid]")).ToHaveValueAsync("not an address");
        await dialog.GetByLabel("For which address?").FillAsync(jonas.Email.Replace("jonas", "otto", StringComparison.Ordinal));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make the link" }).ClickAsync();
        await Expect(dialog.Locator("#made-link")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("/account/sign-up\\?link="));
        await dialog.GetByRole(AriaRole.Link, new() { Name = "Done" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        Assert.Empty(visit.Errors);
    }
}
