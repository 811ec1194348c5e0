using System.Net;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Email;
using Concerto.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Accounts;

public sealed class PasswordResetTests
{
    private const string Other = "granite-violin-ninety-clouds";

    [OnBothDatabases]
    public async Task Asking_answers_the_same_for_a_known_and_an_unknown_address(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var nobody = Server.NewAddress();

        Assert.Equal(await AskAsync(mira.Email), await AskAsync(nobody));
        Assert.Contains("password", (await server.MailToAsync(mira.Email)).Subject);
        Assert.False(await server.QueryAsync(db => db.OutboundEmails.AnyAsync(m => m.To == nobody)));

        async Task<string> AskAsync(string email)
        {
            using var browser = server.NewBrowser();
            var answer = await browser.PostFormAsync("/account/forgot", new() { ["Email"] = email });
            var page = await browser.GetPageAsync(answer.Headers.Location!.OriginalString);
            return $"{answer.StatusCode} {answer.Headers.Location} {page.QuerySelector("main")!.TextContent}";
        }
    }

    [OnBothDatabases]
    public async Task Asking_takes_its_time_whether_or_not_there_is_an_account(string database)
    {
        await using var server = await ConcertoFixture.StartAsync(database, settings: "--Concerto:Accounts:AnswerTime=00:00:00.400");
        var mira = await server.NewPersonAsync();

        foreach (var email in new[] { mira.Email, Server.NewAddress() })
        {
            var started = TimeProvider.System.GetTimestamp();
            await server.UseAsync((RequestPasswordReset request) => request.ExecuteAsync(email, default));
            Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(390));
        }
    }

    [OnBothDatabases]
    public async Task Of_fifty_who_use_one_link_at_once_one_sets_the_password(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var token = await TokenAsync(server, mira.Email);

        var set = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            try
            {
                await server.UseAsync((ResetPassword reset) => reset.ExecuteAsync(new(token, $"{Other}-{i}"), default));
                return i;
            }
            catch (LinkNotAliveException)
            {
                return -1;
            }
        }));

        var winner = Assert.Single(set, i => i >= 0);
        Assert.True(await SignUpTests.CanSignInAsync(server, mira.Email, $"{Other}-{winner}"));
    }

    [OnBothDatabases]
    public async Task Law9_a_reset_link_proves_the_mailbox_too(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var email = Server.NewAddress();
        using var attacker = server.NewBrowser();
        var verify = await SignUpTests.SignUpAsync(server, attacker, email);

        var token = await TokenAsync(server, email);
        await server.UseAsync((ResetPassword reset) => reset.ExecuteAsync(new(token, Other), default));

        Assert.True(await SignUpTests.CanSignInAsync(server, email, Other));
        Assert.False(await SignUpTests.CanSignInAsync(server, email, Server.Password));
        await Assert.ThrowsAsync<InvalidOperationException>(() => attacker.PostFormAsync(verify.Link().PathAndQuery, form: "main form")); // dead: the page has no form
    }

    [OnBothDatabases]
    public async Task Used_foreign_and_garbage_tokens_are_all_the_same_dead_link(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var used = await TokenAsync(server, mira.Email);
        await server.UseAsync((ResetPassword reset) => reset.ExecuteAsync(new(used, Other), default));
        var stranger = Server.NewAddress();
        await server.UseAsync((SignUp signUp) => signUp.ExecuteAsync(new("Sam", stranger, Server.Password), default));
        var forVerifying = (await server.MailToAsync(stranger)).Link().Query["?token=".Length..];
        using var browser = server.NewBrowser();

        HashSet<string> pages = [];
        foreach (var token in new[] { used, forVerifying, "", "x", new string('x', 2000), "%00", "'; DROP TABLE Users; --" })
        {
            await Assert.ThrowsAsync<LinkNotAliveException>(() => server.UseAsync((ResetPassword reset) => reset.ExecuteAsync(new(token, Other), default)));
            var answer = await browser.GetAsync($"/account/reset?token={Uri.EscapeDataString(token)}");
            pages.Add($"{answer.StatusCode} {(await Browser.ReadPageAsync(answer)).QuerySelector("main")!.TextContent}");
        }
        Assert.StartsWith("OK", Assert.Single(pages));
    }

    [OnBothDatabases]
    public async Task A_reset_link_lives_an_hour_and_a_verify_link_a_day(string database)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await ConcertoFixture.StartAsync(database, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var mira = await server.NewPersonAsync();
        var token = await TokenAsync(server, mira.Email);
        var email = Server.NewAddress();
        var cookie = await server.UseAsync((SignUp signUp) => signUp.ExecuteAsync(new("Sam", email, Server.Password), default));
        var verify = (await server.MailToAsync(email)).Link().Query["?token=".Length..];
        await server.MailIsOutAsync(email);

        Assert.True(await LivesAsync(LinkPurpose.ResetPassword, token));
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.True(await LivesAsync(LinkPurpose.ResetPassword, token));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(await LivesAsync(LinkPurpose.ResetPassword, token));
        await Assert.ThrowsAsync<LinkNotAliveException>(() => server.UseAsync((ResetPassword reset) => reset.ExecuteAsync(new(token, Other), default)));

        clock.Advance(TimeSpan.FromHours(22.9));
        Assert.True(await LivesAsync(LinkPurpose.Verify, verify));
        clock.Advance(TimeSpan.FromHours(0.2));
        Assert.False(await LivesAsync(LinkPurpose.Verify, verify));
        await Assert.ThrowsAsync<LinkNotAliveException>(() => server.UseAsync((VerifyAddress reset) => reset.ExecuteAsync(new(verify, cookie, null), default)));

        async Task<bool> LivesAsync(LinkPurpose purpose, string link) => await server.UseAsync((LookAtLink look) => look.ExecuteAsync(purpose, link, null, default)) is not null;
    }

    [OnBothDatabases]
    public async Task A_weak_new_password_is_refused_and_the_link_lives_on(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var token = await TokenAsync(server, mira.Email);
        using var browser = server.NewBrowser();

        var refused = await browser.PostFormAsync($"/account/reset?token={token}", new() { ["Password"] = "short" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var taken = await browser.PostFormAsync($"/account/reset?token={token}", new() { ["Password"] = Other });
        Assert.Equal("/projects", taken.Headers.Location?.OriginalString);
    }

    private static async Task<string> TokenAsync(Server server, string email)
    {
        await server.UseAsync((RequestPasswordReset request) => request.ExecuteAsync(email, default));
        var token = (await server.MailToAsync(email, "new password")).Link().Query["?token=".Length..];
        await server.MailIsOutAsync(email);
        return token;
    }
}
