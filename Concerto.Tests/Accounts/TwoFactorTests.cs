using System.Net;
using System.Text.RegularExpressions;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using OtpNet;

namespace Concerto.Tests.Accounts;

public sealed class TwoFactorTests
{
    private const string Other = "granite-violin-ninety-clouds";

    [OnBothDatabases]
    public async Task Once_it_is_on_a_password_leads_to_the_code_and_the_code_to_where_one_was_going(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        using var home = await mira.SignedInAsync();
        var setup = await home.GetPageAsync("/settings/two-factor");
        var app = new Totp(Base32Encoding.ToBytes(setup.QuerySelector(".key")!.TextContent.Replace(" ", "", StringComparison.Ordinal)));
        var ticket = setup.QuerySelector("input[name=ticket]")!.GetAttribute("value")!;
        var on = await Browser.ReadPageAsync(await home.PostFormAsync("/settings/two-factor", new() { ["ticket"] = ticket, ["code"] = app.ComputeTotp(), ["password"] = Server.Password }));
        Assert.Equal(RecoveryCode.Count, on.QuerySelectorAll(".codes li").Select(li => li.TextContent).Distinct().Count());
        Assert.Contains("Two-factor is on", (await server.MailToAsync(mira.Email)).Subject);

        using var browser = server.NewBrowser();
        var asked = await browser.PostFormAsync("/account/sign-in?returnUrl=%2Fprojects%3Fq%3Dx", new() { ["email"] = mira.Email, ["password"] = Server.Password });
        Assert.Equal("/account/code?returnUrl=%2Fprojects%3Fq%3Dx", asked.Headers.Location!.OriginalString);
        Assert.StartsWith("/account/sign-in?", (await browser.GetAsync("/projects")).Headers.Location?.OriginalString); // halfway is not in

        var code = app.ComputeTotp(TimeProvider.System.Now().AddSeconds(30)); // a later one: the code that turned it on is used up
        var wrong = await browser.PostFormAsync(asked.Headers.Location.OriginalString, new() { ["code"] = code == "123456" ? "654321" : "123456" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Equal("/projects?q=x", (await browser.PostFormAsync(asked.Headers.Location.OriginalString, new() { ["code"] = $"{code[..3]} {code[3..]}" })).Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/projects")).StatusCode);
    }

    [OnBothDatabases]
    public async Task A_code_works_once_also_fifty_times_at_once(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, app, _) = await PersonAsync(server);
        var (halfway, code) = (await HalfwayAsync(server, mira), app.Code(1)); // one code for all: a half minute may end meanwhile

        var entered = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => TryAsync(server, halfway, code)));

        Assert.Single(entered, true);
        Assert.False(await TryAsync(server, halfway, code));
    }

    [OnBothDatabases]
    public async Task A_recovery_code_works_once_also_fifty_times_at_once_and_its_owner_hears_of_it(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, _, codes) = await PersonAsync(server);
        var halfway = await HalfwayAsync(server, mira);

