using Concerto.Domain.Email;
using Concerto.Tests.Email;
using Concerto.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Digests;

/// <summary>The incident's second half: digests used the budget up, and nobody could verify an account, accept an invite or reset a password.</summary>
public sealed class BudgetTests
{
    private readonly FakeTimeProvider _clock = new(new(2026, 11, 25, 9, 1, 0, TimeSpan.Zero));

    [OnBothDatabases]
    public async Task Law7_of_200_digests_thirty_go_who_waits_for_a_mail_gets_it_at_once_and_the_rest_follow_with_nobody_passed_over(string database)
    {
        await using var server = await Mailing.StartAsync(database, _clock, settings: ["--Concerto:Email:Budget:Daily=50", "--Concerto:Email:Budget:ReservePercent=40"]);
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var choir = await server.ChoirAsync(200);
        await choir.TellAsync();

        Assert.Equal(30, await server.RunDigestsAsync());
        Assert.Equal(30, await server.DispatchAsync());
        Assert.Equal(0, await server.RunDigestsAsync());
        var standing = await server.StandingAsync();
        Assert.Equal((30, 50, 20, 10, 0), (standing.Day.Used, standing.Day.Limit, standing.Day.KeptForInvites, standing.Day.KeptForAccounts, standing.Lanes.Single(l => l.Lane == MailLane.Digest).Left));

        var newcomer = Server.NewAddress();
        await server.UseAsync((SignUp signUp) => signUp.ExecuteAsync(new("Newcomer", newcomer, Server.Password), default));
        await server.WriteAsync(MailLane.Invite, sender: mira.Id);
        await server.UseAsync((RequestPasswordReset reset) => reset.ExecuteAsync(mira.Email, default));
        Assert.Equal(3, await server.DispatchAsync());

        await server.WriteAsync(100, MailLane.Account, client: "203.0.113.7", byStranger: true);
        await server.WriteAsync(100, MailLane.Invite, sender: mira.Id);
        await server.DispatchAsync();
        await server.UseAsync((RequestPasswordReset reset) => reset.ExecuteAsync(jonas.Email, default));
        Assert.Equal(1, await server.DispatchAsync());
        Assert.Single(await server.MailsToAsync(jonas.Email));

        // Everybody has news every day; nobody has a second digest before everybody has a first.
        _clock.Advance(TimeSpan.FromDays(8)); // what strangers wrote is forgotten
        for (var day = 0; day < 6; day++, _clock.Advance(TimeSpan.FromDays(1)))
        {
            await choir.TellAsync();
            Assert.Equal(30, await server.RunDigestsAsync());
            Assert.Equal(30, await server.DispatchAsync());
        }
        var had = await server.QueryAsync(db => db.OutboundEmails.Where(m => m.Lane == MailLane.Digest && m.State == MailState.Sent).GroupBy(m => m.To).Select(g => g.Count()).ToListAsync());
        Assert.Equal((200, 190, 10), (had.Count, had.Count(n => n == 1), had.Count(n => n == 2)));
        Assert.Equal((0, 0), (await server.CountAsync(MailLane.Digest, MailState.Expired), await server.CountAsync(MailLane.Digest, MailState.Dead)));
    }
}
