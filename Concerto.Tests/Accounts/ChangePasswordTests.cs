using System.Net;
using Concerto.Domain.Accounts;
using Concerto.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Accounts;

public sealed class ChangePasswordTests
{
    private const string Other = "granite-violin-ninety-clouds", Form = "form[action*=Password]";

    [OnBothDatabases]
    public async Task A_new_password_ends_the_other_sessions_and_reset_links_this_browser_stays_in_and_the_owner_is_told(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        using var here = await mira.SignedInAsync();
        using var there = await mira.SignedInAsync();
        await server.UseAsync((RequestPasswordReset request) => request.ExecuteAsync(mira.Email, default));
        var link = (await server.MailToAsync(mira.Email, "new password")).Link().PathAndQuery;

        await here.PostFormAsync("/settings/security", new() { ["current"] = Server.Password, ["password"] = Other }, Form);

        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/projects")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await there.GetAsync("/projects")).StatusCode);
        Assert.Contains("doesn’t work any more", (await here.GetPageAsync(link)).QuerySelector("main")!.TextContent);
        Assert.Contains("Every other browser has been signed out", (await server.MailToAsync(mira.Email, "password was changed")).Text);
        Assert.True(await SignUpTests.CanSignInAsync(server, mira.Email, Other));
        Assert.Equal(1, await server.QueryAsync(db => db.AuditEntries.CountAsync(e => e.PersonId == mira.Id && e.Action == AuditAction.PasswordChanged)));
    }

    [OnBothDatabases]
    public async Task What_is_wrong_with_it_is_said_beside_the_field_and_nothing_changes(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        using var browser = await mira.SignedInAsync();

        Assert.Contains("not your password", await ProblemAsync("current", new() { ["current"] = "not-her-password-at-all", ["password"] = Other }));
        Assert.Contains("easily guessed", await ProblemAsync("password", new() { ["current"] = Server.Password, ["password"] = "password12345" }));
        Assert.Contains("already", await ProblemAsync("password", new() { ["current"] = Server.Password, ["password"] = Server.Password }));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/projects")).StatusCode);
        Assert.True(await SignUpTests.CanSignInAsync(server, mira.Email, Server.Password));

        async Task<string> ProblemAsync(string field, Dictionary<string, string> typed)
        {
            var answer = await browser.PostFormAsync("/settings/security", typed, Form);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            return (await Browser.ReadPageAsync(answer)).GetElementById($"{field}-error")!.TextContent;
        }
    }

    [OnBothDatabases]
    public async Task Guesses_at_the_current_one_count_like_those_at_sign_in(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        for (var i = 0; i < User.MaxTries; i++)
            await Assert.ThrowsAsync<WrongPasswordException>(() => server.UseAsync((ChangePassword change) => change.ExecuteAsync(new("wrong-wrong-wrong", Other), mira.Caller, default)));

        await Assert.ThrowsAsync<WrongPasswordException>(() => server.UseAsync((ChangePassword change) => change.ExecuteAsync(new(Server.Password, Other), mira.Caller, default)));
        Assert.Equal(1, await server.QueryAsync(db => db.AuditEntries.CountAsync(e => e.PersonId == mira.Id && e.Action == AuditAction.SignInFailed)));
    }
}