        var entered = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => TryAsync(server, halfway, i % 2 == 0 ? codes[3] : codes[3].ToUpperInvariant().Replace('-', ' '))));

        Assert.Single(entered, true);
        Assert.Contains("9 are left", (await server.MailToAsync(mira.Email, "recovery code was used")).Text);
        Assert.Equal(1, await server.QueryAsync(db => db.AuditEntries.CountAsync(e => e.PersonId == mira.Id && e.Action == AuditAction.RecoveryCodeUsed)));
    }

    [OnBothDatabases]
    public async Task After_five_wrong_codes_none_is_taken_for_a_quarter_of_an_hour_and_neither_a_new_password_nor_signing_in_again_ends_that(string database)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await ConcertoFixture.StartAsync(database, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var (mira, app, codes) = await PersonAsync(server, clock);
        var halfway = await HalfwayAsync(server, mira);
        for (var i = 0; i < Authenticator.MaxTries; i++) Assert.False(await TryAsync(server, halfway, "wrong"));
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.False(await TryAsync(server, halfway, app.Code()));
        Assert.False(await TryAsync(server, await HalfwayAsync(server, mira), codes[0]));
        Assert.Contains("may know", (await server.MailToAsync(mira.Email, "may know")).Subject);

        await server.UseAsync((RequestPasswordReset request) => request.ExecuteAsync(mira.Email, default));
        var token = (await server.MailToAsync(mira.Email, "new password")).Link().Query["?token=".Length..];
        var reset = await server.UseAsync((ResetPassword reset) => reset.ExecuteAsync(new(token, Other), default));
        Assert.True(reset.NeedsCode); // a mailbox is one factor, not two
        Assert.False(await TryAsync(server, reset, app.Code()));

        clock.Advance(Authenticator.Rest);
        Assert.True(await TryAsync(server, reset, app.Code()));
        Assert.Equal(1, await server.QueryAsync(db => db.AuditEntries.CountAsync(e => e.PersonId == mira.Id && e.Action == AuditAction.SignInFailed)));
    }

    [OnBothDatabases]
    public async Task Fifty_wrong_codes_at_once_are_five(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, _, _) = await PersonAsync(server);
        var halfway = await HalfwayAsync(server, mira);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => TryAsync(server, halfway, "wrong")));

        Assert.Equal(Authenticator.MaxTries, await server.QueryAsync(db => db.Authenticators.Where(a => a.UserId == mira.Id).Select(a => a.FailedTries).SingleAsync()));
    }

    [OnBothDatabases]
    public async Task A_reset_link_leads_to_the_code_too(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, app, _) = await PersonAsync(server);
        await server.UseAsync((RequestPasswordReset request) => request.ExecuteAsync(mira.Email, default));
        using var browser = server.NewBrowser();

        var asked = await browser.PostFormAsync((await server.MailToAsync(mira.Email, "new password")).Link().PathAndQuery, new() { ["password"] = Other });

        Assert.StartsWith("/account/code", asked.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/projects")).StatusCode);
        await browser.PostFormAsync(asked.Headers.Location.OriginalString, new() { ["code"] = app.Code(1) });
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/projects")).StatusCode);
    }

    [OnBothDatabases]
    public async Task A_password_that_was_changed_in_between_makes_the_code_worth_nothing(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, app, _) = await PersonAsync(server);
        var halfway = await HalfwayAsync(server, mira);
        await server.UseAsync((ChangePassword change) => change.ExecuteAsync(new(Server.Password, Other), mira.Caller, default));

        Assert.False(await TryAsync(server, halfway, app.Code(1)));
    }

    [OnBothDatabases]
    public async Task Turning_it_off_and_new_recovery_codes_take_the_password_and_a_code(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, app, old) = await PersonAsync(server);

        await Assert.ThrowsAsync<WrongPasswordException>(() => server.UseAsync((TurnOffTwoFactor off) => off.ExecuteAsync("not-her-password-at-all", app.Code(1), mira.Caller, default)));
        await Assert.ThrowsAsync<WrongCodeException>(() => server.UseAsync((TurnOffTwoFactor off) => off.ExecuteAsync(Server.Password, "wrong", mira.Caller, default)));
        await Assert.ThrowsAsync<InvalidInputException>(() => server.UseAsync((RenewRecoveryCodes renew) => renew.ExecuteAsync(Server.Password, "", mira.Caller, default)));

        var codes = await server.UseAsync((RenewRecoveryCodes renew) => renew.ExecuteAsync(Server.Password, app.Code(1), mira.Caller, default));
        Assert.False(await TryAsync(server, await HalfwayAsync(server, mira), old[0]));
        await server.UseAsync((TurnOffTwoFactor off) => off.ExecuteAsync(Server.Password, codes[0], mira.Caller, default));
        Assert.False((await server.UseAsync((SignIn signIn) => signIn.ExecuteAsync(new(mira.Email, Server.Password), default))).NeedsCode);
        Assert.Contains("is off", (await server.MailToAsync(mira.Email, "is off")).Subject);
    }

    [OnBothDatabases]
    public async Task An_admin_lets_somebody_in_who_has_lost_everything_and_nobody_else_can(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, _, _) = await PersonAsync(server);
        var (jonas, admin) = (await server.NewPersonAsync("Jonas"), await server.NewPersonAsync("Ada", admin: true));

        foreach (var caller in new[] { mira.Caller, jonas.Caller })
            await Assert.ThrowsAsync<NotAllowedException>(() => server.UseAsync((RemoveTwoFactor remove) => remove.ExecuteAsync(new(mira.Id), caller, default)));
        await server.UseAsync((RemoveTwoFactor remove) => remove.ExecuteAsync(new(mira.Id), admin.Caller, default));

        Assert.False((await server.UseAsync((SignIn signIn) => signIn.ExecuteAsync(new(mira.Email, Server.Password), default))).NeedsCode);
        Assert.Contains("An admin turned it off", (await server.MailToAsync(mira.Email, "is off")).Text);
        Assert.Equal(admin.Id, await server.QueryAsync(db => db.AuditEntries.Where(e => e.PersonId == mira.Id && e.Action == AuditAction.TwoFactorOff).Select(e => e.ActorId).SingleAsync()));
    }

    [OnBothDatabases]
    public async Task Turning_it_on_in_two_windows_at_once_turns_it_on_once(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();

        var done = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            try
            {
                return await TurnOnAsync(server, mira);
            }
            catch (TwoFactorIsOnException)
            {
                return null;
            }
        }));

        var (app, codes) = Assert.Single(done, d => d is not null)!;
        Assert.True(await TryAsync(server, await HalfwayAsync(server, mira), app.Code(1)));
        Assert.True(await TryAsync(server, await HalfwayAsync(server, mira), codes[9]));
        Assert.Equal(RecoveryCode.Count, await server.QueryAsync(db => db.RecoveryCodes.CountAsync(c => c.UserId == mira.Id)));
    }

    [OnBothDatabases]
    public async Task A_secret_that_was_made_for_somebody_else_is_none(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var his = server.Services.GetRequiredService<AuthenticatorSecrets>().New(jonas.Id, jonas.Email);

        await Assert.ThrowsAsync<InvalidInputException>(() => server.UseAsync((TurnOnTwoFactor on) => on.ExecuteAsync(new(his.Ticket, new App(his).Code(), Server.Password), mira.Caller, default)));
        Assert.False(await server.QueryAsync(db => db.Authenticators.AnyAsync(a => a.UserId == mira.Id)));
    }

    [OnBothDatabases]
    public async Task Neither_the_secret_nor_a_recovery_code_lies_in_the_database_as_it_is(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var shown = server.Services.GetRequiredService<AuthenticatorSecrets>().New(mira.Id, mira.Email);
        var codes = await server.UseAsync((TurnOnTwoFactor on) => on.ExecuteAsync(new(shown.Ticket, new App(shown).Code(), Server.Password), mira.Caller, default));

        var kept = await server.QueryAsync(db => db.Authenticators.Where(a => a.UserId == mira.Id).Select(a => a.Secret).SingleAsync());
        Assert.False(kept.AsSpan().IndexOf(Base32Encoding.ToBytes(shown.Key.Replace(" ", "", StringComparison.Ordinal))) >= 0);
        Assert.DoesNotContain(await server.QueryAsync(db => db.RecoveryCodes.Where(c => c.UserId == mira.Id).Select(c => c.CodeHash).ToListAsync()), hash => codes.Any(c => hash.Contains(c.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)));
    }

    private static async Task<(Person Person, App App, IReadOnlyList<string> Codes)> PersonAsync(Server server, TimeProvider? clock = null)
    {
        var mira = await server.NewPersonAsync();
        var (app, codes) = await TurnOnAsync(server, mira, clock);
        return (mira, app, codes);
    }

    private static async Task<Tuple<App, IReadOnlyList<string>>> TurnOnAsync(Server server, Person person, TimeProvider? clock = null)
    {
        var shown = server.Services.GetRequiredService<AuthenticatorSecrets>().New(person.Id, person.Email);
        var app = new App(shown, clock);
        return new(app, await server.UseAsync((TurnOnTwoFactor on) => on.ExecuteAsync(new(shown.Ticket, app.Code(), Server.Password), person.Caller, default)));
    }

    private static Task<SignedIn> HalfwayAsync(Server server, Person person) => server.UseAsync((SignIn signIn) => signIn.ExecuteAsync(new(person.Email, Server.Password), default));

    private static async Task<bool> TryAsync(Server server, SignedIn halfway, string code)
    {
        try
        {
            return !(await server.UseAsync((CheckCode check) => check.ExecuteAsync(halfway, code, default))).NeedsCode;
        }
        catch (WrongCodeException)
        {
            return false;
        }
    }

    private sealed class App(NewAuthenticator shown, TimeProvider? clock = null)
    {
        private readonly Totp _totp = new(Base32Encoding.ToBytes(shown.Key.Replace(" ", "", StringComparison.Ordinal)));

        /// <param name="ahead">Of how many half minutes later: the server takes the next one too, for clocks that are a little fast.</param>
        public string Code(int ahead = 0) => _totp.ComputeTotp((clock ?? TimeProvider.System).GetUtcNow().UtcDateTime.AddSeconds(30 * ahead));
    }
}
