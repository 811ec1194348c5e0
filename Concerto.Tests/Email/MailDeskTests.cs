using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Sharing;
using Concerto.Web.Features.Digests;
using Concerto.Web.Features.Email;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Email;

/// <summary>What admins see of mail, and can do about it.</summary>
public sealed class MailDeskTests
{
    private readonly FakeTimeProvider _clock = Mailing.Noon();

    [Fact]
    public async Task An_admin_sees_why_a_mail_did_not_arrive_and_sends_it_again()
    {
        await using var server = await StartAsync(ConcertoFixture.Sqlite, new MailOutcome.Refused("422 validation_error: Invalid `to` field."), new MailOutcome.Accepted("id"));
        var browser = await (await server.NewPersonAsync("Ada", admin: true)).SignedInAsync();
        await server.WriteAsync(MailLane.Account, to: "Mira@Example.com");
        await server.DispatchAsync();

        var found = await browser.GetPageAsync("/admin/mail?to=mira@example.com");
        Assert.Contains("Given up. 422 validation_error: Invalid `to` field.", found.QuerySelector(".mail-history")!.TextContent, StringComparison.Ordinal);
        await browser.PostFormAsync("/admin/mail", form: "form[action*='Retry']");
        Assert.Equal(1, await server.DispatchAsync());
        Assert.Contains(AuditAction.MailRetried, await server.QueryAsync(db => db.AuditEntries.Select(a => a.Action).ToListAsync()));
    }

    [OnBothDatabases]
    public async Task What_a_dropped_refused_or_expired_mail_would_have_told_rides_in_the_next_digest(string database)
    {
        await using var server = await StartAsync(database, new MailOutcome.Refused("No."), new MailOutcome.Doubtful("It may have gone."));
        var (admin, mira) = (await server.NewPersonAsync("Ada", admin: true), await server.NewPersonAsync());
        var project = await server.ProjectAsync(mira, "Album");
        var refused = await CarriedAsync(server, project, mira, MailLane.Share);
        await server.DispatchAsync();
        var doubtful = await CarriedAsync(server, project, mira, MailLane.Share);
        await server.DispatchAsync();
        var expired = await CarriedAsync(server, project, mira, MailLane.Digest, _clock.Now().AddMinutes(30));
        _clock.Advance(TimeSpan.FromMinutes(30));
        await server.DispatchAsync();
        Assert.Equal([doubtful], await CarriersAsync(server, mira)); // it may have been told

        await server.UseAsync((DropMail drop) => drop.ExecuteAsync(new(doubtful), admin.Caller, default));
        Assert.Empty(await CarriersAsync(server, mira));
        Assert.Equal((MailState.Dead, MailState.Expired), ((await server.MailAsync(refused)).State, (await server.MailAsync(expired)).State));
    }

    [Fact]
    public async Task Admins_are_told_at_80_and_at_100_percent_and_when_nothing_goes_out_at_all()
    {
        await using var server = await StartAsync(ConcertoFixture.Sqlite, [.. Enumerable.Repeat(new MailOutcome.Accepted("id"), 10), new MailOutcome.Stopped("403: no."), new MailOutcome.OverQuota("429: no.", OfMonth: true)]);
        await server.WriteAsync(7, MailLane.Account);
        await server.DispatchAsync();
        Assert.Empty(await server.MailAlertsAsync());
        await server.WriteAsync(MailLane.Account);
        await server.DispatchAsync();
        Assert.Equal(["The mail budget of today is used to 80 %. What is left is kept for mails about accounts; the rest waits until midnight (UTC)."], await server.MailAlertsAsync());
        await server.WriteAsync(2, MailLane.Account);
        await server.DispatchAsync();
        Assert.Equal(["The mail budget of today is used up. All mail waits until midnight (UTC); people may be waiting for a link."], await server.MailAlertsAsync());

        _clock.Advance(TimeSpan.FromDays(1));
        await server.WriteAsync(2, MailLane.Account);
        await server.DispatchAsync();
        Assert.Equal(["No mail goes out: the mail provider refuses us. People may be waiting for a link."], await server.MailAlertsAsync());
        var admin = await server.NewPersonAsync("Ada", admin: true);
        await server.UseAsync((ResumeSender resume) => resume.ExecuteAsync(admin.Caller, default));
        await server.DispatchAsync();
        Assert.StartsWith("No mail goes out: the mail provider’s quota of this month", Assert.Single(await server.MailAlertsAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_is_there_for_programs()
    {
        await using var server = await StartAsync(ConcertoFixture.Sqlite, new MailOutcome.Doubtful("It may have gone."), new MailOutcome.Accepted("id"));
        var admin = await server.NewPersonAsync("Ada", admin: true);
        var mail = await server.WriteAsync(MailLane.Invite, to: "mira@example.com");
        await server.DispatchAsync();

        Assert.Equal("""{"mails":{"totalCount":1,"nodes":[{"lane":"INVITE","to":"mira@example.com","state":"UNKNOWN","story":"It may have gone out or not. It may have gone."}]},"mailBudget":{"day":{"used":1,"limit":10,"keptForInvites":4,"keptForAccounts":2},"lanes":[{"lane":"ACCOUNT","waiting":0,"left":9},{"lane":"INVITE","waiting":0,"left":7},{"lane":"SHARE","waiting":0,"left":5},{"lane":"DIGEST","waiting":0,"left":5}]},"mailSender":null}""",
            (await admin.DataAsync("""{ mails(to: "MIRA@example.com", state: UNKNOWN) { totalCount nodes { lane to state story } } mailBudget { day { used limit keptForInvites keptForAccounts } lanes { lane waiting left } } mailSender { pause } }""")).ToJsonString());
        Assert.Equal("MAY_ARRIVE_TWICE", (string)(await admin.MutateAsync("retryMail", new { mailId = mail.ToString() }))["errors"]!.AsArray().Single()!["code"]!);
        Assert.Equal("QUEUED", (string)(await admin.DoAsync("retryMail", new { mailId = mail.ToString(), mayArriveTwice = true }, "mail { state }"))["mail"]!["state"]!);
        await admin.DoAsync("suppress", new { email = "Mira@example.com" }, "suppression { address stopsAllMail }");
        Assert.Equal("""{"some":{"nodes":[{"address":"Mira@example.com"}]},"none":{"nodes":[]}}""", (await admin.DataAsync("""{ some: suppressions(search: "MIRA@") { nodes { address } } none: suppressions(search: "jonas") { nodes { address } } }""")).ToJsonString());
        await server.DispatchAsync();
        Assert.Equal((MailState.Dead, "An admin decided that this address gets no mail but those about the account."), ((await server.MailAsync(mail)).State, (await server.MailAsync(mail)).LastError));
        await admin.DoAsync("unsuppress", new { email = "mira@EXAMPLE.com" }, "email");
        Assert.Equal("""{"suppressions":{"totalCount":0}}""", (await admin.DataAsync("{ suppressions { totalCount } }")).ToJsonString());
    }

    [Fact]
    public async Task Law10_for_everybody_else_there_is_no_such_page_and_no_such_thing_to_do()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await (await mira.SignedInAsync()).GetAsync("/admin/mail")).StatusCode);
        foreach (var (mutation, input) in new (string, object)[] { ("retryMail", new { mailId = $"{OutboundEmailId.New()}" }), ("dropMail", new { mailId = "nonsense" }), ("suppress", new { email = "a@example.com" }), ("unsuppress", new { email = "a@example.com" }) })
            Assert.Equal("NOT_ALLOWED", (string?)(await mira.MutateAsync(mutation, input))["errors"]!.AsArray().Single()!["code"]);
        foreach (var ask in new[] { "{ mails { totalCount } }", "{ mailBudget { day { used } } }", "{ suppressions { totalCount } }", "{ mailSender { pause } }", "mutation { resumeSender { resumed } }" })
            Assert.Equal("FORBIDDEN", (string?)(await mira.AskAsync(ask))["errors"]?[0]?["extensions"]?["code"]);
    }

