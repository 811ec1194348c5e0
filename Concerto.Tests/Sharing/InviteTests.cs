using System.Net;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Tests.Accounts;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Sharing;

/// <summary>From an address that somebody shares with to a person who hears the song, and what must not come of it.</summary>
public sealed class InviteTests
{
    private const string Other = "granite-violin-ninety-clouds";

    [OnBothDatabases]
    public async Task Law9_an_invite_accepted_from_the_mailbox_verifies_it_and_everything_that_waits_for_it_is_theirs(string database)
    {
        var (server, mira, project) = await SceneAsync(database);
        var (sam, nina) = (await server.NewPersonAsync("Sam"), Server.NewAddress("Nina"));
        var second = await server.ProjectAsync(sam, "Second");
        await server.ShareAsync(sam, second, nina, Role.Viewer);
        var path = await InviteAsync(server, mira, project, nina);
        using var browser = server.NewBrowser();

        var page = await browser.GetPageAsync(path);
        Assert.Equal((nina, true), (page.QuerySelector("#address")!.GetAttribute("value"), page.QuerySelector("#address")!.HasAttribute("readonly")));
        var joined = await browser.PostFormAsync(path, new() { ["Name"] = "Nina", ["Password"] = Other, ["timeZone"] = "Europe/Vienna" }, "main form");

        Assert.Equal($"/projects/{project.Id}", joined.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"/projects/{project.Id}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"/projects/{second.Id}")).StatusCode);
        Assert.Equal("Europe/Vienna", await server.QueryAsync(db => db.Users.Where(u => u.Email == nina && u.VerifiedAt != null).Select(u => u.TimeZone).SingleAsync()));
        Assert.True(await SignUpTests.CanSignInAsync(server, nina, Other));
    }

    [OnBothDatabases]
    public async Task A_scanner_that_opens_every_link_uses_nothing_up(string database)
    {
        var (server, mira, project) = await SceneAsync(database);
        var nina = Server.NewAddress("Nina");
        var path = await InviteAsync(server, mira, project, nina);
        using var scanner = server.NewBrowser();

        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await scanner.GetAsync(path)).StatusCode);
        await scanner.SendAsync(new(HttpMethod.Head, path));

