using System.Net;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Email;
using Concerto.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Accounts;

public sealed class SignInTests
{
    [OnBothDatabases]
    public async Task Whatever_is_wrong_the_answer_is_the_same(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var disabled = await server.NewPersonAsync();
        await server.QueryAsync(async db =>
        {
            (await db.Users.SingleAsync(u => u.Id == disabled.Id)).Disable(DateTime.UnixEpoch);
            return await db.SaveChangesAsync();
        });
        var unverified = Server.NewAddress();
        await server.UseAsync((SignUp signUp) => signUp.ExecuteAsync(new("Mira", unverified, Server.Password), default));

        var wrong = await AnswerAsync(server, mira.Email, "not-her-password-at-all");
        Assert.StartsWith("UnprocessableEntity", wrong);
        Assert.Equal(wrong, await AnswerAsync(server, Server.NewAddress(), Server.Password));
        Assert.Equal(wrong, await AnswerAsync(server, unverified, Server.Password));
        Assert.Equal(wrong, await AnswerAsync(server, disabled.Email, Server.Password));
    }

    [OnBothDatabases]
    public async Task A_wrong_password_takes_its_time_whether_or_not_there_is_an_account_and_a_right_one_does_not_wait(string database)
    {
        var least = TimeSpan.FromSeconds(1);
        await using var server = await ConcertoFixture.StartAsync(database, settings: $"--Concerto:Accounts:AnswerTime={least}");
        var mira = await server.NewPersonAsync();

        await Until.ItIsSoAsync(async () => await TimeAsync(mira.Email, Server.Password) < least, "A right one waits."); // not the first, which warms up
        Assert.All(await Task.WhenAll(TimeAsync(mira.Email, "not-her-password-at-all"), TimeAsync(Server.NewAddress(), Server.Password)), took => Assert.True(took >= least - TimeSpan.FromMilliseconds(20)));

        async Task<TimeSpan> TimeAsync(string email, string password)
        {
            var started = TimeProvider.System.GetTimestamp();
            await TryAsync(server, email, password);
            return TimeProvider.System.GetElapsedTime(started);
        }
    }

    [OnBothDatabases]
    public async Task After_five_wrong_tries_the_account_rests_and_a_new_password_ends_the_rest(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        for (var i = 0; i < User.MaxTries; i++) Assert.False(await TryAsync(server, mira.Email, "not-her-password-at-all"));
        Assert.False(await TryAsync(server, mira.Email, Server.Password));

        await server.UseAsync((RequestPasswordReset request) => request.ExecuteAsync(mira.Email, default));
        using var browser = server.NewBrowser();
        var link = (await server.MailToAsync(mira.Email, "new password")).Link();
        await browser.PostFormAsync(link.PathAndQuery, new() { ["Password"] = "granite-violin-ninety-clouds" });

        Assert.True(await TryAsync(server, mira.Email, "granite-violin-ninety-clouds"));
    }

    [OnBothDatabases]
    public async Task The_rest_is_over_by_itself_after_five_minutes_and_a_right_password_wipes_the_slate(string database)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await ConcertoFixture.StartAsync(database, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var mira = await server.NewPersonAsync();
        for (var i = 0; i < User.MaxTries; i++) Assert.False(await TryAsync(server, mira.Email, "wrong-wrong-wrong"));
        Assert.False(await TryAsync(server, mira.Email, Server.Password));

        clock.Advance(User.Rest + TimeSpan.FromSeconds(1));

        for (var i = 0; i < User.MaxTries - 1; i++) Assert.False(await TryAsync(server, mira.Email, "wrong-wrong-wrong"));
        Assert.True(await TryAsync(server, mira.Email, Server.Password));
        for (var i = 0; i < User.MaxTries - 1; i++) Assert.False(await TryAsync(server, mira.Email, "wrong-wrong-wrong"));
        Assert.True(await TryAsync(server, mira.Email, Server.Password));
    }

