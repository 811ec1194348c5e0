using System.Text.RegularExpressions;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Sharing;
using Microsoft.Playwright;
using OtpNet;
using static Microsoft.Playwright.Assertions;

namespace Concerto.Tests.InChromium;

/// <summary>Looking after one's own account, from the first code to the end.</summary>
public sealed partial class SettingsTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_second_factor_is_turned_on_asked_for_and_does_without_the_phone()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        await using var visit = await chromium.VisitAsync(server);
        var page = visit.Page;
        await visit.SignInAsync(mira);

        await page.GotoAsync("/settings/security");
        await page.GetByRole(AriaRole.Link, new() { Name = "Turn it on" }).ClickAsync();
        var key = (await page.Locator(".key").TextContentAsync())!;
        var app = new Totp(Base32Encoding.ToBytes(key.Replace(" ", "", StringComparison.Ordinal)));
        foreach (var (code, answer) in new[] { ("000 000", "That code doesn’t belong"), (app.ComputeTotp(), "Keep these codes") })
        {
            await page.GetByLabel("Code").FillAsync(code);
            await page.GetByLabel("Your password").FillAsync(Server.Password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Turn it on" }).ClickAsync();
            await Expect(page.GetByText(answer)).ToBeVisibleAsync();
        }
        var codes = await page.Locator(".codes li").AllTextContentsAsync();
        Assert.Equal(RecoveryCode.Count, codes.Count);
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        Assert.Contains(codes[9], await File.ReadAllTextAsync(await download.PathAsync()));

        await SignOutAsync(page);
        await PasswordAsync(page, mira, "/projects?q=intro");
        await page.GetByLabel("Code").FillAsync(app.ComputeTotp(TimeProvider.System.Now().AddSeconds(30)));
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.ArriveAsync("/projects?q=intro");

        await SignOutAsync(page);
        await PasswordAsync(page, mira, "/settings/security");
        await page.GetByRole(AriaRole.Link, new() { Name = "I don’t have my app here" }).ClickAsync();
        await page.GetByLabel("Recovery code").FillAsync(codes[4].ToUpperInvariant());
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.ArriveAsync("/settings/security");
        await Expect(page.GetByText("9 recovery codes are left.")).ToBeVisibleAsync();
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task A_refused_form_leads_to_the_field_that_is_wrong_and_a_tab_shows_no_heading_twice()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        await using var visit = await chromium.VisitAsync(server);
        await visit.SignInAsync(await server.NewPersonAsync());
        var page = visit.Page;
        await page.SetViewportSizeAsync(320, 500);

        await page.GotoAsync("/settings/security");
        await page.GetByRole(AriaRole.Link, new() { Name = "Profile" }).ClickAsync();
        var heading = page.GetByRole(AriaRole.Heading, new() { Name = "Profile" });
        await Expect(heading).ToBeFocusedAsync();
        Assert.InRange((await heading.BoundingBoxAsync())!.Height, 0, 1);
        Assert.True(await page.EvaluateAsync<bool>("[...document.querySelectorAll('.tabs a')].every(tab => tab.getBoundingClientRect().right <= innerWidth)"));

        await page.GetByLabel("New address").FillAsync(Server.NewAddress("new"));
        await page.GetByLabel("Your password").FillAsync("not the password");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the link" }).ClickAsync();
        await Expect(page.GetByLabel("Your password")).ToBeFocusedAsync();
        await Expect(page.GetByLabel("Your password")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Another_browser_is_out_on_its_next_click_an_address_changes_and_the_account_ends()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var project = await server.ProjectAsync(mira, "Demos");
        await server.ShareOpenedAsync(mira, project, jonas);
        await using var visit = await chromium.VisitAsync(server);
        await using var other = await chromium.VisitAsync(server);
        var page = visit.Page;
        await visit.SignInAsync(mira);
        await other.SignInAsync(mira);

        await page.GotoAsync("/settings/security");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = EndOne() }).ClickAsync();
        await Expect(page.Locator(".toast")).ToContainTextAsync("That browser is signed out.");
        await other.Page.GetByRole(AriaRole.Link, new() { Name = "Demos" }).ClickAsync();
        await Expect(other.Page).ToHaveURLAsync(SignInToReturn());

        var address = Server.NewAddress("new");
        await page.GotoAsync("/settings");
        await page.GetByLabel("New address").FillAsync(address);
        await page.GetByLabel("Your password").FillAsync(Server.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the link" }).ClickAsync();
        await Expect(page.Locator("div.notice")).ToContainTextAsync(address);
        await page.GotoAsync((await server.MailToAsync(address)).Link().PathAndQuery);
        await page.GetByRole(AriaRole.Button, new() { Name = $"Use {address}" }).ClickAsync();
        await page.ArriveAsync("/settings");
        await Expect(page.GetByText(address, new() { Exact = true })).ToBeVisibleAsync();

        await page.GotoAsync("/settings/account");
        await Expect(page.Locator(".farewell")).ToContainTextAsync("1 person is in");
        await page.GetByRole(AriaRole.Link, new() { Name = "Delete my account" }).ClickAsync();
        await page.GetByLabel("Your address").FillAsync(address);
        await page.GetByLabel("Your password").FillAsync(Server.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete my account" }).ClickAsync();
        await page.ArriveAsync("/account/sign-in");
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Your account is gone.");
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task A_token_is_made_copied_and_revoked_in_a_dialog()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        await using var visit = await chromium.VisitAsync(server);
        var page = visit.Page;
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await visit.SignInAsync(mira);
        await page.GotoAsync("/settings/tokens");

        await page.GetByLabel("What is it for?").FillAsync("Reaper sync");
        await page.GetByRole(AriaRole.Radio, new() { NameRegex = ReadAndWrite() }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the token" }).ClickAsync();
        var shown = page.GetByLabel("your new token");
        await Expect(shown).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Expect(page.Locator(".toast", new() { HasText = "Copied." })).ToBeVisibleAsync();
        var copied = await page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        Assert.Equal(await shown.InputValueAsync(), copied);
        Assert.Equal(mira.Name, (string)(await (mira with { Token = copied }).DataAsync("{ viewer { name } }"))["viewer"]!["name"]!);

        await page.GetByRole(AriaRole.Link, new() { Name = "Revoke… Reaper sync" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(page.Locator(".toast", new() { HasText = "“Reaper sync” is revoked." })).ToBeVisibleAsync();
        await Expect(page.Locator(".token-row")).ToHaveCountAsync(1);
        Assert.NotNull((await (mira with { Token = copied }).AskAsync("{ viewer { name } }"))["errors"]);
        Assert.Empty(visit.Errors);
    }

    private static async Task SignOutAsync(IPage page)
    {
        await page.GotoAsync("/account/sign-out");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.ArriveAsync(url => new Uri(url).AbsolutePath == "/", "the front page");
    }

    private static async Task PasswordAsync(IPage page, Person person, string onward)
    {
        await page.GotoAsync($"/account/sign-in?returnUrl={Uri.EscapeDataString(onward)}");
        await page.GetByLabel("Email").FillAsync(person.Email);
        await page.GetByLabel("Password").FillAsync(Server.Password);
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.ArriveAsync(url => url.Contains("/account/code", StringComparison.Ordinal), "the code");
    }

    [GeneratedRegex("^Read and write")]
    private static partial Regex ReadAndWrite();

    [GeneratedRegex(@"/account/sign-in\?returnUrl=")]
    private static partial Regex SignInToReturn();

    [GeneratedRegex("^End Chrom")]
    private static partial Regex EndOne();
}
