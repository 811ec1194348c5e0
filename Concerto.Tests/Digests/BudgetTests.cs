using AngleSharp.Dom;
using Concerto.Domain.Email;
using Concerto.Tests.Accounts;
using Concerto.Tests.Email;
using Concerto.Tests.GraphQL;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Digests;

/// <summary>
/// The incident's second half: digests used the budget up, and nobody could verify an account, accept an invite or reset a password. All that people do here they do on
/// the pages, from one address of the network: what holds is what the whole of it makes of that, caps by client, sender and address among it.
/// </summary>
public sealed class BudgetTests
{
    private readonly FakeTimeProvider _clock = new(new(2027, 3, 10, 9, 1, 0, TimeSpan.Zero));

    [OnBothDatabases]
    public async Task Law7_of_200_digests_thirty_go_who_waits_for_a_mail_gets_it_at_once_and_the_rest_follow_with_nobody_passed_over(string database)
    {
        await using var server = await Mailing.StartAsync(database, _clock, settings: ["--Concerto:Email:Budget:Daily=50", "--Concerto:Email:Budget:ReservePercent=40"]);
        var (mira, jonas, admin) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"), await server.NewPersonAsync("Ada", admin: true));
        using var miras = await mira.SignedInAsync();
        using var jonass = await jonas.SignedInAsync();
        using var desk = await admin.SignedInAsync();
        using var stranger = server.NewBrowser();
        var (mirasAlbum, jonassAlbum) = (await server.ProjectAsync(mira, "Album"), await server.ProjectAsync(jonas, "Demos"));
        var choir = await server.ChoirAsync(200);
        await choir.TellAsync();

        Assert.Equal(30, await server.RunDigestsAsync());
        Assert.Equal(30, await server.DispatchAsync());
        Assert.Equal(0, await server.RunDigestsAsync());
        Assert.Equal(("30 of 50 taken", "20 are kept for invites and accounts, 10 of them for accounts alone."), await TodayAsync(desk));
        Assert.Equal(["Accounts: nothing waits, 20 more may go", "Invites and shares: nothing waits, 10 more may go", "Mentions: nothing waits, none may go now", "Digests: nothing waits, 170 people have news for the next, none may go now"], await LanesAsync(desk));

        // One after the other, each at once.
        var (newcomer, friend) = (Server.NewAddress("newcomer"), Server.NewAddress("friend"));
        await stranger.PostFormAsync("/account/sign-up", SignUpTests.Form(newcomer, Server.Password));
        Assert.Equal((1, "Confirm your address for Concerto"), (await server.DispatchAsync(), (await server.MailToAsync(newcomer)).Subject));
        await jonass.PostFormAsync($"/projects/{jonassAlbum.Id}/share", new() { ["addresses"] = friend, ["role"] = "Commenter" }, "form.share-form");
        Assert.Equal((1, "Jonas shared “Demos” with you"), (await server.DispatchAsync(), (await server.MailToAsync(friend)).Subject));
        await stranger.PostFormAsync("/account/forgot", new() { ["Email"] = mira.Email });
        Assert.Equal((1, "Choose a new password for Concerto"), (await server.DispatchAsync(), (await server.MailToAsync(mira.Email)).Subject));

        // Mira pastes a list of a hundred, and a stranger signs up a hundred times.
        await miras.PostFormAsync($"/projects/{mirasAlbum.Id}/share", new() { ["addresses"] = string.Join("; ", Enumerable.Range(1, 100).Select(i => $"Fan {i} <{Server.NewAddress("fan")}>")), ["role"] = "Viewer" }, "form.share-form");
        Assert.Equal("Shared “Album” with 100 people.", (await miras.GetPageAsync($"/projects/{mirasAlbum.Id}/share")).QuerySelector(".notice.good")!.TextContent.Trim());
        Assert.Equal((7, 0), (await server.DispatchAsync(), await server.DispatchAsync())); // up to what is kept for accounts
        for (var i = 0; i < 100; i++) await stranger.PostFormAsync("/account/sign-up", SignUpTests.Form(Server.NewAddress("made.up"), Server.Password));
        Assert.Equal((5, 0), (await server.DispatchAsync(), await server.DispatchAsync())); // up to half of that

        await stranger.PostFormAsync("/account/forgot", new() { ["Email"] = jonas.Email });
        Assert.Equal((1, "Choose a new password for Concerto"), (await server.DispatchAsync(), (await server.MailToAsync(jonas.Email)).Subject));
        Assert.Equal("46 of 50 taken 92 %", (await TodayAsync(desk)).Used);
        Assert.Equal(["Accounts: 95 wait, 4 more may go", "Invites and shares: 93 wait, none may go now", "Mentions: nothing waits, none may go now", "Digests: nothing waits, 170 people have news for the next, none may go now"], await LanesAsync(desk));
        Assert.StartsWith("The mail budget of today is used to 92 %. What is left is kept for mails about accounts", Assert.Single(await server.MailAlertsAsync()), StringComparison.Ordinal);

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

        // Nothing was lost on the way: whose first digest came on the seventh day has all seven days in it.
        var last = await server.QueryAsync(db => db.OutboundEmails.Where(m => m.Lane == MailLane.Digest).GroupBy(m => m.To).Where(g => g.Count() == 1).Select(g => new { g.Key, At = g.Max(m => m.SentAt) }).OrderByDescending(m => m.At).Select(m => m.Key).FirstAsync());
        Assert.Equal("7 new versions of Song 01", (await server.MailToAsync(last)).Subject);
    }

