using Concerto.Domain.Email;
using Concerto.Web.Features.Email;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Email;

/// <summary>The table of email.md, row by row, against a fake of Resend that keeps what it accepted.</summary>
public sealed class ResendTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = Mailing.Noon();
    private FakeResend _resend = null!;

    public async Task InitializeAsync() => _resend = await FakeResend.StartAsync(_clock);

    public async Task DisposeAsync() => await _resend.DisposeAsync();

    [Fact]
    public async Task A_mail_arrives_whole_with_a_way_to_end_it_for_digests_alone()
    {
        await using var server = await StartAsync(ConcertoFixture.Sqlite);
        var digest = await server.WriteAsync(MailLane.Digest, unsubscribe: new("https://concerto.example/unsubscribe?token=T"));
        var reset = await server.WriteAsync(MailLane.Account);
        Assert.Equal(2, await server.DispatchAsync());

        var mail = _resend.Accepted.Single(m => m.Key == digest.ToString());
        Assert.Equal(((await server.MailAsync(digest)).ProviderId, "Concerto <mail@concerto.example>".Replace("Concerto <", "\"Concerto\" <", StringComparison.Ordinal), "A mail in the lane Digest"), (mail.Id, mail.From, mail.Subject));
        Assert.Contains("https://concerto.example/", mail.Text, StringComparison.Ordinal);
        Assert.Equal(("<https://concerto.example/unsubscribe?token=T>", "List-Unsubscribe=One-Click"), (mail.Headers["List-Unsubscribe"], mail.Headers["List-Unsubscribe-Post"]));
        Assert.Empty(_resend.Accepted.Single(m => m.Key == reset.ToString()).Headers);
    }

    [OnBothDatabases]
    public async Task Law7_an_answer_that_is_lost_after_acceptance_is_asked_for_again_and_nothing_is_sent_twice(string database)
    {
        await using var server = await StartAsync(database, "--Concerto:Email:Budget:Daily=10");
        using var desk = await DeskAsync(server);
        var mail = await server.WriteAsync(MailLane.Account);
        _resend.Next(Fault.AnswerLost);
        Assert.Equal(0, await server.DispatchAsync());
        Assert.Equal(1, (await server.StandingAsync()).Day.Used);
        await SeesAsync(server, desk, "It waits. The connection to the provider broke before it had answered.");

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await server.DispatchAsync());

        Assert.Equal(_resend.Accepted.Single().Id, (await server.MailAsync(mail)).ProviderId);
        Assert.Equal((1, 1), (_resend.Replays, (await server.StandingAsync()).Day.Used));
        await SeesAsync(server, desk, "Nothing waits.");
    }

    [Fact]
    public async Task Too_fast_all_mail_rests_as_long_as_it_is_told_and_no_attempt_is_burned()
    {
        await using var server = await StartAsync(ConcertoFixture.Sqlite);
        using var desk = await DeskAsync(server);
        await server.WriteAsync(3, MailLane.Share);
        _resend.Next([.. Enumerable.Repeat(Fault.RateLimited, 30)]);
        for (var i = 0; i < 30; i++) await DispatchWhileTimeGoesByAsync(server);

        Assert.Equal((3, 33), (_resend.Accepted.Count, _resend.Requests));
        Assert.Equal(3, await server.QueryAsync(db => db.OutboundEmails.CountAsync(m => m.Attempts == 1)));
        Assert.DoesNotContain("No mail goes out", await SeenAsync(server, desk), StringComparison.Ordinal); // a moment's haste is nothing to tell an admin
    }

    [Fact]
    public async Task Its_headers_are_obeyed_so_that_it_never_has_to_say_too_fast()
    {
        _resend.RatePerSecond = 2;
        await using var server = await StartAsync(ConcertoFixture.Sqlite);
        await server.WriteAsync(7, MailLane.Share);
        while (_resend.Accepted.Count < 7) await DispatchWhileTimeGoesByAsync(server);
        Assert.Equal(7, _resend.Requests);
    }

    [OnBothDatabases]
    public async Task Law7_a_day_that_is_used_up_parks_all_mail_until_just_after_midnight_and_another_refusal_then_is_no_drama(string database)
    {
        await using var server = await StartAsync(database);
        using var desk = await DeskAsync(server);
        var mail = await server.WriteAsync(MailLane.Account);
        await server.WriteAsync(5, MailLane.Share);
        _resend.Next(Fault.DailyQuota, Fault.DailyQuota);
        await server.DispatchAsync();
        await SeesAsync(server, desk, "No mail goes out until after midnight (UTC): the mail provider’s quota of today is used up.");
        await SeesAsync(server, desk, "It said: 429 daily_quota_exceeded: You have reached your daily email sending quota.");
        _clock.Advance(TimeSpan.FromHours(11.9));
        await server.DispatchAsync();
        Assert.Equal((1, 0), (_resend.Requests, await server.LeftAsync(MailLane.Account)));

        _clock.Advance(TimeSpan.FromMinutes(10)); // 00:04: the provider's day is not over
        await server.DispatchAsync();
        Assert.Equal(2, _resend.Requests);
        _clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(6, await server.DispatchAsync());
        Assert.Equal((1, 6, 6), ((await server.MailAsync(mail)).Attempts, _resend.Accepted.Count, _resend.Accepted.Select(m => m.To).Distinct().Count()));
        Assert.DoesNotContain("No mail goes out", await SeenAsync(server, desk), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_month_that_is_used_up_parks_all_mail_and_is_asked_for_once_a_day()
    {
        await using var server = await StartAsync(ConcertoFixture.Sqlite);
        using var desk = await DeskAsync(server);
        await server.WriteAsync(MailLane.Share);
        _resend.Next(Fault.MonthlyQuota, Fault.MonthlyQuota);
        for (var hours = 0; hours < 26; hours++)
        {
            await server.DispatchAsync();
            _clock.Advance(TimeSpan.FromHours(1));
        }
        Assert.Equal(2, _resend.Requests);
        await SeesAsync(server, desk, "No mail goes out: the mail provider’s quota of this month is used up.");
        await SeesAsync(server, desk, "It said: 429 monthly_quota_exceeded: You have reached your monthly email sending quota.");

        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await server.DispatchAsync());
        Assert.Single(_resend.Accepted);
        Assert.DoesNotContain("No mail goes out", await SeenAsync(server, desk), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_being_worked_on_is_asked_for_again()
    {
        await using var server = await StartAsync(ConcertoFixture.Sqlite);
        using var desk = await DeskAsync(server);
        var mail = await server.WriteAsync(MailLane.Share);
        _resend.Next(Fault.StillAtIt, Fault.StillAtIt);
        await server.DispatchAsync();
        await SeesAsync(server, desk, "It waits. 409 concurrent_idempotent_requests: Same idempotency key used while original request is still in progress.");
        for (var i = 0; i < 2; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(20));
            await server.DispatchAsync();
        }
        Assert.Equal(mail.ToString(), _resend.Accepted.Single().Key);
    }

    [OnBothDatabases]
    public async Task A_key_that_was_used_for_something_else_may_have_been_sent_and_an_admin_decides(string database)
    {
        await using var server = await StartAsync(database);
        using var desk = await DeskAsync(server);
        var mail = await server.WriteAsync(MailLane.Share);
        await server.QueryAsync(db => db.OutboundEmails.Where(m => m.Id == mail).ExecuteUpdateAsync(set => set.SetProperty(m => m.To, "somebody.else@example.com")));
        _resend.Next(Fault.AnswerLost);
        await server.DispatchAsync();
        await server.QueryAsync(db => db.OutboundEmails.Where(m => m.Id == mail).ExecuteUpdateAsync(set => set.SetProperty(m => m.To, "jonas@example.com")));
        _clock.Advance(TimeSpan.FromMinutes(1));
        await server.DispatchAsync();
        Assert.Equal((MailState.Unknown, 0), ((await server.MailAsync(mail)).State, await server.DispatchAsync()));
        await SeesAsync(server, desk, "in doubt It may have gone out or not. 409 invalid_idempotent_request: Same idempotency key used with a different request payload.");
        await SeesAsync(server, desk, "A mail may have gone out or not: decide whether it is sent again.");

        await desk.PostFormAsync("/admin/mail", new() { ["mayArriveTwice"] = "false" }, "form[action*='Retry']");
        Assert.Equal(0, await server.DispatchAsync());
        await desk.PostFormAsync("/admin/mail", form: "form[action*='Retry']");
        Assert.Equal(1, await server.DispatchAsync());
        Assert.Equal($"{mail}-1", _resend.To("jonas@example.com").Single().Key);
    }

    [Theory]
    [InlineData(Fault.Malformed, "400 validation_error: We found an error with one or more fields in the request.")]
    [InlineData(Fault.Invalid, "422 validation_error: Invalid `to` field.")]
    internal async Task What_is_not_valid_is_a_dead_letter_with_the_reason_and_the_others_go(Fault fault, string reason)
    {
        await using var server = await StartAsync(ConcertoFixture.Sqlite, "--Concerto:Email:Budget:Daily=10");
        using var desk = await DeskAsync(server);
        var bad = await server.WriteAsync(MailLane.Account);
        await server.WriteAsync(2, MailLane.Share);
        _resend.Next(fault);
        Assert.Equal(2, await server.DispatchAsync());
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, await server.DispatchAsync());

        var dead = await server.MailAsync(bad);
        Assert.Equal((MailState.Dead, 2, 3, 2), (dead.State, _resend.Accepted.Count, _resend.Requests, (await server.StandingAsync()).Day.Used));
        await SeesAsync(server, desk, $"failed Given up. {reason}");
    }

    [Theory]
    [InlineData(Fault.RestrictedKey, "401 restricted_api_key: This API key is restricted to only send emails.")]
    [InlineData(Fault.WrongKey, "403 invalid_api_key: API key is invalid.")]
    [InlineData(Fault.WrongDomain, "403 validation_error: The concerto.example domain is not verified.")]
    internal async Task A_key_or_domain_that_is_refused_stops_all_mail_beyond_a_restart_until_an_admin_tries_again(Fault fault, string reason)
    {
        await using var server = await StartAsync(ConcertoFixture.Sqlite);
        using var desk = await DeskAsync(server);
        await server.WriteAsync(3, MailLane.Account);
        _resend.Next(fault);
        await server.DispatchAsync();
        await server.StopAsync();
        await server.StartAsync();
        _clock.Advance(TimeSpan.FromHours(3));
        Assert.Equal(0, await server.DispatchAsync());
        Assert.Equal(1, _resend.Requests);
        await SeesAsync(server, desk, "No mail goes out: the mail provider refuses us.");
        await SeesAsync(server, desk, $"It said: {reason}");

        await desk.PostFormAsync("/admin/mail", form: "form[action*='Resume']");
        Assert.Equal(3, await server.DispatchAsync());
        Assert.Equal(3, _resend.Accepted.Count);
    }

    [Fact]
    public async Task Ten_minutes_of_errors_are_outlasted_and_each_mail_goes_once()
    {
        await using var server = await StartAsync(ConcertoFixture.Sqlite);
        using var desk = await DeskAsync(server);
        await server.WriteAsync(5, MailLane.Share);
        _resend.Always = Fault.Failing;
        for (var seconds = 0; seconds < 1800; seconds += 15)
        {
            if (seconds == 600)
            {
                await SeesAsync(server, desk, "It waits. 500 application_error: An unexpected error occurred.");
                Assert.Equal((0, 5), (_resend.Accepted.Count, await server.CountAsync(MailLane.Share, MailState.Queued)));
                _resend.Always = Fault.None;
            }
            await server.DispatchAsync();
            _clock.Advance(TimeSpan.FromSeconds(15));
        }
        Assert.Equal((5, 5, 0), (_resend.Accepted.Count, _resend.Accepted.Select(m => m.To).Distinct().Count(), _resend.Replays));
        Assert.Equal(5, await server.CountAsync(MailLane.Share, MailState.Sent));
    }

    [Fact]
    public async Task Who_does_not_answer_in_time_may_have_it_and_is_asked_with_the_same_key()
    {
        await using var server = await StartAsync(ConcertoFixture.Sqlite, "--Concerto:Email:Resend:Patience=00:00:02");
        using var desk = await DeskAsync(server);
        await server.WriteAsync(MailLane.Share);
        _resend.Next(Fault.Silent);
        Assert.Equal(0, await server.DispatchAsync());
        await SeesAsync(server, desk, "It waits. The provider did not answer in time.");
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await server.DispatchAsync());
        Assert.Equal((1, 1), (_resend.Accepted.Count, _resend.Replays));
    }

    [OnBothDatabases]
    public async Task What_may_have_gone_is_not_sent_once_its_key_is_forgotten(string database)
    {
        await using var server = await StartAsync(database);
        var admin = await server.NewPersonAsync(admin: true);
        var mail = await server.WriteAsync(MailLane.Share);
        _resend.Next(Fault.AnswerLost);
        await server.DispatchAsync();
        _clock.Advance(TimeSpan.FromHours(24)); // everything was down
        Assert.Equal(0, await server.DispatchAsync());
        Assert.Equal((MailState.Unknown, 1, 1), ((await server.MailAsync(mail)).State, _resend.Requests, _resend.Accepted.Count));
        using (var desk = await DeskAsync(server)) await SeesAsync(server, desk, "in doubt It may have gone out or not.");

        await server.UseAsync((DropMail drop) => drop.ExecuteAsync(new(mail), admin.Caller, default));
        Assert.Equal(MailState.Dropped, (await server.MailAsync(mail)).State);
    }

    [Fact]
    public async Task Nobody_at_the_other_end_is_a_reason_to_try_again_and_takes_no_place()
    {
        await using var server = await StartAsync(ConcertoFixture.Sqlite, "--Concerto:Email:Budget:Daily=10", "--Concerto:Email:Resend:BaseUrl=http://127.0.0.1:9");
        var mail = await server.WriteAsync(MailLane.Account);
        await server.DispatchAsync();
        Assert.Equal((MailState.Queued, 1, null), ((await server.MailAsync(mail)).State, (await server.MailAsync(mail)).Attempts, (await server.MailAsync(mail)).InDoubtSince));
        Assert.Equal(0, (await server.StandingAsync()).Day.Used);
    }

    [Fact]
    public async Task The_providers_own_count_corrects_ours()
    {
        _resend.DailyLimit = 100;
        _resend.SentByOthers = 57;
        await using var server = await StartAsync(ConcertoFixture.Sqlite, "--Concerto:Email:Budget:Daily=100");
        await server.WriteAsync(10, MailLane.Digest);
        Assert.Equal(3, await server.DispatchAsync()); // digests stop at 60
        Assert.Equal(60, (await server.StandingAsync()).Day.Used);
    }

    [OnBothDatabases]
    public async Task Six_dispatchers_under_a_hail_of_faults_send_each_of_forty_mails_exactly_once(string database)
    {
        Fault[] hail = [Fault.AnswerLost, Fault.None, Fault.Failing, Fault.Broken, Fault.StillAtIt, Fault.AnswerLost];
        await using var server = await StartAsync(database, "--Concerto:Email:Budget:Daily=45", "--Concerto:Email:Budget:ReservePercent=0");
        await server.WriteAsync(40, MailLane.Share);
        _resend.Next([.. Enumerable.Range(0, 60).Select(i => hail[i % hail.Length])]);
        for (var round = 0; round < 30 && await server.CountAsync(MailLane.Share, MailState.Sent) < 40; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(server.DispatchAsync)));
            _clock.Advance(TimeSpan.FromSeconds(30));
        }
        Assert.Equal((40, 40), (_resend.Accepted.Count, _resend.Accepted.Select(m => m.To).Distinct().Count()));
        Assert.Equal(40, (await server.StandingAsync()).Day.Used);
    }

    private Task<Server> StartAsync(string database, params string[] settings) => Mailing.StartAsync(database, _clock, null, [.. _resend.Settings, .. settings]);

    /// <summary>It waits out by itself what it is asked to.</summary>
    private async Task DispatchWhileTimeGoesByAsync(Server server)
    {
        var pass = server.DispatchAsync();
        while (!pass.IsCompleted)
        {
            await Task.Delay(5);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        await pass;
    }

    /// <summary>An admin's browser.</summary>
    private static async Task<Browser> DeskAsync(Server server) => await (await server.NewPersonAsync("Ada", admin: true)).SignedInAsync();

    /// <summary>What the mail page says, and what admins are told on every other.</summary>
    private static async Task<string> SeenAsync(Server server, Browser desk) =>
        string.Join(' ', [.. await server.MailAlertsAsync(), .. (await desk.GetPageAsync("/admin/mail")).QuerySelector("main")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)]);

    private static async Task SeesAsync(Server server, Browser desk, string what)
    {
        var seen = await SeenAsync(server, desk);
        Assert.True(seen.Contains(what, StringComparison.Ordinal), $"“{what}” is not in: {seen}");
    }
}
