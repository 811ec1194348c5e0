using System.Net;
using AngleSharp.Html.Dom;
using Concerto.Domain.Accounts;
using Concerto.Tests.GraphQL;
using Concerto.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Pages;

/// <summary>The tokens in the settings, without scripts.</summary>
public sealed class TokenPagesTests
{
    private const string Page = "/settings/tokens", Form = "main form:has([name=name])";

    [Fact]
    public async Task A_token_is_made_shown_once_used_and_revoked()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        using var browser = await mira.SignedInAsync();

        using var made = await browser.PostFormAsync(Page, new() { ["name"] = "Reaper sync", ["scope"] = "Write", ["days"] = "30" }, Form);
        var shown = await Browser.ReadPageAsync(made);
        var secret = ((IHtmlInputElement)shown.QuerySelector("#new-token")!).Value;
        Assert.Equal("Mira", (string)(await (mira with { Token = secret }).DataAsync("{ viewer { name } }"))["viewer"]!["name"]!);
        Assert.Equal("", ((IHtmlInputElement)shown.QuerySelector($"{Form} [name=name]")!).Value);

        var row = (await browser.GetPageAsync(Page)).QuerySelectorAll(".token-row")[0];
        Assert.Contains($"{secret[..17]}…", row.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, row.OuterHtml, StringComparison.Ordinal);
        Assert.Contains("read and write", row.TextContent, StringComparison.Ordinal);

        using var revoked = await browser.PostFormAsync(row.QuerySelector("a")!.GetAttribute("href")!);
        Assert.Equal((HttpStatusCode.Redirect, Page), (revoked.StatusCode, revoked.Headers.Location!.OriginalString));
        Assert.NotNull((await (mira with { Token = secret }).AskAsync("{ viewer { name } }"))["errors"]);
    }

    [Fact]
    public async Task The_form_sent_twice_makes_one_token_and_says_so()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        using var browser = await mira.SignedInAsync();
        foreach (var time in new[] { 1, 2 })
        {
            using var answer = await browser.PostFormAsync(Page, new() { ["name"] = "Once", ["key"] = "the same" }, Form);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            if (time == 2) Assert.Contains("was made already", (await Browser.ReadPageAsync(answer)).QuerySelector(".new-token")!.TextContent, StringComparison.Ordinal);
        }
        Assert.Equal(1, await server.QueryAsync(db => db.ApiTokens.CountAsync(t => t.UserId == mira.Id && t.Name == "Once")));
    }

    [Theory]
    [InlineData("name", "", "name")]
    [InlineData("days", "99999", "expiresInDays")]
    public async Task Law11_what_is_wrong_is_said_and_what_was_typed_stays(string field, string value, string blamed)
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        using var browser = await (await server.NewPersonAsync()).SignedInAsync();
        using var answer = await browser.PostFormAsync(Page, new() { ["name"] = "Kept", ["scope"] = "Write", [field] = value }, Form);
        var page = await Browser.ReadPageAsync(answer);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.True(((IHtmlInputElement)page.QuerySelector($"{Form} [value=Write]")!).IsChecked);
        Assert.True(page.QuerySelectorAll(".error").Length == 1, blamed);
    }

    [Fact]
    public async Task Only_an_admin_is_offered_what_is_for_admins_and_nobody_else_gets_it()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        using var mira = await (await server.NewPersonAsync()).SignedInAsync();
        using var admin = await (await server.NewPersonAsync("Ada", admin: true)).SignedInAsync();
        Assert.Equal((2, 3), ((await mira.GetPageAsync(Page)).QuerySelectorAll("[name=scope]").Length, (await admin.GetPageAsync(Page)).QuerySelectorAll("[name=scope]").Length));
        using var answer = await mira.PostFormAsync(Page, new() { ["name"] = "Root", ["scope"] = "Admin" }, Form);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task One_that_ends_soon_or_has_ended_says_so_and_can_be_cleared_away()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var mira = await server.NewPersonAsync();
        foreach (var days in new[] { 10, 20 }) await server.UseAsync((CreateApiToken create) => create.ExecuteAsync(new($"For {days}", [TokenScope.Read], days), mira.Caller, default));
        clock.Advance(TimeSpan.FromDays(14));
        using var browser = await mira.SignedInAsync();

        var rows = (await browser.GetPageAsync(Page)).QuerySelectorAll(".token-row").Select(row => row.TextContent).ToList();
        Assert.Contains("expires soon", rows.Single(row => row.Contains("For 20", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("expired", rows.Single(row => row.Contains("For 10", StringComparison.Ordinal)), StringComparison.Ordinal);
        await browser.PostFormAsync(Page, null, "main form[action*=Remove]");
        Assert.DoesNotContain("For 10", (await browser.GetPageAsync(Page)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Law10_nobody_sees_the_token_of_another()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var token = await server.QueryAsync(db => db.ApiTokens.Where(t => t.UserId == mira.Id).Select(t => t.Id).SingleAsync());
        using var browser = await jonas.SignedInAsync();
        foreach (var id in new[] { token.ToString(), ApiTokenId.New().ToString(), "nonsense" })
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"{Page}/{id}/revoke")).StatusCode);
        Assert.Single((await browser.GetPageAsync(Page)).QuerySelectorAll(".token-row")); // the own one
    }
}
