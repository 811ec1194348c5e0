using System.Text.Json.Nodes;
using Concerto.Domain.Email;
using Concerto.Web.Features.Jobs;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Email;

/// <summary>The provider is away for minutes, late in the evening: the admin is told what is the matter, and can do something about it.</summary>
public sealed class OutageTests
{
    private readonly FakeTimeProvider _clock = Mailing.Noon();
    private MailOutcome? _down;

    public static TheoryData<MailOutcome> Failures => new(
        new MailOutcome.TryAgain("500 application_error: An unexpected error occurred.") { MayHaveIt = true },
        new MailOutcome.TryAgain("The provider can’t be reached: Connection refused (127.0.0.1:9)."),
        new MailOutcome.TooFast("429 rate_limit_exceeded: Too many requests.", TimeSpan.FromSeconds(30)));

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Law7_when_no_mail_goes_out_for_minutes_admins_are_told_why_and_what_waits_is_tried_when_they_say_so(MailOutcome failure)
    {
        await using var server = await StartAsync();
        using var desk = await (await server.NewPersonAsync("Ada", admin: true)).SignedInAsync();
        await server.WriteAsync(2, MailLane.Account);
        _down = failure;
        await server.DispatchAsync();
        Assert.Empty(await server.MailAlertsAsync()); // a hiccup mends itself
        Assert.NotNull((await desk.GetPageAsync("/admin")).QuerySelector(".notice.good"));
        await GoOnAsync(server, minutes: 4);

        var told = Assert.Single(await server.MailAlertsAsync());
        Assert.StartsWith($"Mail has not gone out since 12:00. {Reason(failure)} 2 mails wait; the next try is ", told, StringComparison.Ordinal);
        Assert.Contains("Mail has not gone out since", (await desk.GetPageAsync("/projects")).QuerySelector(".alert-line")!.TextContent, StringComparison.Ordinal);
        Assert.Null((await desk.GetPageAsync("/admin")).QuerySelector(".notice.good"));
        var page = (await desk.GetPageAsync("/admin/mail")).QuerySelectorAll("main .notice.bad");
        Assert.Contains("Mail does not go out.", Assert.Single(page).TextContent, StringComparison.Ordinal); // once
        Assert.Equal("Degraded", await ReadyAsync(server));
        Assert.Equal(["Mail is held up", "Mail is held up"], await ToldAsync(server)); // so is whoever waits for one, with an account or without

        _down = null;
        await desk.PostFormAsync("/admin/mail", form: "form[action*='Resume']");
        Assert.Equal(2, await server.DispatchAsync());
        Assert.Empty(await server.MailAlertsAsync());
        Assert.Equal("Healthy", await ReadyAsync(server));
        Assert.Equal(["Look into your mailbox", "Look into your mailbox"], await ToldAsync(server));
    }

    [Fact]
    public async Task Trying_at_once_uses_up_none_of_a_mails_tries()
    {
        await using var server = await StartAsync();
        using var desk = await (await server.NewPersonAsync("Ada", admin: true)).SignedInAsync();
        var mail = await server.WriteAsync(MailLane.Account);
        _down = new MailOutcome.TryAgain("500");
        await GoOnAsync(server, minutes: 4);
        for (var i = 0; i < OutboundEmail.MaxAttempts + 1; i++)
        {
            await desk.PostFormAsync("/admin/mail", form: "form[action*='Resume']");
            Assert.Equal(0, await server.DispatchAsync());
        }
        Assert.Equal((MailState.Queued, 1), ((await server.MailAsync(mail)).State, (await server.MailAsync(mail)).Attempts));
    }

    [Fact]
    public async Task One_mail_that_fails_while_others_go_out_is_no_outage_and_is_told_of_when_it_is_given_up()
    {
        var bad = Server.NewAddress();
        await using var server = await StartAsync(mail => mail.To == bad ? new MailOutcome.TryAgain("451 Later") : new MailOutcome.Accepted("id"));
        using var desk = await (await server.NewPersonAsync("Ada", admin: true)).SignedInAsync();
        await server.WriteAsync(MailLane.Account, bad);
        for (var minutes = 0; minutes < 20; minutes++)
        {
            await server.WriteAsync(MailLane.Share);
            await GoOnAsync(server, minutes: 1);
            Assert.Empty(await server.MailAlertsAsync());
        }

        await GoOnAsync(server, minutes: 90);
        Assert.Equal(["A mail was given up after many tries: decide whether it is sent after all."], await server.MailAlertsAsync());
        Assert.Null((await desk.GetPageAsync("/admin")).QuerySelector(".notice.good"));
    }

    private Task<Server> StartAsync() => StartAsync(_ => _down ?? new MailOutcome.Accepted("id"));

    // No job runs here, of which admins would be told first.
    private Task<Server> StartAsync(Func<MailMessage, MailOutcome> answer) => ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, builder =>
    {
        builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(JobAlerts)));
        builder.Services.AddSingleton<TimeProvider>(_clock).AddSingleton<IMailProvider>(new Scripted((Func<MailMessage, string, Task<MailOutcome>>)((mail, _) => Task.FromResult(answer(mail)))));
    }, "--Concerto:Jobs:Enabled=false");

    private async Task GoOnAsync(Server server, int minutes)
    {
        for (var seconds = 0; seconds < minutes * 60; seconds += 20)
        {
            await server.DispatchAsync();
            _clock.Advance(TimeSpan.FromSeconds(20));
        }
    }

    private static string Reason(MailOutcome failure) => failure switch { MailOutcome.TryAgain again => again.Reason, MailOutcome.TooFast fast => fast.Reason, _ => "" };

    private static async Task<string[]> ToldAsync(Server server)
    {
        using var stranger = server.NewBrowser();
        return [(await stranger.GetPageAsync("/account/forgot?sent=true")).QuerySelector("h1")!.TextContent, (await stranger.GetPageAsync("/account/check-mail")).QuerySelector("h1")!.TextContent];
    }

    // It looks at itself every few seconds at most.
    private async Task<string> ReadyAsync(Server server)
    {
        _clock.Advance(TimeSpan.FromSeconds(6));
        using var http = new HttpClient();
        return (string)JsonNode.Parse(await http.GetStringAsync(new Uri(server.Url, "/health/ready")))!["parts"]!["mail"]!;
    }
}