        Assert.False(await server.QueryAsync(db => db.Users.AnyAsync(u => u.Email == nina)));
        Assert.NotNull((await scanner.GetPageAsync(path)).QuerySelector("main form"));
    }

    [OnBothDatabases]
    public async Task Law9_who_registered_the_address_in_advance_gains_nothing_by_the_invite_that_its_owner_accepts(string database)
    {
        var (server, mira, project) = await SceneAsync(database);
        var nina = Server.NewAddress("Nina");
        using var attacker = server.NewBrowser();
        using var owner = server.NewBrowser();
        var theirs = await SignUpTests.SignUpAsync(server, attacker, nina);
        var path = await InviteAsync(server, mira, project, nina);

        await owner.PostFormAsync(path, new() { ["Name"] = "Nina", ["Password"] = Other }, "main form");

        Assert.False(await SignUpTests.CanSignInAsync(server, nina, Server.Password));
        Assert.Null((await attacker.GetPageAsync(theirs.Link().PathAndQuery)).QuerySelector("main form"));
        Assert.StartsWith("/account/sign-in?", (await attacker.GetAsync($"/projects/{project.Id}")).Headers.Location?.OriginalString);
    }

    [OnBothDatabases]
    public async Task Law4_fifty_who_join_by_one_mailed_link_at_once_are_one(string database)
    {
        var (server, mira, project) = await SceneAsync(database);
        var nina = Server.NewAddress("Nina");
        var token = TokenOf(await InviteAsync(server, mira, project, nina));

        var failures = await Sharing.AtOnceAsync(50, i => server.UseAsync((JoinByInvite join) => join.ExecuteAsync(new(token, $"Nina {i}", Other), default)));

        Assert.Equal(49, failures.Count);
        Assert.All(failures, failure => Assert.IsType<InviteNotAliveException>(failure));
        Assert.Equal(1, await server.QueryAsync(db => db.Shares.CountAsync(h => h.ProjectId == project.Id)));
    }

    [OnBothDatabases]
    public async Task Law4_fifty_accounts_that_accept_one_copied_link_at_once_are_one(string database)
    {
        var (server, mira, project) = await SceneAsync(database);
        var people = await PeopleAsync(server, 50);
        var entry = await server.ShareAsync(mira, project, Server.NewAddress());
        var token = await CopyAsync(server, mira, entry);

        var failures = await Sharing.AtOnceAsync(50, i => server.UseAsync((AcceptInvite accept) => accept.ExecuteAsync(token, people[i], default)));

        Assert.Equal(49, failures.Count);
        Assert.All(failures, failure => Assert.IsType<InviteNotAliveException>(failure));
        Assert.Equal(1, await server.QueryAsync(db => db.Shares.CountAsync(h => h.ProjectId == project.Id)));
    }

    [OnBothDatabases]
    public async Task Law9_a_copied_link_grants_its_one_thing_to_who_accepts_it_and_verifies_nobody(string database)
    {
        var (server, mira, project) = await SceneAsync(database);
        var (eve, nina, other) = (await server.NewPersonAsync("Eve"), Server.NewAddress("Nina"), await server.ProjectAsync(mira, "Other"));
        var entry = await server.ShareAsync(mira, project, nina, Role.Editor);
        await server.ShareAsync(mira, other, nina);
        var token = await CopyAsync(server, mira, entry);

        await Assert.ThrowsAsync<InviteNotAliveException>(() => server.UseAsync((JoinByInvite join) => join.ExecuteAsync(new(token, "Nina", Other), default)));
        using var stranger = server.NewBrowser();
        Assert.Null((await stranger.GetPageAsync($"/account/invite?token={token}")).QuerySelector("main input[type=password]"));
        Assert.Equal($"/projects/{project.Id}", await server.UseAsync((AcceptInvite accept) => accept.ExecuteAsync(token, eve.Caller, default)));

        Assert.Equal((Role.Editor, (Role?)null), (await server.RoleAsync(eve, project), await server.RoleAsync(eve, other)));
        Assert.False(await server.QueryAsync(db => db.Users.AnyAsync(u => u.Email == nina)));
        Assert.Equal($"/projects/{project.Id}", await server.UseAsync((AcceptInvite accept) => accept.ExecuteAsync(token, eve.Caller, default))); // twice is once
        Assert.Equal(other.Id, await server.QueryAsync(db => db.Invites.Where(i => i.Address == nina).Select(i => i.ProjectId!.Value).SingleAsync()));
    }

    [OnBothDatabases]
    public async Task A_copied_link_does_the_same_for_an_address_with_an_account_until_its_person_has_opened_it(string database)
    {
        var (server, mira, project) = await SceneAsync(database);
        var (jonas, eve, late) = (await server.NewPersonAsync("Jonas"), await server.NewPersonAsync("Eve"), await server.NewPersonAsync("Late"));
        var entry = await server.ShareAsync(mira, project, jonas.Email);
        var token = await CopyAsync(server, mira, entry);
        Assert.Equal($"/projects/{project.Id}", await AcceptAsync(token, jonas)); // his it is

        await AcceptAsync(token, eve);
        Assert.Equal((null, Role.Commenter), (await server.RoleAsync(jonas, project), await server.RoleAsync(eve, project)));
        await Assert.ThrowsAsync<InviteNotAliveException>(() => AcceptAsync(token, late));

        var again = await server.ShareAsync(mira, project, jonas.Email);
        var second = await CopyAsync(server, mira, again);
        await server.OpenAsync(jonas, project);
        await Assert.ThrowsAsync<InviteNotAliveException>(() => AcceptAsync(second, late));
        await Assert.ThrowsAsync<InvalidInputException>(() => CopyAsync(server, mira, again));

        Task<string> AcceptAsync(string link, Person who) => server.UseAsync((AcceptInvite accept) => accept.ExecuteAsync(link, who.Caller, default));
    }

    [OnBothDatabases]
    public async Task Who_shares_with_an_address_and_accepts_the_copied_link_by_a_second_account_does_not_learn_whether_it_has_one(string database)
    {
        var (server, mira, _) = await SceneAsync(database);
        var (jonas, nina) = ((await server.NewPersonAsync("Jonas")).Email, Server.NewAddress("Nina"));
        var (known, unknown) = (await SeenAsync(jonas), await SeenAsync(nina));

        Assert.Equal(known.Happened, unknown.Happened);
        Assert.Equal((known.Told, 1), (unknown.Told, known.Told));

        // What those in the project may hear of, and what the second account is told.
        async Task<(List<(ActivityKind, bool)> Happened, int Told)> SeenAsync(string address)
        {
            var (eve, project) = (await server.NewPersonAsync("Eve"), await server.ProjectAsync(mira, $"For {address}"));
            var token = await CopyAsync(server, mira, await server.ShareAsync(mira, project, address));
            await server.MailIsOutAsync(address);
            await server.UseAsync((AcceptInvite accept) => accept.ExecuteAsync(token, eve.Caller, default));
            return await server.QueryAsync(async db => (
                (await db.Activities.Where(a => a.ProjectId == project.Id && a.Kind != ActivityKind.Shared).OrderBy(a => a.Sequence).Select(a => new { a.Kind, ByEve = a.ActorId == eve.Id }).ToListAsync()).ConvertAll(a => (a.Kind, a.ByEve)),
                await db.Notifications.CountAsync(n => n.UserId == eve.Id && n.MailId != null)));
        }
    }

    [OnBothDatabases]
    public async Task Who_is_signed_in_as_somebody_else_may_accept_a_mailed_invite_as_that_and_gets_that_one(string database)
    {
        var (server, mira, project) = await SceneAsync(database);
        var (jonas, nina, other) = (await server.NewPersonAsync("Jonas"), Server.NewAddress("Nina"), await server.ProjectAsync(mira, "Other"));
        await server.ShareAsync(mira, other, nina);
        await server.MailIsOutAsync(nina);
        var path = await InviteAsync(server, mira, project, nina);
        using var browser = await jonas.SignedInAsync();

        Assert.Contains($"Sign out and go on as {nina}", (await browser.GetPageAsync(path)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal($"/projects/{project.Id}", (await browser.PostFormAsync(path, null, "main form.form")).Headers.Location?.OriginalString);
        Assert.Equal((Role.Commenter, (Role?)null), (await server.RoleAsync(jonas, project), await server.RoleAsync(jonas, other)));
        Assert.False(await server.QueryAsync(db => db.Users.AnyAsync(u => u.Email == nina)));
    }

    [OnBothDatabases]
    public async Task A_link_that_was_revoked_is_dead_at_once_and_its_page_says_what_to_do(string database)
    {
        var (server, mira, project) = await SceneAsync(database);
        var nina = Server.NewAddress("Nina");
        var entry = await server.ShareAsync(mira, project, nina);
        var (mailed, copied) = ((await server.MailToAsync(nina)).Link().PathAndQuery, $"/account/invite?token={await CopyAsync(server, mira, entry)}");
        await server.UseAsync((RevokeInvite revoke) => revoke.ExecuteAsync(new(entry.Id), mira.Caller, default));
        using var browser = server.NewBrowser();

        foreach (var path in new[] { mailed, copied, "/account/invite?token=nonsense", "/account/invite" })
        {
            var answer = await browser.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("doesn’t work any more", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        await Assert.ThrowsAsync<InviteNotAliveException>(() => server.UseAsync((JoinByInvite join) => join.ExecuteAsync(new(TokenOf(mailed), "Nina", Other), default)));
    }

    [OnBothDatabases]
    public async Task An_invite_that_became_a_share_meanwhile_leads_its_person_to_the_thing_and_others_past_the_sign_in(string database)
    {
        var (server, mira, project) = await SceneAsync(database);
        var nina = Server.NewAddress("Nina");
        var path = await InviteAsync(server, mira, project, nina);
        var person = await server.JoinsAsync(nina, "Nina");
        using var signedIn = await person.SignedInAsync();
        using var stranger = server.NewBrowser();

        Assert.Equal($"/projects/{project.Id}", (await signedIn.GetAsync(path)).Headers.Location?.OriginalString);
        Assert.Equal($"/account/sign-in?returnUrl={Uri.EscapeDataString($"/projects/{project.Id}")}", (await stranger.GetAsync(path)).Headers.Location?.OriginalString);
    }

    [OnBothDatabases]
    public async Task Who_signs_up_by_a_copied_link_comes_back_to_the_invite_by_the_way_of_their_mailbox(string database)
    {
        var (server, mira, project) = await SceneAsync(database);
        var own = Server.NewAddress("Eve");
        var token = await CopyAsync(server, mira, await server.ShareAsync(mira, project, Server.NewAddress()));
        using var browser = server.NewBrowser();

        await browser.PostFormAsync($"/account/sign-up?invite={token}", SignUpTests.Form(own, Server.Password), "main form");
        var verified = await browser.PostFormAsync((await server.MailToAsync(own)).Link().PathAndQuery);
        Assert.Equal($"/account/invite?token={token}", verified.Headers.Location?.OriginalString);
        var accepted = await browser.PostFormAsync($"/account/invite?token={token}", null, "main form.form");

        Assert.Equal($"/projects/{project.Id}", accepted.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"/projects/{project.Id}")).StatusCode);
    }

    [OnBothDatabases]
    public async Task Sending_again_takes_another_token_and_another_key_and_waits_ten_minutes_for_both_kinds(string database)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await ConcertoFixture.StartAsync(database, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var (mira, jonas, nina) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"), Server.NewAddress("Nina"));
        var project = await server.ProjectAsync(mira, "Album");
        foreach (var email in new[] { jonas.Email, nina })
        {
            var entry = await server.ShareAsync(mira, project, email);
            var refusal = await Assert.ThrowsAsync<ResentTooSoonException>(() => ResendAsync(entry));
            Assert.Equal(clock.GetUtcNow().UtcDateTime + ResendInvite.Cooldown, refusal.AvailableAt, TimeSpan.FromSeconds(1));
            await server.MailIsOutAsync(email);
            clock.Advance(ResendInvite.Cooldown);
            Assert.Equal(7, (await Sharing.AtOnceAsync(8, _ => ResendAsync(entry))).Count(failure => failure is ResentTooSoonException));
        }
        var keys = await server.QueryAsync(db => db.OutboundEmails.Where(m => m.To == nina).OrderBy(m => m.CreatedAt).Select(m => m.DedupeKey).ToListAsync());
        var invite = await server.QueryAsync(db => db.Invites.Select(i => i.Id).SingleAsync());
        Assert.Equal([$"invite:{invite}:1", $"invite:{invite}:2"], keys);
        Assert.Equal(2, await server.QueryAsync(db => db.InviteLinks.Select(l => l.TokenHash).Distinct().CountAsync()));
        Assert.Equal(2, await server.QueryAsync(db => db.OutboundEmails.CountAsync(m => m.To == jonas.Email)));

        Task<Collaborator> ResendAsync(Collaborator entry) => server.UseAsync((ResendInvite resend) => resend.ExecuteAsync(new(entry.Id), mira.Caller, default));
    }

    [OnBothDatabases]
    public async Task A_links_life_begins_when_its_mail_is_accepted_and_ends_after_thirty_days(string database)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await Email.Mailing.StartAsync(database, clock);
        var (mira, nina) = (await server.NewPersonAsync(), Server.NewAddress("Nina"));
        await server.ShareAsync(mira, await server.ProjectAsync(mira, "Album"), nina);
        clock.Advance(TimeSpan.FromDays(5));
        await Email.Mailing.DispatchAsync(server);
        var token = TokenOf((await server.MailToAsync(nina)).Link().PathAndQuery);

        clock.Advance(InviteLink.Life - TimeSpan.FromMinutes(1));
        Assert.Equal(InviteStep.Join, (await LookAsync())!.Step);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await LookAsync());

        Task<InviteSight?> LookAsync() => server.UseAsync((LookAtInvite look) => look.ExecuteAsync(token, Caller.Stranger, default));
    }

    [OnBothDatabases]
    public async Task Promoted_shares_are_told_of_like_any_other_and_becoming_them_again_changes_nothing(string database)
    {
        var (server, mira, project) = await SceneAsync(database);
        var email = Server.NewAddress("Nina");
        await server.ShareAsync(mira, project, email);
        var nina = await server.JoinsAsync(email, "Nina");

        await server.LookAsync(async db =>
        {
            await PendingInvites.BecomeSharesAsync(db, await db.Users.SingleAsync(u => u.Id == nina.Id), TimeProvider.System.Now(), default);
            await db.SaveChangesAsync();
        });

        Assert.Equal(1, await server.QueryAsync(db => db.Notifications.CountAsync(n => n.UserId == nina.Id && n.Kind == NotificationKind.Shared && n.ActorId == mira.Id)));
        Assert.Equal(1, await server.QueryAsync(db => db.Shares.CountAsync(h => h.UserId == nina.Id)));
    }

    [OnBothDatabases]
    public async Task Law9_what_is_shared_with_somebody_disabled_waits(string database)
    {
        var (server, mira, project) = await SceneAsync(database);
        var jonas = await server.NewPersonAsync("Jonas");
        await server.LookAsync(async db =>
        {
            var user = await db.Users.SingleAsync(u => u.Id == jonas.Id);
            user.Disable(TimeProvider.System.Now());
            await db.SaveChangesAsync();
        });
        var path = await InviteAsync(server, mira, project, jonas.Email);
        using var browser = server.NewBrowser();
        Assert.Null((await browser.GetPageAsync(path)).QuerySelector("main form"));

        await server.LookAsync(async db =>
        {
            var user = await db.Users.SingleAsync(u => u.Id == jonas.Id);
            Assert.Equal(0, await PendingInvites.BecomeSharesAsync(db, user, TimeProvider.System.Now(), default));
            user.Enable();
            Assert.Equal(1, await PendingInvites.BecomeSharesAsync(db, user, TimeProvider.System.Now(), default));
            await db.SaveChangesAsync();
        });
        Assert.Equal(Role.Commenter, await server.RoleAsync(jonas, project));
    }

    [Fact]
    public async Task Law8_an_admin_resends_copies_and_revokes_what_waits_without_an_account_and_sees_its_name_alone()
    {
        var (server, mira, project) = await SceneAsync(ConcertoFixture.Sqlite);
        var (admin, nina, jonas) = (await server.NewPersonAsync("Ada", admin: true), Server.NewAddress("Nina"), await server.NewPersonAsync("Jonas"));
        var entry = await server.ShareAsync(mira, project, nina);
        var known = await server.ShareAsync(mira, project, jonas.Email);

        const string ask = "query($q: String) { invites(search: $q) { totalCount nodes { address inviter name ofSong role } } }";
        Assert.Equal("""{"invites":{"totalCount":1,"nodes":[{"address":"NINA","inviter":"Mira","name":"Album","ofSong":false,"role":"COMMENTER"}]}}""".Replace("NINA", nina, StringComparison.Ordinal), (await admin.DataAsync(ask, new { q = nina })).ToJsonString());
        var url = (string)(await admin.DoAsync("copyInviteLink", new { collaboratorId = $"{entry.Id}" }, "copiedInviteLink { url }"))["copiedInviteLink"]!["url"]!;
        Assert.StartsWith($"{server.Url}account/invite?token=", url, StringComparison.Ordinal);
        Assert.Equal("CollaboratorNotFoundError", (string)(await admin.MutateAsync("copyInviteLink", new { collaboratorId = $"{known.Id}" }))["errors"]![0]!["__typename"]!);
        await admin.DoAsync("revokeInvite", new { collaboratorId = $"{entry.Id}" }, "revokedCollaboratorId");

        Assert.Equal([AuditAction.InviteLinkCopied, AuditAction.InviteRevoked], await server.QueryAsync(db => db.AuditEntries.Where(a => a.ActorId == admin.Id && a.Detail != null && a.Detail.Contains(nina)).OrderBy(a => a.Sequence).Select(a => a.Action).ToListAsync()));
        Assert.False(await server.QueryAsync(db => db.Invites.AnyAsync(i => i.Address == nina)));
    }

    [Fact]
    public async Task The_admins_page_does_so_without_scripts_and_is_nobody_elses()
    {
        var (server, mira, project) = await SceneAsync(ConcertoFixture.Sqlite);
        var (admin, nina) = (await server.NewPersonAsync("Ada", admin: true), Server.NewAddress("Nina"));
        await server.ShareAsync(mira, project, nina);
        using var browser = await admin.SignedInAsync();
        using var owner = await mira.SignedInAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync("/admin/invites")).StatusCode);

        var path = $"/admin/invites?q={Uri.EscapeDataString(nina)}";
        Assert.Contains("Mira shared the project “Album”", (await browser.GetPageAsync(path)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await browser.PostFormAsync(path, null, ".acts form[action*='handler=Link']");
        var link = (await browser.GetPageAsync(path)).QuerySelector("#made-link")!.GetAttribute("value")!;
        await browser.PostFormAsync(path, null, ".acts form[action*='handler=Revoke']");

        Assert.Contains("Nothing waits", (await browser.GetPageAsync(path)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        using var stranger = server.NewBrowser();
        Assert.Contains("doesn’t work any more", (await stranger.GetPageAsync(new Uri(link).PathAndQuery)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_share_page_says_how_far_the_mail_is_sends_it_again_and_gives_a_link_without_scripts()
    {
        var (server, mira, project) = await SceneAsync(ConcertoFixture.Sqlite);
        var nina = Server.NewAddress("Nina");
        await server.ShareAsync(mira, project, nina);
        await server.MailIsOutAsync(nina);
        using var browser = await mira.SignedInAsync();
        var page = $"/projects/{project.Id}/share";

        Assert.Contains("not opened yet · mail sent", (await browser.GetPageAsync(page)).QuerySelector(".in-it")!.TextContent, StringComparison.Ordinal);
        var soon = await Browser.ReadPageAsync(await browser.PostFormAsync(page, null, "form[action*='handler=Resend']"));
        Assert.Contains("Another can follow in 10 minutes", soon.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await browser.PostFormAsync(page, null, "form[action*='handler=Link']");
        var shown = await browser.GetPageAsync(page);
        Assert.StartsWith($"{server.Url}account/invite?token=", shown.QuerySelector("#made-link")!.GetAttribute("value"), StringComparison.Ordinal);
        Assert.Null((await browser.GetPageAsync(page)).QuerySelector("#made-link")); // once
    }

    [Fact]
    public async Task A_pasted_list_of_a_hundred_makes_a_hundred_invites_whose_mails_wait_for_their_turn()
    {
        await using var server = await Email.Mailing.StartAsync("sqlite", null, null, "--Concerto:Email:Budget:Daily=50");
        var mira = await server.NewPersonAsync();
        var project = await server.ProjectAsync(mira, "Album");
        var list = AddressList.Parse(string.Join(", ", Enumerable.Range(1, 100).Select(_ => Server.NewAddress())), "addresses");
        await server.UseAsync((ShareProject share) => share.ExecuteAsync(project.Id, list, Role.Viewer, null, "addresses", mira.Caller, default));
        await Email.Mailing.DispatchAsync(server);

        var told = (await server.InAsync(mira, project)).GroupBy(c => c.Delivery(TimeProvider.System.Now())).ToDictionary(g => g.Key!.Value, g => g.Count());
        Assert.Equal(100, told.Values.Sum());
        Assert.InRange(told[Delivery.Sent], 1, 40);
        Assert.Equal(100 - told[Delivery.Sent], told[Delivery.Waiting]);
    }

    [Fact]
    public async Task Closed_to_sign_ups_a_mailed_invite_still_lets_its_address_in()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite", null, "--Concerto:SignUp=closed");
        var (mira, nina) = (await server.NewPersonAsync(), Server.NewAddress("Nina"));
        var project = await server.ProjectAsync(mira, "Album");
        using var browser = server.NewBrowser();
        var joined = await browser.PostFormAsync(await InviteAsync(server, mira, project, nina), new() { ["Name"] = "Nina", ["Password"] = Other }, "main form");
        Assert.Equal($"/projects/{project.Id}", joined.Headers.Location?.OriginalString);

        // A copied link lets no newcomer in, and whoever copies it is told.
        await server.ShareAsync(mira, project, Server.NewAddress("Otto"));
        using var owner = await mira.SignedInAsync();
        await owner.PostFormAsync($"/projects/{project.Id}/share", form: "form[action*='handler=Link']");
        Assert.Contains("it signs nobody up here", (await owner.GetPageAsync($"/projects/{project.Id}/share")).QuerySelector(".made-link")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_forged_host_of_a_request_reaches_no_link_of_an_invite()
    {
        var (server, mira, project) = await SceneAsync(ConcertoFixture.Sqlite);
        var nina = Server.NewAddress("Nina");
        using var browser = await mira.SignedInAsync();
        await browser.PostFormAsync($"/projects/{project.Id}/share", new() { ["addresses"] = nina, ["role"] = "Viewer" }, "form.share-form", ("Host", "evil.example"), ("X-Forwarded-Host", "evil.example"));
        Assert.Equal(server.Url.Authority, (await server.MailToAsync(nina)).Link().Authority);
    }

    /// <returns>Where the mailed link leads.</returns>
    private static async Task<string> InviteAsync(Server server, Person mira, Project project, string email)
    {
        await server.ShareAsync(mira, project, email, message: "Tell me what you think.");
        return (await server.MailToAsync(email, $"“{project.Name}”")).Link().PathAndQuery;
    }

    private static async Task<string> CopyAsync(Server server, Person mira, Collaborator entry) =>
        TokenOf((await server.UseAsync((CopyInviteLink copy) => copy.ExecuteAsync(new(entry.Id), mira.Caller, default))).Url.PathAndQuery);

    private static string TokenOf(string path) => path["/account/invite?token=".Length..];

    private static async Task<List<Caller>> PeopleAsync(Server server, int count) => await server.QueryAsync(async db =>
    {
        var people = Enumerable.Range(0, count).Select(i => new User(Name.From($"Person {i}", "name"), EmailAddress.From(Server.NewAddress()), TimeProvider.System.Now())).ToList();
        foreach (var person in people) person.Verify(TimeProvider.System.Now());
        db.AddRange(people);
        await db.SaveChangesAsync();
        return people.ConvertAll(person => Caller.Person(person.Id));
    });

    private static async Task<(Server Server, Person Mira, Project Project)> SceneAsync(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        return (server, mira, await server.ProjectAsync(mira, "Album"));
    }
}