    [Fact]
    public async Task Law7_one_client_one_sender_and_one_address_are_held_up_long_before_the_budget_is_empty_and_nobody_else_is()
    {
        await using var server = await Mailing.StartAsync(ConcertoFixture.Sqlite, _clock, settings: "--Concerto:Email:Budget:Daily=100");
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        using var miras = await mira.SignedInAsync();
        using var stranger = server.NewBrowser();
        var album = await server.ProjectAsync(mira, "Album");

        for (var i = 0; i < 30; i++) await stranger.PostFormAsync("/account/sign-up", SignUpTests.Form(Server.NewAddress("made.up"), Server.Password));
        Assert.Equal(20, await server.DispatchAsync()); // of one client
        await miras.PostFormAsync($"/projects/{album.Id}/share", new() { ["addresses"] = string.Join(", ", Enumerable.Range(1, 30).Select(_ => Server.NewAddress("fan"))), ["role"] = "Viewer" }, "form.share-form");
        Assert.Equal(25, await server.DispatchAsync()); // of one sender
        for (var i = 0; i < 8; i++, _clock.Advance(TimeSpan.FromSeconds(61))) await stranger.PostFormAsync("/account/forgot", new() { ["Email"] = mira.Email });
        Assert.Equal(5, await server.DispatchAsync()); // to one address

        await stranger.PostFormAsync("/account/forgot", new() { ["Email"] = jonas.Email });
        Assert.Equal((1, "Choose a new password for Concerto"), (await server.DispatchAsync(), (await server.MailToAsync(jonas.Email)).Subject));
        var why = await server.QueryAsync(db => db.OutboundEmails.Where(m => m.State == MailState.Queued).Select(m => m.LastError).Distinct().ToListAsync());
        Assert.Equal(["Its sender had many mails", "Many mails went to this address", "Many mails were asked for from 127.0.0.1"], why.Select(reason => reason!.Split(" sent")[0].Split(" within")[0]).Order(StringComparer.Ordinal));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(3, await server.DispatchAsync()); // one of each
    }

    private static async Task<(string Used, string Kept)> TodayAsync(Browser desk)
    {
        var gauge = (await desk.GetPageAsync("/admin/mail")).QuerySelector(".mail-gauge")!;
        return (Words(gauge.QuerySelector("p")!), Words(gauge.QuerySelector(".hint")!).Split(" New ")[0]);
    }

    private static async Task<IReadOnlyList<string>> LanesAsync(Browser desk) =>
        [.. (await desk.GetPageAsync("/admin/mail")).QuerySelectorAll(".lanes li").Select(lane => $"{lane.Children[0].TextContent}: {lane.Children[1].TextContent}, {lane.Children[2].TextContent}")];

    private static string Words(IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
