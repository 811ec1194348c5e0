using Concerto.Domain;
using Concerto.Domain.Email;
using Concerto.Domain.Notifications;
using Concerto.Tests.Email;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Uploads;
using Concerto.Web.Cli;
using Concerto.Web.Features.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Digests;

public sealed class RunDigestsTests
{
    private readonly FakeTimeProvider _clock = new(new(2026, 11, 25, 8, 59, 59, TimeSpan.Zero));

    [OnBothDatabases]
    public async Task Law6_within_the_half_hour_after_the_hour_one_goes_to_everybody_who_has_something_unread_with_all_of_it(string database)
    {
        await using var server = await Mailing.StartAsync(database, _clock);
        var choir = await server.ChoirAsync(6);
        var (ana, seen, idle, disabled, never, elsewhere) = (choir.People[0], choir.People[1], choir.People[2], choir.People[3], choir.People[4], choir.People[5]);
        await choir.TellAsync(choir.People.Except([idle]), times: 3);
        await server.LookAsync(async db =>
        {
            await db.Notifications.Where(n => n.UserId == seen.Id).ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, _clock.Now()));
            await db.Users.Where(u => u.Id == disabled.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, _clock.Now()));
            await db.Users.Where(u => u.Id == never.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.DigestHour, (int?)null));
            await db.Users.Where(u => u.Id == elsewhere.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.TimeZone, "Europe/Vienna"));
        });
        Assert.Equal(0, await server.RunDigestsAsync()); // a second before

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await server.RunDigestsAsync());
        Assert.Equal(0, await server.RunDigestsAsync());
        Assert.Equal(3, await server.CarriedAsync(ana));
        var written = await server.QueryAsync(db => db.OutboundEmails.SingleAsync());
        Assert.Equal((MailLane.Digest, $"digest:{ana.Id}:2026-11-25", _clock.Now().AddMinutes(30)), (written.Lane, written.DedupeKey, written.ExpiresAt));
        await server.DispatchAsync();
        Assert.Equal("3 new versions of Song 01", (await server.MailToAsync(ana.Email)).Subject);

        await choir.TellAsync(ana);
        _clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal(0, await server.RunDigestsAsync()); // what came later is for tomorrow
        _clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
        Assert.Equal(0, await server.RunDigestsAsync()); // half an hour late
        _clock.Advance(TimeSpan.FromHours(23.5));
        Assert.Equal(1, await server.RunDigestsAsync());
        Assert.Equal(4, await server.CarriedAsync(ana));
    }

    [OnBothDatabases]
    public async Task Law6_a_digest_that_could_not_be_sent_in_time_is_not_sent_late_and_what_it_told_of_rides_in_the_next(string database)
    {
        await using var server = await Mailing.StartAsync(database, _clock);
        var choir = await server.ChoirAsync(1);
        await choir.TellAsync(times: 2);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await server.RunDigestsAsync());
        _clock.Advance(TimeSpan.FromMinutes(30)); // nobody dispatched
        Assert.Equal(0, await server.DispatchAsync());
        Assert.Equal(0, await server.CarriedAsync(choir.People[0]));
        Assert.Equal(0, await server.RunDigestsAsync());

        await choir.TellAsync();
        _clock.Advance(TimeSpan.FromHours(23.5));
        Assert.Equal(1, await server.RunDigestsAsync());
        Assert.Equal(1, await server.DispatchAsync());
        Assert.Equal("3 new versions of Song 01", (await server.MailToAsync(choir.People[0].Email)).Subject);
    }

    [OnBothDatabases]
    public async Task Law6_eight_nodes_at_once_write_one_to_each_of_forty(string database)
    {
        await using var server = await Mailing.StartAsync(database, _clock);
        var choir = await server.ChoirAsync(40);
        await choir.TellAsync(times: 2);
        _clock.Advance(TimeSpan.FromMinutes(1));

        var written = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(server.RunDigestsAsync)));
        Assert.Equal(40, written.Sum());
        Assert.Equal(40, await server.QueryAsync(db => db.Digests.CountAsync()));
        Assert.Equal(40, await server.DispatchAsync());
        Assert.Equal(2, await server.QueryAsync(db => db.Notifications.GroupBy(n => n.MailId).Select(g => g.Count()).Distinct().SingleAsync()));
    }

    [OnBothDatabases]
    public async Task Law10_who_was_removed_meanwhile_is_not_told_and_keeps_nobody_waiting(string database)
    {
        await using var server = await Mailing.StartAsync(database, _clock);
        var choir = await server.ChoirAsync(2);
        await choir.TellAsync();
        await server.LookAsync(db => db.Shares.Where(h => h.UserId == choir.People[0].Id).ExecuteDeleteAsync());
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(1, await server.RunDigestsAsync());
        Assert.Equal(0, await server.RunDigestsAsync());
        Assert.Equal((0, 1), (await server.CarriedAsync(choir.People[0]), await server.CarriedAsync(choir.People[1])));
    }

    [OnBothDatabases]
    public async Task Law7_what_the_budget_does_not_let_go_waits_and_who_has_waited_longest_comes_first_wherever_they_live(string database)
    {
        // Ten mails a day, four of them kept back: six digests, for nine people in the east and nine in the west.
        await using var server = await Mailing.StartAsync(database, _clock, settings: "--Concerto:Email:Budget:Daily=10");
        var choir = await server.ChoirAsync(9, "Asia/Tokyo");
        await choir.JoinAsync(9, "America/New_York", 9);
        for (var day = 1; day <= 6; day++)
        {
            await choir.TellAsync();
            foreach (var nine in new[] { TimeSpan.FromMinutes(1), TimeSpan.FromHours(14) }) // there, and there
            {
                _clock.Advance(new DateTime(2026, 11, 25).AddDays(day).Add(nine) - _clock.Now());
                await server.RunDigestsAsync();
                await server.DispatchAsync();
            }
        }
        var order = await server.QueryAsync(db => db.OutboundEmails.Where(m => m.State == MailState.Sent).OrderBy(m => m.SentAt).ThenBy(m => m.Id).Select(m => m.To).ToListAsync());

        Assert.Equal(36, order.Count);
        Assert.Equal(18, order.Take(18).Distinct().Count()); // nobody has a second before everybody has a first
        Assert.Equal(18, order.Skip(18).Distinct().Count());
        Assert.Equal(0, await server.CountAsync(MailLane.Digest, MailState.Expired));
    }

    [OnBothDatabases]
    public async Task A_hundred_take_as_many_commands_as_one_but_for_adding_rows(string database)
    {
        var log = new Log();
        await using var server = await ConcertoFixture.StartAsync(database, builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(_clock);
            builder.Logging.AddProvider(log).AddFilter<Log>("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Information);
        }, "--Concerto:Jobs:Enabled=false");
        var choir = await server.ChoirAsync(102);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await CommandsAsync(choir.People[..1]); // the first of a process reads the keys that mails are frozen with

        var one = await CommandsAsync(choir.People[1..2]);
        Assert.Equal(one, await CommandsAsync(choir.People[2..]));
        Assert.InRange(one, 4, 8);

        async Task<int> CommandsAsync(List<Member> whom)
        {
            await choir.TellAsync(whom, times: 3);
            log.Lines.Clear();
            Assert.Equal(whom.Count, await server.RunDigestsAsync());
            return log.Sql.Count(sql => !sql.Contains("INSERT INTO", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_verb_prints_whose_digest_it_wrote_and_with_another_time_only_looks()
    {
        await using var server = await Mailing.StartAsync(ConcertoFixture.Sqlite, _clock);
        var now = TimeProvider.System.Now();
        var choir = await server.ChoirAsync(1, hour: now.AddHours(5).Hour);
        await choir.TellAsync(times: 2);
        var email = choir.People[0].Email;
        var at = now.Date.AddHours(now.AddHours(5).Hour).AddMinutes(10);

        var looked = await VerbAsync("digest", "run", "--at", $"{at:yyyy-MM-ddTHH:mm}Z", "--environment=Production");
        Assert.Equal($"{email}  {at:yyyy-MM-dd}  2 new\n1 digest would be written. Nothing was changed.\n", looked);
        Assert.Equal(0, await server.CarriedAsync(choir.People[0]));
        Assert.Equal("0 digests written.\n", await VerbAsync("digest", "run"));

        Assert.Equal($"{email}  {at:yyyy-MM-dd}  2 new\n1 digest written.\n", await VerbAsync("digest", "run", "--at", $"{at:yyyy-MM-ddTHH:mm}Z"));
        Assert.InRange(await server.QueryAsync(db => db.OutboundEmails.Select(m => m.ExpiresAt).SingleAsync()), now.AddMinutes(20), now.AddMinutes(22)); // it can be sent

        async Task<string> VerbAsync(params string[] words)
        {
            using StringWriter output = new(), error = new();
            Assert.Equal(0, await CommandLine.RunAsync([.. server.Settings, .. words], output, error));
            Assert.Equal("", error.ToString());
            return output.ToString();
        }
    }

    [OnBothDatabases]
    public async Task Which_digests_there_were_is_forgotten_after_ninety_days(string database)
    {
        await using var server = await Mailing.StartAsync(database, _clock);
        var choir = await server.ChoirAsync(1);
        await choir.TellAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));
        await server.RunDigestsAsync();
        _clock.Advance(TidyLedger.DigestsKept);
        Assert.Equal(0, await server.UseAsync((TidyLedger tidy) => tidy.ExecuteAsync(default)));
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await server.UseAsync((TidyLedger tidy) => tidy.ExecuteAsync(default)));
    }
}