    [Fact]
    public async Task For_an_address_that_gets_no_mail_no_digest_is_written()
    {
        _clock.SetUtcNow(new(2027, 3, 11, 9, 5, 0, TimeSpan.Zero)); // everybody's hour is nine, in UTC
        await using var server = await StartAsync(ConcertoFixture.Sqlite, new MailOutcome.Accepted("id"));
        var (admin, mira) = (await server.NewPersonAsync("Ada", admin: true), await server.NewPersonAsync());
        var mail = await CarriedAsync(server, await server.ProjectAsync(mira, "Album"), mira, MailLane.Share);
        await server.UseAsync((DropMail drop) => drop.ExecuteAsync(new(mail), admin.Caller, default)); // it rides in the next digest
        Assert.Equal(mira.Email, Assert.Single(await DueAsync()).Email);

        await server.UseAsync((Suppress suppress) => suppress.ExecuteAsync(new(mira.Email.ToUpperInvariant()), admin.Caller, default));
        Assert.Empty(await DueAsync());

        Task<IReadOnlyList<WrittenDigest>> DueAsync() => server.UseAsync((RunDigests run) => run.LookAsync(_clock.Now(), default));
    }

    [Fact]
    public async Task Monitoring_is_told_what_was_sent_by_lane_and_what_was_not()
    {
        await using var server = await StartAsync(ConcertoFixture.Sqlite, new MailOutcome.Accepted("id"), new MailOutcome.Refused("No."));
        var (told, meters) = (new ConcurrentQueue<string>(), server.Services.GetRequiredService<IMeterFactory>());
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name.StartsWith("concerto.mail.", StringComparison.Ordinal)) l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) => told.Enqueue($"{instrument.Name} {count} {tags[0].Value}"));
        listener.Start();
        await server.WriteAsync(MailLane.Account);
        await server.WriteAsync(MailLane.Invite);
        await server.DispatchAsync();

        Assert.Equal(["concerto.mail.sent 1 Account", "concerto.mail.failed 1 Invite"], told);
    }

    private Task<Server> StartAsync(string database, params MailOutcome[] answers) => Mailing.StartAsync(database, _clock, new Scripted(answers), "--Concerto:Email:Budget:Daily=10");

    private static async Task<OutboundEmailId> CarriedAsync(Server server, Project project, Person person, MailLane lane, DateTime? expiresAt = null)
    {
        var mail = await server.WriteAsync(lane, expiresAt: expiresAt);
        await server.QueryAsync(async db =>
        {
            db.Attach(project);
            var notification = Notification.Of(Activity.In(project, ActivityKind.Shared, person.Id, server.Services.GetRequiredService<TimeProvider>().Now()), person.Id, NotificationKind.Shared);
            notification.CarriedBy(mail);
            db.Notifications.Add(notification);
            return await db.SaveChangesAsync();
        });
        return mail;
    }

    private static Task<List<OutboundEmailId?>> CarriersAsync(Server server, Person person) =>
        server.QueryAsync(db => db.Notifications.Where(n => n.UserId == person.Id && n.MailId != null).Select(n => n.MailId).ToListAsync());
}
