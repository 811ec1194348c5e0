using Concerto.Domain;
using Concerto.Domain.Email;
using Concerto.Domain.Notifications;
using Concerto.Infrastructure.Scheduling;
using Concerto.Tests.Email;
using Concerto.Tests.Uploads;
using Concerto.Web;
using Concerto.Web.Features.Alerts;
using Concerto.Web.Features.Digests;
using Concerto.Web.Features.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Digests;

/// <summary>
/// The incident, once more: a worker is dead for a month while people are told of things every day. In the system before this one its return sent hundreds of digests,
/// overran the provider's quota and shut everybody out for a day.
/// </summary>
public sealed class ReplayTests
{
    private static readonly (string Zone, int Hour)[] Homes =
    [
        ("UTC", 9), ("Europe/Vienna", 9), ("Europe/Vienna", 0), ("America/New_York", 9), ("America/New_York", 23), ("Asia/Kolkata", 9),
        ("Asia/Kathmandu", 7), ("Pacific/Kiritimati", 9), ("Etc/GMT+12", 9), ("Australia/Lord_Howe", 18), ("America/St_Johns", 12), ("Asia/Tokyo", 9),
    ];

    private static readonly ScheduledJob Digests = Schedule.Jobs.Single(job => job.Type == typeof(RunDigests));
    private readonly FakeTimeProvider _clock = new(new(2026, 10, 20, 13, 2, 0, TimeSpan.Zero)); // a change of clocks lies in between

    [OnBothDatabases]
    public async Task Law5_a_worker_that_was_dead_for_a_month_is_missed_at_once_and_has_one_digest_a_person_to_send_with_everything_in_it(string database)
    {
        await using var server = await ConcertoFixture.StartAsync(database, builder => builder.Services.AddSingleton<TimeProvider>(_clock), "--Concerto:Roles=web");
        var choir = await server.ChoirAsync(0);
        foreach (var (zone, hour) in Homes) await choir.JoinAsync(1, zone, hour);
        await TickAsync(server);
        Assert.Empty(await AlertsAsync(server));

        // The worker dies.
        _clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Contains("Digests", Assert.Single(await AlertsAsync(server)).Text, StringComparison.Ordinal);
        for (var day = 0; day < 30; day++)
        {
            await choir.TellAsync();
            _clock.Advance(TimeSpan.FromDays(1));
        }
        Assert.Contains("have not run since 20 October. Is the worker running?", Assert.Single(await AlertsAsync(server)).Text, StringComparison.Ordinal);

        // It is back: whose slot is not now waits for it.
        var back = _clock.Now();
        await TickAsync(server);
        Assert.Empty(await AlertsAsync(server));
        while (_clock.Now() < back.AddHours(26))
        {
            await TickAsync(server);
            await server.DispatchAsync();
            _clock.Advance(TimeSpan.FromMinutes(25));
        }
        var sent = await server.QueryAsync(db => db.OutboundEmails.AsNoTracking().ToListAsync());
        Assert.Equal(choir.People.Select(p => p.Email).Order(StringComparer.Ordinal), sent.Select(m => m.To).Order(StringComparer.Ordinal)); // one each
        foreach (var (person, (zone, hour)) in choir.People.Zip(Homes))
        {
            var next = DigestSlot.Next(TimeZoneInfo.FindSystemTimeZoneById(zone), hour, back, before: back.AddDays(2))!.Value;
            var mail = sent.Single(m => m.To == person.Email);
            Assert.Equal((MailState.Sent, $"digest:{person.Id}:{next.Date:yyyy-MM-dd}"), (mail.State, mail.DedupeKey));
            Assert.InRange(mail.SentAt!.Value, next.Begins, next.Ends);
            Assert.Equal("30 new versions of Song 01", Assert.Single(await server.MailsToAsync(person.Email)).Subject);
        }
    }

    /// <summary>As a worker does, each five minutes.</summary>
    private async Task TickAsync(Server server)
    {
        using var lease = server.Services.GetRequiredService<Leases>().TryTake(Digests.Name);
        Assert.Null((await server.Services.GetRequiredService<JobRunner>().RunAsync(Digests, Digests.TickAt(_clock.Now()), lease!, default))?.Error);
    }

    private static async Task<IReadOnlyList<Alert>> AlertsAsync(Server server) => [.. (
        await server.UseAsync((IEnumerable<IAlertSource> sources) => server.QueryAsync(db => sources.OfType<JobAlerts>().Single().LookAsync(db, default)))).Where(a => a.Text.StartsWith("Digests", StringComparison.Ordinal))];
}
