using Concerto.Domain.Email;
using Concerto.Infrastructure.Email;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Email;

public sealed class MailBudgetTests
{
    private static readonly MailOutcome Yes = new MailOutcome.Accepted("id");

    private readonly FakeTimeProvider _clock = Mailing.Noon();

    [OnBothDatabases]
    public async Task Law7_digests_leave_room_and_neither_strangers_nor_a_pasted_list_keep_a_person_from_a_new_password(string database)
    {
        await using var server = await StartAsync(database, "--Concerto:Email:Budget:Daily=50");
        await server.WriteAsync(200, MailLane.Digest);
        Assert.Equal(30, await server.DispatchAsync());
        Assert.Equal(170, await server.CountAsync(MailLane.Digest, MailState.Queued));

        await server.WriteAsync(MailLane.Account, byStranger: true);
        await server.WriteAsync(MailLane.Invite);
        await server.WriteAsync(MailLane.Account);
        Assert.Equal(3, await server.DispatchAsync());

        await server.WriteAsync(100, MailLane.Account, client: "203.0.113.7", byStranger: true);
        for (var i = 0; i < 100; i++) await server.WriteAsync(MailLane.Account, client: $"198.51.100.{i}", byStranger: true);
        var mira = await server.NewPersonAsync();
        await server.WriteAsync(100, MailLane.Invite, sender: mira.Id);
        await server.DispatchAsync();
        var reset = await server.WriteAsync(MailLane.Account);
        Assert.Equal(1, await server.DispatchAsync());

        Assert.Equal(MailState.Sent, (await server.MailAsync(reset)).State);
        Assert.Equal(46, (await server.StandingAsync()).Day.Used);
    }

    [OnBothDatabases]
    public async Task Law7_one_client_one_sender_and_one_address_wait_long_before_the_budget_is_empty_and_one_mail_an_hour_still_goes(string database)
    {
        await using var server = await StartAsync(database, "--Concerto:Email:Budget:Daily=100");
        var mira = await server.NewPersonAsync();
        await server.WriteAsync(30, MailLane.Account, client: "203.0.113.7", byStranger: true);
        await server.WriteAsync(30, MailLane.Invite, sender: mira.Id);
        for (var i = 0; i < 10; i++) await server.WriteAsync(MailLane.Account, to: "jonas@example.com");
        Assert.Equal(20 + 25 + 5, await server.DispatchAsync());
        Assert.Equal(0, await server.DispatchAsync());

        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1 + 1 + 1, await server.DispatchAsync());