    [OnBothDatabases]
    public async Task Fifty_guesses_at_once_are_five(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => TryAsync(server, mira.Email, $"guess-number-{i}-of-fifty")));

        var (tries, until) = await server.QueryAsync(db => db.Users.Where(u => u.Id == mira.Id).Select(u => ValueTuple.Create(u.FailedSignIns, u.LockedUntil)).SingleAsync());
        Assert.Equal(User.MaxTries, tries);
        Assert.NotNull(until);
    }

    [OnBothDatabases]
    public async Task A_new_password_ends_every_other_session_on_its_next_request(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        using var elsewhere = await mira.SignedInAsync();
        using var here = server.NewBrowser();
        await server.UseAsync((RequestPasswordReset request) => request.ExecuteAsync(mira.Email, default));
        var link = (await server.MailToAsync(mira.Email, "new password")).Link();

        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/projects")).StatusCode);
        await here.PostFormAsync(link.PathAndQuery, new() { ["Password"] = "granite-violin-ninety-clouds" });

        Assert.Equal(HttpStatusCode.Redirect, (await elsewhere.GetAsync("/projects")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/projects")).StatusCode);
        Assert.False(await TryAsync(server, mira.Email, Server.Password));
    }

    [OnBothDatabases]
    public async Task A_disabled_person_is_out_on_the_next_request(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        using var browser = await mira.SignedInAsync();

        await server.QueryAsync(db => db.Users.Where(u => u.Id == mira.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, DateTime.UnixEpoch)));

        Assert.StartsWith("/account/sign-in?", (await browser.GetAsync("/projects")).Headers.Location?.OriginalString);
    }

    [OnBothDatabases]
    public async Task The_way_leads_back_to_where_one_was_going_and_never_to_another_site(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        using var browser = server.NewBrowser();
        Dictionary<string, string> form = new() { ["Email"] = mira.Email, ["Password"] = Server.Password };

        var asked = await browser.GetAsync("/projects?sort=name");
        var back = await browser.PostFormAsync(asked.Headers.Location!.OriginalString, form);
        Assert.Equal("/projects?sort=name", back.Headers.Location?.OriginalString);

        using var another = server.NewBrowser();
        back = await another.PostFormAsync($"/account/sign-in?returnUrl={Uri.EscapeDataString("/projects?q=für 🎵")}", form);
        Assert.Equal("/projects?q=f%C3%BCr%20%F0%9F%8E%B5", back.Headers.Location?.OriginalString); // a header has no room for them as they are

        foreach (var evil in new[] { "https://evil.example/", "//evil.example", "/\\evil.example" })
        {
            using var other = server.NewBrowser();
            Assert.Equal("/projects", (await other.PostFormAsync($"/account/sign-in?returnUrl={Uri.EscapeDataString(evil)}", form)).Headers.Location?.OriginalString);
        }
    }

    [OnBothDatabases]
    public async Task A_fragment_request_with_an_expired_session_leaves_for_the_sign_in_page(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        using var browser = server.NewBrowser();

        var answer = await browser.GetAsync("/projects", ("HX-Request", "true"), ("HX-Current-URL", new Uri(server.Url, "/projects?sort=name").AbsoluteUri));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("/account/sign-in?returnUrl=%2Fprojects%3Fsort%3Dname", answer.Headers.GetValues("HX-Redirect").Single());
    }

    [OnBothDatabases]
    public async Task Over_https_the_cookies_are_bound_to_the_host(string database)
    {
        await using var server = await ConcertoFixture.StartAsync(database, settings: ["--Concerto:PublicUrl=https://concerto.example", "--Concerto:TrustedProxies=127.0.0.1"]);
        var mira = await server.NewPersonAsync();
        using var browser = server.NewBrowser();

        var page = await browser.GetAsync("/account/sign-in", ("X-Forwarded-Proto", "https"));
        var form = await Browser.ReadPageAsync(page);
        var antiforgery = page.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("__Host-concerto-forms=", StringComparison.Ordinal));
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server.Url };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/account/sign-in")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["Email"] = mira.Email, ["Password"] = Server.Password,
                ["__RequestVerificationToken"] = form.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!,
            }),
        };
        request.Headers.Add("Cookie", antiforgery.Split(';')[0]);
        request.Headers.Add("X-Forwarded-Proto", "https");
        var session = (await client.SendAsync(request)).Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("__Host-concerto=", StringComparison.Ordinal)).ToLowerInvariant();

        Assert.Contains("secure", session);
        Assert.Contains("httponly", session);
        Assert.Contains("samesite=lax", session);
        Assert.Contains("path=/", session);
    }

    private static async Task<bool> TryAsync(Server server, string email, string password)
    {
        try
        {
            await server.UseAsync((SignIn signIn) => signIn.ExecuteAsync(new(email, password), default));
            return true;
        }
        catch (SignInFailedException)
        {
            return false;
        }
    }

    private static async Task<string> AnswerAsync(Server server, string email, string password)
    {
        using var browser = server.NewBrowser();
        var answer = await browser.PostFormAsync("/account/sign-in", new() { ["Email"] = email, ["Password"] = password });
        return $"{answer.StatusCode} {(await Browser.ReadPageAsync(answer)).QuerySelector("main")!.TextContent}";
    }
}
