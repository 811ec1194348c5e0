using System.Net;
using AngleSharp.Dom;
using Concerto.Infrastructure.Email;
using Concerto.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Accounts;

public sealed class SignUpTests
{
    private const string Other = "granite-violin-ninety-clouds";

    [OnBothDatabases]
    public async Task One_signs_up_follows_the_link_in_the_mail_and_is_in(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var email = Server.NewAddress("Mira");
        using var browser = server.NewBrowser();

        var mail = await SignUpAsync(server, browser, email);
        var verified = await browser.PostFormAsync(mail.Link().PathAndQuery);

        Assert.Equal("/projects", verified.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/projects")).StatusCode);
        Assert.Equal("Mira", await server.QueryAsync(db => db.Users.Where(u => u.Email == email).Select(u => u.Name).SingleAsync()));
        Assert.True(await CanSignInAsync(server, email, Server.Password));
    }

    [OnBothDatabases]
    public async Task Opening_the_link_does_nothing(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var email = Server.NewAddress();
        using var browser = server.NewBrowser();
        var mail = await SignUpAsync(server, browser, email);

        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(mail.Link().PathAndQuery)).StatusCode);
        await browser.SendAsync(new(HttpMethod.Head, mail.Link().PathAndQuery));

        Assert.Null(await server.QueryAsync(db => db.Users.Where(u => u.Email == email).Select(u => u.VerifiedAt).SingleAsync()));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostFormAsync(mail.Link().PathAndQuery)).StatusCode);
    }

    [OnBothDatabases]
    public async Task Law9_in_another_browser_the_password_is_chosen_anew_and_the_one_typed_at_sign_up_never_counts(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var email = Server.NewAddress();
        using var attacker = server.NewBrowser();
        using var owner = server.NewBrowser();
        var mail = await SignUpAsync(server, attacker, email);

        var refused = await owner.PostFormAsync(mail.Link().PathAndQuery);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("password", await refused.Content.ReadAsStringAsync());
        var taken = await owner.PostFormAsync(mail.Link().PathAndQuery, new() { ["Password"] = Other });

        Assert.Equal(HttpStatusCode.Redirect, taken.StatusCode);
        Assert.True(await CanSignInAsync(server, email, Other));
        Assert.False(await CanSignInAsync(server, email, Server.Password));
        Assert.Equal(HttpStatusCode.Redirect, (await attacker.GetAsync("/projects")).StatusCode);
    }

    [OnBothDatabases]
    public async Task Law9_a_sign_up_gives_its_browser_nothing_before_the_address_is_verified(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var email = Server.NewAddress();
        using var attacker = server.NewBrowser();
        await SignUpAsync(server, attacker, email);

        Assert.False(await CanSignInAsync(server, email, Server.Password));
        Assert.StartsWith("/account/sign-in?", (await attacker.GetAsync("/projects")).Headers.Location?.OriginalString);
        Assert.Null(await server.QueryAsync(db => db.Users.Where(u => u.Email == email).Select(u => u.PasswordHash).SingleAsync()));
    }

    [OnBothDatabases]
    public async Task Law9_two_who_sign_up_with_one_address_leave_it_to_the_mailbox(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var email = Server.NewAddress();
        using var attacker = server.NewBrowser();
        using var owner = server.NewBrowser();
        var mail = await SignUpAsync(server, attacker, email); // within the same minute only one mail goes out
        await owner.PostFormAsync("/account/sign-up", Form(email, Other));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await owner.PostFormAsync(mail.Link().PathAndQuery)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await owner.PostFormAsync(mail.Link().PathAndQuery, new() { ["Password"] = Other })).StatusCode);
        Assert.False(await CanSignInAsync(server, email, Server.Password));
    }

    [OnBothDatabases]
    public async Task An_address_with_an_account_gets_the_same_answer_and_only_the_mailbox_tells(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var unknown = Server.NewAddress();
        using var first = server.NewBrowser();
        using var second = server.NewBrowser();

        var known = await AnswerAsync(first, mira.Email.ToUpperInvariant());
        var fresh = await AnswerAsync(second, unknown);

        Assert.Equal(known.Replace(mira.Email.ToUpperInvariant(), "X"), fresh.Replace(unknown, "X"));
        Assert.Contains("already", (await server.MailToAsync(mira.Email)).Subject);
        Assert.Contains("Confirm", (await server.MailToAsync(unknown)).Subject);
        Assert.True(await CanSignInAsync(server, mira.Email, Server.Password));
        Assert.False(await CanSignInAsync(server, mira.Email, Other));
    }

    [OnBothDatabases]
    public async Task The_owner_of_an_account_is_told_of_sign_ups_once_an_hour_at_most(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.UseAsync((SignUp signUp) => signUp.ExecuteAsync(new("Mira", mira.Email, Other), default))));
        await server.MailIsOutAsync(mira.Email);

        Assert.InRange((await server.MailsToAsync(mira.Email)).Count, 1, 2); // two if the hour has just struck
    }

    [OnBothDatabases]
    public async Task Fifty_sign_ups_at_once_with_a_new_address_make_one_account_and_one_mail(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var email = Server.NewAddress();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => server.UseAsync((SignUp signUp) => signUp.ExecuteAsync(new("Mira", email, Server.Password), default))));
        await server.MailIsOutAsync(email);

        Assert.Equal(1, await server.QueryAsync(db => db.Users.CountAsync(u => u.Email == email)));
        Assert.Single(await server.MailsToAsync(email));
    }

    [OnBothDatabases]
    public async Task Fifty_who_use_one_link_at_once_are_one_who_gets_in(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var email = Server.NewAddress();
        var cookie = await server.UseAsync((SignUp signUp) => signUp.ExecuteAsync(new("Mira", email, Server.Password), default));
        var token = (await server.MailToAsync(email)).Link().Query["?token=".Length..];

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            try
            {
                await server.UseAsync((VerifyAddress verify) => verify.ExecuteAsync(new(token, cookie, null), default));
                return "in";
            }
            catch (Concerto.Domain.Accounts.LinkNotAliveException)
            {
                return "dead";
            }
        }));

        Assert.Equal(1, answers.Count(a => a == "in"));
        Assert.Equal(49, answers.Count(a => a == "dead"));
    }

    [OnBothDatabases]
    public async Task Resending_goes_by_the_browser_waits_a_minute_and_kills_nothing(string database)
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await ConcertoFixture.StartAsync(database, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var email = Server.NewAddress();
        using var browser = server.NewBrowser();
        using var stranger = server.NewBrowser();
        var first = await SignUpAsync(server, browser, email);

        await browser.PostFormAsync("/account/check-mail");
        Assert.Equal(1, await LinksAsync());
        clock.Advance(TimeSpan.FromSeconds(61));
        await stranger.PostFormAsync("/account/check-mail");
        Assert.Equal(1, await LinksAsync());
        await browser.PostFormAsync("/account/check-mail");
        Assert.Equal(2, await LinksAsync());

        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostFormAsync(first.Link().PathAndQuery)).StatusCode);
        await server.MailIsOutAsync(email);
        var second = (await server.MailsToAsync(email)).Single(m => m.FileName != first.FileName);
        await Assert.ThrowsAsync<InvalidOperationException>(() => browser.PostFormAsync(second.Link().PathAndQuery, form: "main form")); // used one, dead others: no form

        Task<int> LinksAsync() => server.QueryAsync(db => db.MailedLinks.CountAsync());
    }

    [OnBothDatabases]
    public async Task Who_signs_up_twice_in_one_browser_has_one_link_that_knows_what_was_typed_last(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var email = Server.NewAddress();
        using var browser = server.NewBrowser();
        using var attacker = server.NewBrowser();
        var mail = await SignUpAsync(server, browser, email);

        await browser.PostFormAsync("/account/sign-up", new() { ["Name"] = "Mira Ott", ["Email"] = email, ["Password"] = Other });
        await attacker.PostFormAsync("/account/sign-up", new() { ["Name"] = "Eve", ["Email"] = email, ["Password"] = "seven-tins-of-yellow-thunder" });
        var verified = await browser.PostFormAsync(mail.Link().PathAndQuery);

        Assert.Equal("/projects", verified.Headers.Location?.OriginalString);
        Assert.Single(await server.MailsToAsync(email));
        Assert.Equal("Mira Ott", await server.QueryAsync(db => db.Users.Where(u => u.Email == email).Select(u => u.Name).SingleAsync()));
        Assert.True(await CanSignInAsync(server, email, Other));
        Assert.False(await CanSignInAsync(server, email, Server.Password));
    }

    [OnBothDatabases]
    public async Task A_sign_up_cookie_of_ones_own_making_is_not_taken(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);

        foreach (var made in new[] { "", "1", new string('!', 43), new string('x', 4000) })
            Assert.NotEqual(made, await server.UseAsync((SignUp signUp) => signUp.ExecuteAsync(new("Mira", Server.NewAddress(), Server.Password, made), default)));
    }

    [OnBothDatabases]
    public async Task Once_the_address_is_verified_nothing_that_was_typed_at_sign_ups_is_kept(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var email = Server.NewAddress();
        using var browser = server.NewBrowser();
        var mail = await SignUpAsync(server, browser, email);
        Assert.True(await KeptAsync());

        await browser.PostFormAsync(mail.Link().PathAndQuery);

        Assert.False(await KeptAsync());

        Task<bool> KeptAsync() => server.QueryAsync(db => db.MailedLinks.AnyAsync(l => db.Users.Any(u => u.Id == l.UserId && u.Email == email) && (l.Pending!.PasswordHash != null || l.Pending.SessionHash != null)));
    }

    [OnBothDatabases]
    public async Task Bad_input_is_said_beside_its_field_and_what_was_typed_stays(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        using var browser = server.NewBrowser();

        var answer = await browser.PostFormAsync("/account/sign-up", new() { ["Name"] = "Mira", ["Email"] = "not an address", ["Password"] = Server.Password });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await Browser.ReadPageAsync(answer);
        Assert.Contains("is not an email address", page.Body!.TextContent);
        Assert.Equal("not an address", page.QuerySelector("input[type=email]")!.GetAttribute("value"));
        Assert.Equal("", page.QuerySelector("input[type=password]")!.GetAttribute("value") ?? "");
    }

    [OnBothDatabases]
    public async Task The_forged_host_of_a_request_does_not_reach_the_link_in_the_mail(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var email = Server.NewAddress();
        using var browser = server.NewBrowser();

        await browser.PostFormAsync("/account/sign-up", Form(email, Server.Password), headers: [("Host", "evil.example"), ("X-Forwarded-Host", "evil.example")]);

        Assert.Equal(server.Url.Authority, (await server.MailToAsync(email)).Link().Authority);
    }

    [OnBothDatabases]
    public async Task What_a_stranger_types_is_not_mailed_to_others(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var email = Server.NewAddress();

        await server.UseAsync((SignUp signUp) => signUp.ExecuteAsync(new("Cheap loans at spam.example", email, Server.Password), default));

        var mail = await server.MailToAsync(email);
        Assert.DoesNotContain("loans", mail.Subject + mail.Text + mail.Html);
    }

    internal static Dictionary<string, string> Form(string email, string password) => new() { ["Name"] = "Mira", ["Email"] = email, ["Password"] = password };

    internal static async Task<FiledMail> SignUpAsync(Server server, Browser browser, string email)
    {
        var answer = await browser.PostFormAsync("/account/sign-up", Form(email, Server.Password));
        Assert.Equal("/account/check-mail", answer.Headers.Location?.OriginalString);
        return await server.MailToAsync(email);
    }

    internal static async Task<bool> CanSignInAsync(Server server, string email, string password)
    {
        using var browser = server.NewBrowser();
        var answer = await browser.PostFormAsync("/account/sign-in", new() { ["Email"] = email, ["Password"] = password });
        return answer.StatusCode is HttpStatusCode.Redirect;
    }

    // Status, headers that could tell, and both bodies; without what is random.
    private static async Task<string> AnswerAsync(Browser browser, string email)
    {
        var answer = await browser.PostFormAsync("/account/sign-up", Form(email, Other));
        var cookies = string.Join(',', browser.Cookies.GetAllCookies().Select(c => c.Name).Order());
        var page = await browser.GetPageAsync("/account/check-mail");
        return $"{answer.StatusCode} {answer.Headers.Location} {cookies}\n{page.QuerySelector("main")!.TextContent}";
    }
}
