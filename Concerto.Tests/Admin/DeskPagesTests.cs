using System.Net;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Tests.Accounts;
using Concerto.Tests.Email;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Sharing;
using Concerto.Web;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Digests;
using Concerto.Web.Features.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Admin;

/// <summary>What admins see: people, what is known of them, the audit log, and what they have to know.</summary>
public sealed class DeskPagesTests
{
    [Fact]
    public async Task Before_somebody_is_verified_by_hand_an_admin_sees_what_is_known_of_the_sign_up()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var (admin, mira, email) = (await server.NewPersonAsync("Ana", admin: true), await server.NewPersonAsync(), Server.NewAddress("Nina"));
        await server.ShareAsync(mira, await server.ProjectAsync(mira, "Album"), email);
        using var nina = server.NewBrowser();
        using var other = server.NewBrowser();
        await nina.PostFormAsync("/account/sign-up", SignUpTests.Form(email, Server.Password), headers: [("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")]);
        await other.PostFormAsync("/account/sign-up", new(SignUpTests.Form(Server.NewAddress("Otto"), Server.Password)) { ["Name"] = "Otto" });
        var person = await server.QueryAsync(db => db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync());
        await server.MailIsOutAsync(email);

        using var browser = await admin.SignedInAsync();
        var page = (await browser.GetPageAsync($"/admin/people/{person}")).QuerySelector("main")!.TextContent;

