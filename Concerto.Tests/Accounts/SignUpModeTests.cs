using System.Net;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Sharing;
using Concerto.Web;
using Concerto.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Accounts;

/// <summary>Who may sign up: everybody, the invited, or nobody but by a link from an admin.</summary>
public sealed class SignUpModeTests
{
    [Fact]
    public async Task By_invitation_only_the_invited_get_a_mail_and_nobody_can_tell_who_was()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite", null, "--Concerto:SignUp=invited");
        var (mira, invited, stranger) = (await server.NewPersonAsync(), Server.NewAddress(), Server.NewAddress());
        await server.ShareAsync(mira, await server.ProjectAsync(mira, "Album"), invited);

        var (first, second, third) = (await AnswerAsync(server, invited), await AnswerAsync(server, stranger), await AnswerAsync(server, mira.Email));

        Assert.Equal(first, second);
        Assert.Equal(first, third);
        Assert.Contains("Confirm", (await server.MailToAsync(invited, "Confirm")).Subject, StringComparison.Ordinal);
        Assert.Contains("already", (await server.MailToAsync(mira.Email)).Subject, StringComparison.Ordinal);
        Assert.False(await server.QueryAsync(db => db.OutboundEmails.AnyAsync(m => m.To == stranger)));
        Assert.False(await server.QueryAsync(db => db.Users.AnyAsync(u => u.Email == stranger)));
    }

    [Fact]
    public async Task Closed_there_is_no_form_and_the_same_refusal_for_every_address()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite", null, "--Concerto:SignUp=closed");
        var mira = await server.NewPersonAsync();
        using var browser = server.NewBrowser();

        Assert.Null((await browser.GetPageAsync("/account/sign-up")).QuerySelector("main form"));
        foreach (var email in new[] { mira.Email, Server.NewAddress() })
            await Assert.ThrowsAsync<SignUpClosedException>(() => server.UseAsync((SignUp signUp) => signUp.ExecuteAsync(new("Nina", email, Server.Password), default)));
        Assert.Equal(0, await server.QueryAsync(db => db.OutboundEmails.CountAsync()));
    }

    [Fact]
    public async Task Law8_an_admins_link_opens_a_closed_sign_up_for_one_browser_which_may_correct_its_address()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite", null, "--Concerto:SignUp=closed");
        var link = await LinkAsync(server, await server.NewPersonAsync(admin: true));
        using var browser = server.NewBrowser();
        using var other = server.NewBrowser();
        var (wrong, right) = (Server.NewAddress(), Server.NewAddress());

        await browser.GetAsync(link.Url.PathAndQuery);
        await browser.SendAsync(new(HttpMethod.Head, link.Url.PathAndQuery));
        await browser.PostFormAsync(link.Url.PathAndQuery, SignUpTests.Form(wrong, Server.Password), "main form");
        Assert.Null((await other.GetPageAsync(link.Url.PathAndQuery)).QuerySelector("main form"));
        await browser.PostFormAsync(link.Url.PathAndQuery, SignUpTests.Form(right, Server.Password), "main form");

        var verified = await browser.PostFormAsync((await server.MailToAsync(right)).Link().PathAndQuery);
        Assert.Equal("/projects", verified.Headers.Location?.OriginalString);
        Assert.Null(await server.QueryAsync(db => db.Users.Where(u => u.Email == wrong).Select(u => u.VerifiedAt).SingleAsync()));
    }

    [Fact]
    public async Task A_sign_up_link_for_an_address_is_for_no_other_and_lives_a_week()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await ConcertoFixture.StartAsync("sqlite", builder => builder.Services.AddSingleton<TimeProvider>(clock), "--Concerto:SignUp=closed");
        var (admin, nina) = (await server.NewPersonAsync(admin: true), Server.NewAddress("Nina"));
        var link = await LinkAsync(server, admin, nina);
        using var browser = server.NewBrowser();

        var page = await browser.GetPageAsync(link.Url.PathAndQuery);
        Assert.Equal((nina, true), (page.QuerySelector("#email")!.GetAttribute("value"), page.QuerySelector("#email")!.HasAttribute("readonly")));
        Assert.NotNull(page.QuerySelector("meta[name=referrer][content=no-referrer]"));
        await Assert.ThrowsAsync<SignUpLinkNotAliveException>(() => SignUpAsync(Server.NewAddress()));
        clock.Advance(SignUpLink.Life);
        await Assert.ThrowsAsync<SignUpLinkNotAliveException>(() => SignUpAsync(nina));

        Task<string> SignUpAsync(string email) => server.UseAsync((SignUp signUp) => signUp.ExecuteAsync(new("Nina", email, Server.Password, Link: link.Url.Query["?link=".Length..]), default));
    }

    [OnBothDatabases]
    public async Task Fifty_browsers_with_one_sign_up_link_at_once_are_one_that_signs_up(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var token = (await LinkAsync(server, await server.NewPersonAsync(admin: true))).Url.Query["?link=".Length..];

        var failures = await Sharing.Sharing.AtOnceAsync(50, _ => server.UseAsync((SignUp signUp) => signUp.ExecuteAsync(new("Nina", Server.NewAddress(), Server.Password, Link: token), default)));

        Assert.Equal(49, failures.Count);
        Assert.All(failures, failure => Assert.IsType<SignUpLinkNotAliveException>(failure));
    }

    [Fact]
    public async Task Only_an_admin_makes_one_and_that_is_written_down_without_the_token()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var (admin, mira) = (await server.NewPersonAsync("Ada", admin: true), await server.NewPersonAsync());

        var made = (await admin.DoAsync("makeSignUpLink", new { email = "nina@example.com" }, "directSignUp { url email expiresAt }"))["directSignUp"]!;
        Assert.Equal("NotAllowedError", (string)(await mira.MutateAsync("makeSignUpLink", new { }))["errors"]![0]!["__typename"]!);

        Assert.Equal("nina@example.com", (string)made["email"]!);
        var entry = await server.QueryAsync(db => db.AuditEntries.SingleAsync(a => a.ActorId == admin.Id && a.Action == AuditAction.SignUpLinkMade));
        Assert.Equal("for nina@example.com", entry.Detail);
    }

    [Fact]
    public async Task What_is_known_of_a_sign_up_is_kept_until_it_is_verified_and_the_zone_becomes_the_accounts()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var email = Server.NewAddress();
        using var browser = server.NewBrowser();
        await browser.PostFormAsync("/account/sign-up", new(SignUpTests.Form(email, Server.Password)) { ["timeZone"] = "Europe/Vienna" }, headers: [("User-Agent", "Firefox")]);

        var pending = await PendingAsync();
        Assert.Equal(("Firefox", "127.0.0.1", "Europe/Vienna"), (pending!.Browser, pending.Client, pending.TimeZone));
        await browser.PostFormAsync((await server.MailToAsync(email)).Link().PathAndQuery);

        Assert.Null(await PendingAsync());
        Assert.Equal("Europe/Vienna", await server.QueryAsync(db => db.Users.Where(u => u.Email == email).Select(u => u.TimeZone).SingleAsync()));

        Task<PendingSignUp?> PendingAsync() => server.QueryAsync(async db => (await db.MailedLinks.AsNoTracking().SingleAsync(l => db.Users.Any(u => u.Id == l.UserId && u.Email == email))).Pending);
    }

    [Fact]
    public async Task A_zone_that_is_none_is_passed_over()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var email = Server.NewAddress();
        await server.UseAsync((SignUp signUp) => signUp.ExecuteAsync(new("Nina", email, Server.Password, TimeZone: "Middle/Earth"), default));
        Assert.Null((await server.QueryAsync(async db => (await db.MailedLinks.AsNoTracking().SingleAsync(l => db.Users.Any(u => u.Id == l.UserId && u.Email == email))).Pending))!.TimeZone);
    }

    [Fact]
    public void A_mode_that_is_none_is_said_in_one_line() =>
        Assert.Equal("Concerto:SignUp is “maybe”; it can be open, invited or closed.", new ConcertoOptions { SignUp = "maybe" }.Problem());

    private static Task<DirectSignUp> LinkAsync(Server server, Person admin, string? email = null) =>
        server.UseAsync((MakeSignUpLink make) => make.ExecuteAsync(new(email), admin.Caller, default));

    private static async Task<string> AnswerAsync(Server server, string email)
    {
        using var browser = server.NewBrowser();
        var answer = await browser.PostFormAsync("/account/sign-up", SignUpTests.Form(email, Server.Password));
        var page = await browser.GetPageAsync("/account/check-mail");
        return $"{answer.StatusCode} {answer.Headers.Location} {string.Join(',', browser.Cookies.GetAllCookies().Select(c => c.Name).Order())} {page.QuerySelector("main")!.TextContent}".Replace(email, "X", StringComparison.Ordinal);
    }
}
