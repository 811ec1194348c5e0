using System.Net;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Tests.Live;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Live;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Accounts;

public sealed class SessionTests
{
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", Phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";

    [OnBothDatabases]
    public async Task The_list_says_which_browsers_one_is_in_and_the_one_that_is_ended_is_out_on_its_next_click(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        using var here = await SignInAsync(server, mira, Firefox);
        using var there = await SignInAsync(server, mira, Phone);

        var page = await here.GetPageAsync("/settings/security");
        var rows = page.QuerySelectorAll(".session-row").Select(row => string.Join(' ', row.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Equal(2, rows.Count);
        Assert.StartsWith("Firefox on Linux this one in use now", rows[0], StringComparison.Ordinal);
        Assert.StartsWith("Safari on iPhone last seen just now", rows[1], StringComparison.Ordinal);

        await here.PostFormAsync("/settings/security", form: "form[action*=End]");
        Assert.StartsWith("/account/sign-in?", (await there.GetAsync("/projects")).Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/projects")).StatusCode);
    }

    [OnBothDatabases]
    public async Task Ending_all_others_leaves_this_one(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        using var here = await mira.SignedInAsync();
        using var one = await mira.SignedInAsync();
        using var two = await mira.SignedInAsync();

        await here.PostFormAsync("/settings/security", form: "form[action*=EndOthers]");

        foreach (var other in new[] { one, two }) Assert.Equal(HttpStatusCode.Redirect, (await other.GetAsync("/projects")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/projects")).StatusCode);
        Assert.Equal(1, await server.QueryAsync(db => db.AuditEntries.CountAsync(e => e.PersonId == mira.Id && e.Action == AuditAction.SessionsEnded)));
    }

    [OnBothDatabases]
    public async Task Law10_nobody_ends_a_session_of_somebody_else(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        using var hers = await mira.SignedInAsync();
        var session = await server.QueryAsync(db => db.Sessions.Where(s => s.UserId == mira.Id).Select(s => s.Id).SingleAsync());

        await server.UseAsync((EndSession end) => end.ExecuteAsync(session, jonas.Caller, default));

        Assert.Equal(HttpStatusCode.OK, (await hers.GetAsync("/projects")).StatusCode);
    }

    [OnBothDatabases]
    public async Task Signing_in_begins_a_session_anew_and_the_cookie_of_one_that_was_signed_out_is_worth_nothing(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        using var browser = await mira.SignedInAsync();
        var first = CookieOf(server, browser);
        await browser.PostFormAsync("/account/sign-out");
        using var thief = server.NewBrowser();
        thief.Cookies.SetCookies(server.Url, first);
        Assert.Equal(HttpStatusCode.Redirect, (await thief.GetAsync("/projects")).StatusCode);

        await SignInAsync(server, mira, Firefox, browser);
        Assert.NotEqual(first, CookieOf(server, browser));
        thief.Cookies.SetCookies(server.Url, first);
        Assert.Equal(HttpStatusCode.Redirect, (await thief.GetAsync("/projects")).StatusCode);
        Assert.Equal(1, await server.QueryAsync(db => db.Sessions.CountAsync(s => s.UserId == mira.Id)));
    }

    [OnBothDatabases]
    public async Task An_open_stream_ends_with_its_session(string database)
    {
        await using var server = await ConcertoFixture.StartAsync(database, builder => builder.Services.AddSingleton(new LiveOptions { LookEvery = TimeSpan.FromMilliseconds(200) }));
        var mira = await server.NewPersonAsync();
        using var browser = await mira.SignedInAsync();
        using var ear = await Ear.ListenAsync(browser, "/projects/live");

        await server.UseAsync((EndOtherSessions end) => end.ExecuteAsync(null, mira.Caller, default));

        var last = await ear.NextAsync();
        Assert.Equal(("gone", true), (last.Name, (bool?)last.Data["signedOut"]));
    }

    [OnBothDatabases]
    public async Task One_that_nobody_uses_is_over_after_a_month_and_one_in_use_after_three_and_both_are_tidied_away(string database)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await ConcertoFixture.StartAsync(database, builder => builder.Services.AddSingleton<TimeProvider>(clock), "--Concerto:Jobs:Enabled=false");
        var mira = await server.NewPersonAsync();
        using var used = await mira.SignedInAsync();
        using var idle = await mira.SignedInAsync();

        for (var day = 0; day < 88; day += 11)
        {
            clock.Advance(TimeSpan.FromDays(11));
            Assert.Equal(HttpStatusCode.OK, (await used.GetAsync("/projects")).StatusCode);
            await SeenAsync(server, mira, clock);
        }
        Assert.Equal(HttpStatusCode.Redirect, (await idle.GetAsync("/projects")).StatusCode);
        await server.UseAsync((TidyAccounts tidy) => tidy.ExecuteAsync(default));
        Assert.Equal(1, await server.QueryAsync(db => db.Sessions.CountAsync()));

        clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(HttpStatusCode.Redirect, (await used.GetAsync("/projects")).StatusCode);
    }

    [Theory]
    [InlineData(Firefox, "Firefox on Linux", false)]
    [InlineData(Phone, "Safari on iPhone", true)]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", "Edge on Windows", false)]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36", "Chrome on macOS", false)]
    [InlineData("<script>alert(1)</script>", "An unknown browser", false)]
    [InlineData(null, "An unknown browser", false)]
    public void A_browser_is_called_what_people_call_it(string? agent, string name, bool phone) => Assert.Equal((name, phone), (BrowserName.Of(agent), BrowserName.IsPhone(agent)));

    private static async Task<Browser> SignInAsync(Server server, Person person, string agent, Browser? browser = null)
    {
        browser ??= server.NewBrowser();
        await browser.PostFormAsync("/account/sign-in", new() { ["email"] = person.Email, ["password"] = Server.Password }, headers: ("User-Agent", agent));
        return browser;
    }

    private static string CookieOf(Server server, Browser browser) => browser.Cookies.GetCookies(server.Url)["concerto"]!.ToString();

    // It is noted by the way; nobody waits for it.
    private static async Task SeenAsync(Server server, Person person, FakeTimeProvider clock)
    {
        var now = clock.Now();
        await Until.ItIsSoAsync(() => server.QueryAsync(db => db.Sessions.AnyAsync(s => s.UserId == person.Id && s.SeenAt == now)), "The use of the session was not noted.");
    }
}
