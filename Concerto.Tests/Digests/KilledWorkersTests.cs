using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Concerto.Domain;
using Concerto.Domain.Email;
using Concerto.Tests.Crash;
using Concerto.Tests.Email;
using Concerto.Tests.Uploads;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Digests;

/// <summary>Two workers on one MariaDB, killed twenty times while 300 digests are due; what was accepted is what the other end says, which outlives them all.</summary>
public sealed class KilledWorkersTests
{
    private const int People = 300, Deaths = 20, DeathsEarly = 8;

    [Fact]
    public async Task Law6_two_workers_that_are_killed_twenty_times_send_each_of_300_digests_once()
    {
        await using var post = await FakeResend.StartAsync();
        var clock = new AdjustableClock();
        clock.Offset = clock.Now().Date.AddDays(1).AddHours(9).AddMinutes(1) - clock.Now(); // a minute after nine
        await using var server = await ConcertoFixture.StartAsync(ConcertoFixture.MariaDb, builder => builder.Services.AddSingleton<TimeProvider>(clock), ["--Concerto:Roles=web", .. post.Settings]);
        var choir = await server.ChoirAsync(People);
        await choir.TellAsync(times: 3);

        var (died, errors) = (0, new ConcurrentQueue<string>());
        await Task.WhenAll(LiveAsync(), LiveAsync());
        Assert.Empty(errors);
        Assert.InRange(post.Accepted.Count, 1, People - 1); // they were killed while there was something to do

        // Started again, after the leases of the dead have run out.
        clock.Offset += TimeSpan.FromMinutes(3);
        await Task.WhenAll(RunAsync(dieAt: 0), RunAsync(dieAt: 0));
        Assert.Empty(errors);
        Assert.Equal(choir.People.Select(p => p.Email).Order(StringComparer.Ordinal), post.Accepted.Select(m => m.To).Order(StringComparer.Ordinal));
        Assert.All(post.Accepted, mail => Assert.Equal("3 new versions of Song 01", mail.Subject));
        await server.LookAsync(async db =>
        {
            Assert.Equal((People, People), (await db.Digests.CountAsync(), await db.OutboundEmails.CountAsync(m => m.State == MailState.Sent)));
            Assert.False(await db.Notifications.AnyAsync(n => n.MailId == null));
        });

        // A worker lives again as soon as it is dead, a little later by the clock, so that a dead one's hold on the job does not stop it for good.
        async Task LiveAsync()
        {
            for (int before; (before = Volatile.Read(ref died)) < Deaths;)
            {
                if (await RunAsync(dieAt: Random.Shared.Next(1, before < DeathsEarly ? 14 : 120)) == 0) continue;
                clock.Offset += TimeSpan.FromSeconds(Interlocked.Increment(ref died) <= DeathsEarly ? 61 : 15);
            }
        }

        async Task<int> RunAsync(int dieAt)
        {
            string[] arguments = [typeof(CrashHost).Assembly.Location, DigestNode.Word, dieAt.ToString(CultureInfo.InvariantCulture), clock.Offset.Ticks.ToString(CultureInfo.InvariantCulture), .. server.Settings];
            using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
            if (process.ExitCode is not (0 or 137)) errors.Enqueue($"It died of something else ({process.ExitCode}): {await output}{await error}");
            return process.ExitCode;
        }
    }
}