        var waiting = await server.QueryAsync(db => db.OutboundEmails.AsNoTracking().FirstAsync(m => m.State == MailState.Queued && m.ByStranger));
        Assert.Equal((0, "Many mails were asked for from 203.0.113.7 within a day; until fewer were, one goes an hour."), (waiting.Attempts, waiting.LastError));
    }

    [OnBothDatabases]
    public async Task Law7_one_mailbox_is_one_however_its_address_is_written(string database)
    {
        await using var server = await StartAsync(database, "--Concerto:Email:Budget:Daily=100");
        for (var i = 0; i < 10; i++) await server.WriteAsync(MailLane.Invite, to: $"{"jonas"[..(i % 5)].ToUpperInvariant()}{"jonas"[(i % 5)..]}@example.com");
        Assert.Equal(5, await server.DispatchAsync());
    }

    [OnBothDatabases]
    public async Task Racing_dispatchers_never_take_more_places_than_there_are(string database)
    {
        await using var server = await StartAsync(database, "--Concerto:Email:Budget:Daily=20", "--Concerto:Email:Budget:ReservePercent=0");
        await server.WriteAsync(40, MailLane.Share);

        var counts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(server.DispatchAsync)));

        Assert.Equal(20, counts.Sum());
        Assert.Equal(20, (await server.StandingAsync()).Day.Used);
    }

    [OnBothDatabases]
    public async Task What_waits_goes_after_midnight_and_the_month_has_its_own_end(string database)
    {
        await using var server = await StartAsync(database, "--Concerto:Email:Budget:Daily=10", "--Concerto:Email:Budget:Monthly=15", "--Concerto:Email:Budget:ReservePercent=0");
        await server.WriteAsync(30, MailLane.Share);
        Assert.Equal(10, await server.DispatchAsync());
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(5, await server.DispatchAsync());
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await server.DispatchAsync());

        var standing = await server.StandingAsync();
        Assert.Equal((0, 15, new DateTime(2027, 4, 1)), (standing.Day.Used, standing.Month.Used, standing.Month.EndsAt));
        Assert.Equal((15, 0), (standing.Lanes[(int)MailLane.Share].Waiting, standing.Lanes[(int)MailLane.Share].Left));
    }

    [OnBothDatabases]
    public async Task A_place_comes_back_when_the_mail_was_certainly_not_taken_and_stays_when_it_may_have_been(string database)
    {
        await using var server = await StartAsync(database, [new MailOutcome.Refused("No."), new MailOutcome.TryAgain("Closed."), new MailOutcome.TryAgain("Silence.") { MayHaveIt = true }, Yes], "--Concerto:Email:Budget:Daily=100");
        await server.WriteAsync(3, MailLane.Share);
        await server.DispatchAsync();
        Assert.Equal(1, (await server.StandingAsync()).Day.Used);

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, await server.DispatchAsync());
        Assert.Equal(2, (await server.StandingAsync()).Day.Used); // the one in doubt had its place already
    }

    [OnBothDatabases]
    public async Task Law7_a_mail_in_doubt_that_took_the_last_place_is_given_to_the_provider_again_by_the_place_it_has(string database)
    {
        await using var server = await StartAsync(database, [new MailOutcome.TryAgain("Silence.") { MayHaveIt = true }, Yes], "--Concerto:Email:Budget:Daily=1");
        var reset = await server.WriteAsync(MailLane.Account);
        Assert.Equal(0, await server.DispatchAsync());

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await server.DispatchAsync().WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal((MailState.Sent, 1), ((await server.MailAsync(reset)).State, (await server.StandingAsync()).Day.Used));
    }

    [OnBothDatabases]
    public async Task What_the_provider_counts_is_believed(string database)
    {
        await using var server = await StartAsync(database, [Yes with { Count = new(60, 900) }, Yes with { Count = new(5, null) }], "--Concerto:Email:Budget:Daily=100");
        await server.WriteAsync(MailLane.Share);
        await server.DispatchAsync();
        Assert.Equal((60, 900), ((await server.StandingAsync()).Day.Used, (await server.StandingAsync()).Month.Used));
        await server.WriteAsync(MailLane.Share);
        Assert.Equal(0, await server.DispatchAsync()); // no room for shares above 60

        await server.WriteAsync(MailLane.Account);
        Assert.Equal(2, await server.DispatchAsync()); // it counts less by now, so the share goes as well
    }

    [OnBothDatabases]
    public async Task A_lane_is_told_what_it_may_still_write(string database)
    {
        await using var server = await StartAsync(database, "--Concerto:Email:Budget:Daily=50");
        Assert.Equal(30, await server.LeftAsync(MailLane.Digest));

        await server.WriteAsync(4, MailLane.Account);
        await server.WriteAsync(3, MailLane.Digest);
        Assert.Equal((23, 46), (await server.LeftAsync(MailLane.Digest), await server.LeftAsync(MailLane.Account)));

        await server.DispatchAsync();
        Assert.Equal(23, await server.LeftAsync(MailLane.Digest));
        await using var unlimited = await StartAsync(database);
        Assert.Equal(int.MaxValue, await unlimited.LeftAsync(MailLane.Digest));
    }

    [Theory]
    [InlineData("resend", null, 100, 3000)]
    [InlineData("folder", null, null, null)]
    [InlineData("resend", 0, null, 3000)]
    [InlineData("folder", 7, 7, null)]
    public void Limits_are_those_of_the_free_plan_unless_they_are_set(string provider, int? daily, int? daysLimit, int? monthsLimit)
    {
        var options = new EmailOptions { Provider = provider, Budget = new() { Daily = daily } };
        Assert.Equal((daysLimit, monthsLimit), (options.DailyLimit, options.MonthlyLimit));
    }

    private Task<Server> StartAsync(string database, params string[] settings) => StartAsync(database, [Yes], settings);

    private Task<Server> StartAsync(string database, MailOutcome[] answers, params string[] settings) => Mailing.StartAsync(database, _clock, new Scripted(answers), settings);
}