        Assert.All(["not verified", "Firefox on Linux, from this machine", "Otto", "Invited by Mira", "Confirm"], known => Assert.Contains(known, page, StringComparison.OrdinalIgnoreCase));
        Assert.True(page.IndexOf("How they came", StringComparison.Ordinal) < page.IndexOf("Verify by hand", StringComparison.Ordinal));
    }

    [OnBothDatabases]
    public async Task Who_deleted_their_account_is_nowhere_on_the_desk(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (admin, mira) = (await server.NewPersonAsync("Ana", admin: true), await server.NewPersonAsync($"Gone {Random.Shared.Next():x}"));
        await server.UseAsync((DeleteAccount delete) => delete.ExecuteAsync(new(mira.Email, Server.Password), mira.Caller, default));
        using var browser = await admin.SignedInAsync();

        foreach (var search in new[] { mira.Name, mira.Email, User.LeftName })
            Assert.Equal(0, (int)(await admin.DataAsync("query($s: String) { users(search: $s) { totalCount } }", new { s = search }))["users"]!["totalCount"]!);
        Assert.Equal(0, (int)(await admin.DataAsync("query($s: String) { users(search: $s, filter: WAITING) { totalCount } }", new { s = User.LeftName }))["users"]!["totalCount"]!);
        foreach (var path in new[] { "", "/disable" }) Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/admin/people/{mira.Id}{path}")).StatusCode);
        await Assert.ThrowsAsync<UserNotFoundException>(() => server.VerifyAsync(admin, mira.Id));
        Assert.Contains("Somebody who left deleted their account", Words(await browser.GetPageAsync("/admin/audit?what=AccountDeleted")), StringComparison.Ordinal);
    }

    [OnBothDatabases]
    public async Task Many_people_take_as_many_commands_as_few_and_pages_follow_one_another(string database)
    {
        var log = new Log();
        await using var server = await ConcertoFixture.StartAsync(database,
            builder => builder.Logging.AddProvider(log).AddFilter<Log>("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Information), "--Concerto:Jobs:Enabled=false");
        var admin = await server.NewPersonAsync("Ana", admin: true);
        using var browser = await admin.SignedInAsync();
        var (list, audit) = (await CommandsAsync("/admin/people"), await CommandsAsync("/admin/audit"));
        for (var i = 0; i < 60; i++) await server.NewPersonAsync($"Player {i:00}");

        Assert.Equal((list, audit), (await CommandsAsync("/admin/people"), await CommandsAsync("/admin/audit")));
        Assert.InRange(list, 4, 10);
        var first = await browser.GetPageAsync("/admin/people?q=PLAYER");
        var second = await browser.GetPageAsync(first.QuerySelector(".more-rows a")!.GetAttribute("href")!);
        Assert.Equal((50, 10, null), (first.QuerySelectorAll(".person-row").Length, second.QuerySelectorAll(".person-row").Length, second.QuerySelector(".more-rows")));
        Assert.Equal(["Player 59", "Player 00"], new[] { first.QuerySelector(".person-row .name")!.TextContent, second.QuerySelector(".person-row:last-child .name")!.TextContent });

        async Task<int> CommandsAsync(string path)
        {
            await browser.GetPageAsync(path);
            log.Lines.Clear();
            await browser.GetPageAsync(path);
            return log.Sql.Count();
        }
    }

    [Fact]
    public void Every_action_of_the_audit_log_is_a_sentence()
    {
        foreach (var action in Enum.GetValues<AuditAction>())
        {
            var (actor, person) = (UserId.New(), UserId.New());
            foreach (var entry in new[] { new AuditEntry(action, actor, person, null, null, TimeProvider.System.Now()), new AuditEntry(action, person, person, null, null, TimeProvider.System.Now()), new AuditEntry(action, null, person, null, null, TimeProvider.System.Now()) })
            {
                var sentence = AuditWords.Of(entry);
                Assert.False(sentence.Contains(':', StringComparison.Ordinal), $"{action} has no sentence of its own: {sentence}");
                Assert.Matches(@"\{(actor|person)\}", sentence);
            }
        }
    }

    [Fact]
    public async Task Law5_an_admin_is_told_of_a_used_up_budget_and_of_a_silent_worker_on_every_page_and_nobody_else_is()
    {
        var clock = Mailing.Noon();
        await using var server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton<IMailProvider>(new Scripted(new MailOutcome.Accepted("id")));
            builder.Services.AddSingleton<IReadOnlyList<ScheduledJob>>([.. Schedule.Jobs.Where(job => job.Type == typeof(RunDigests))]);
        }, "--Concerto:Roles=web", "--Concerto:Email:Budget:Daily=10");
        var (admin, mira) = (await server.NewPersonAsync("Ana", admin: true), await server.NewPersonAsync());
        using var hers = await admin.SignedInAsync();
        using var others = await mira.SignedInAsync();

        Assert.Equal([], await ToldAsync(hers, "/admin/mail"));
        await server.WriteAsync(8, MailLane.Account);
        await server.DispatchAsync();
        clock.Advance(TimeSpan.FromSeconds(20));
        Assert.StartsWith("The mail budget of today is used to 80 %.", Assert.Single(await ToldAsync(hers, "/admin/mail")), StringComparison.Ordinal);

        await server.WriteAsync(2, MailLane.Account);
        await server.DispatchAsync();
        clock.Advance(TimeSpan.FromHours(1)); // two ticks of the digests' job and more, and there is no worker
        var told = await ToldAsync(hers, "/admin");
        Assert.Equal(2, told.Count);
        Assert.Contains(told, text => text.StartsWith("The mail budget of today is used up.", StringComparison.Ordinal));
        Assert.Contains(told, text => text.StartsWith("Digests have never run. Is the worker running?", StringComparison.Ordinal));
        var line = (await hers.GetPageAsync("/projects")).QuerySelector(".alert-line a")!;
        Assert.Equal("/admin", line.GetAttribute("href"));
        Assert.Contains("and 1 more", line.TextContent, StringComparison.Ordinal);
        Assert.Null((await others.GetPageAsync("/projects")).QuerySelector(".alerts"));

        static async Task<List<string>> ToldAsync(Browser browser, string path) => [.. (await browser.GetPageAsync(path)).QuerySelectorAll(".alerts .notice").Select(n => n.TextContent.Trim())];
    }

    [Fact]
    public async Task What_an_admin_does_about_it_ends_the_banner_at_once()
    {
        await using var server = await Mailing.StartAsync(ConcertoFixture.Sqlite, null, new Scripted(new MailOutcome.Stopped("403: no.")));
        var admin = await server.NewPersonAsync("Ana", admin: true);
        using var browser = await admin.SignedInAsync();
        await server.WriteAsync(MailLane.Account);
        await server.DispatchAsync();
        await server.WriteAsync(MailLane.Account, to: "mira@example.com");

        // The page that has the button says it alone, and no mail that waits pretends that it will have its turn.
        var page = (await browser.GetPageAsync("/admin/mail?to=mira@example.com")).QuerySelector("main")!;
        Assert.Equal(["No mail goes out."], page.QuerySelectorAll(".notice.bad b").Select(b => b.TextContent));
        Assert.Null(page.QuerySelector(".alerts"));
        Assert.Equal("It waits, as all mail does: none goes out just now.", page.QuerySelector(".mail-history .mail-what p")!.TextContent);
        Assert.DoesNotContain("for its turn", page.TextContent, StringComparison.Ordinal);

        Assert.Contains("No mail goes out", (await browser.GetPageAsync("/admin/people")).QuerySelector(".alerts")!.TextContent, StringComparison.Ordinal);
        await browser.PostFormAsync("/admin/mail", form: "form[action*='Resume']");
        Assert.Null((await browser.GetPageAsync("/admin/people")).QuerySelector(".alerts"));
    }

    private static string Words(AngleSharp.Dom.IParentNode page) => string.Join('\n', page.QuerySelectorAll(".audit li > span").Select(s => s.TextContent.Trim()));
}
