using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Tests.Accounts;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Sharing;
using Concerto.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Admin;

/// <summary>What an admin does about people, by the use cases.</summary>
public sealed class PeopleTests
{
    [OnBothDatabases]
    public async Task Law9_an_address_that_an_admin_verifies_gets_what_was_shared_with_it(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (admin, mira) = (await server.NewPersonAsync("Ana", admin: true), await server.NewPersonAsync());
        var (album, demos) = (await server.ProjectAsync(mira, "Album"), await server.ProjectAsync(mira, "Demos"));
        var email = Server.NewAddress();
        var sam = await server.SignUpAsync(email);
        await server.ShareAsync(mira, album, email, Role.Editor);
        await server.ShareAsync(mira, await server.SongOfAsync(demos), email);

        var admission = await server.VerifyAsync(admin, sam);

        Assert.Equal((2, true, AccountState.Active), (admission.Invites, admission.NeedsPassword, admission.Account.State));
        Assert.Equal(2, await server.QueryAsync(db => db.Shares.CountAsync(s => s.UserId == sam)));
        Assert.False(await server.QueryAsync(db => db.Invites.AnyAsync(i => i.AddressKey == email)));
        Assert.Equal([AuditAction.SignedUp, AuditAction.VerifiedByAdmin], await server.AuditOfAsync(sam));
    }

    [OnBothDatabases]
    public async Task Law9_what_somebody_typed_at_a_sign_up_does_not_count_when_an_admin_verifies(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var admin = await server.NewPersonAsync("Ana", admin: true);
        var email = Server.NewAddress();
        using var attacker = server.NewBrowser();
        var mail = await SignUpTests.SignUpAsync(server, attacker, email);
        var sam = await server.QueryAsync(db => db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync());

        await server.VerifyAsync(admin, sam);

        Assert.False(await server.CanSignInAsync(email, Server.Password));
        await Assert.ThrowsAsync<InvalidOperationException>(() => attacker.PostFormAsync(mail.Link().PathAndQuery, form: "main form")); // dead: the page has no form
        await server.ChooseAsync(await server.ResetLinkAsync(admin, sam));
        Assert.True(await server.CanSignInAsync(email));
    }

    [OnBothDatabases]
    public async Task Law4_verifying_by_hand_is_done_once_also_by_many_at_once(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (admin, mira) = (await server.NewPersonAsync("Ana", admin: true), await server.NewPersonAsync());
        var email = Server.NewAddress();
        var sam = await server.SignUpAsync(email);
        await server.ShareAsync(mira, await server.ProjectAsync(mira, "Album"), email);

        var invites = new int[8];
        var failures = await Sharing.Sharing.AtOnceAsync(8, async i => invites[i] = (await server.VerifyAsync(admin, sam)).Invites);

        Assert.Empty(failures);
        Assert.Equal(1, invites.Sum());
        Assert.Single(await server.AuditOfAsync(sam), AuditAction.VerifiedByAdmin);
        await server.ChooseAsync(await server.ResetLinkAsync(admin, sam));
        await server.VerifyAsync(admin, sam);
        Assert.True(await server.CanSignInAsync(email)); // verified once more, the password stays
    }

    [OnBothDatabases]
    public async Task Law9_what_waited_for_an_address_verified_by_hand_is_told_of_like_any_other_share_and_once(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (admin, mira, jonas) = (await server.NewPersonAsync("Ana", admin: true), await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var email = Server.NewAddress();
        var sam = await server.SignUpAsync(email);
        await server.ShareAsync(mira, await server.ProjectAsync(mira, "Album"), email);
        await server.ShareAsync(jonas, await server.ProjectAsync(jonas, "Demos"), email);

        for (var i = 0; i < 3; i++) await server.VerifyAsync(admin, sam);

        Assert.Equal([NotificationKind.Shared, NotificationKind.Shared], await server.QueryAsync(db => db.Notifications.Where(n => n.UserId == sam).Select(n => n.Kind).ToListAsync()));
        Assert.Equal(2, await server.QueryAsync(db => db.Shares.CountAsync(s => s.UserId == sam)));
        Assert.Equal("2 invites became theirs", await server.QueryAsync(db => db.AuditEntries.Where(e => e.PersonId == sam && e.Action == AuditAction.VerifiedByAdmin).Select(e => e.Detail).SingleAsync()));
    }

    [OnBothDatabases]
    public async Task Law9_an_admin_and_the_mailed_link_at_the_same_moment_verify_once(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (admin, mira) = (await server.NewPersonAsync("Ana", admin: true), await server.NewPersonAsync());
        var project = await server.ProjectAsync(mira, "Album");
        for (var round = 0; round < 4; round++)
        {
            var email = Server.NewAddress();
            var sam = await server.SignUpAsync(email);
            await server.ShareAsync(mira, project, email);
            var token = (await server.MailToAsync(email, "Confirm")).Link().Query["?token=".Length..];

            var failures = await Sharing.Sharing.AtOnceAsync(6, i => i % 2 == 0
                ? server.VerifyAsync(admin, sam)
                : server.UseAsync((VerifyAddress verify) => verify.ExecuteAsync(new(token, null, Desk.Other), default)));

            Assert.All(failures, failure => Assert.IsType<LinkNotAliveException>(failure));
            var audit = await server.AuditOfAsync(sam);
            var byMail = audit.Contains(AuditAction.Verified);
            Assert.Single(audit, a => a is AuditAction.Verified or AuditAction.VerifiedByAdmin);
            Assert.Equal(byMail, await server.CanSignInAsync(email)); // the mailbox chose the password, or nobody has yet
            Assert.Single(await server.QueryAsync(db => db.Shares.Where(s => s.UserId == sam).ToListAsync()));
            Assert.Single(await server.QueryAsync(db => db.Notifications.Where(n => n.UserId == sam).ToListAsync()));
        }
    }

    [Fact]
    public void Law9_there_is_one_way_by_which_an_address_becomes_verified() => Assert.All(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "Concerto.Web", "Features"), "*.cs", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) is not ("Admission.cs" or "PendingInvites.cs")),
        file => Assert.DoesNotMatch(@"\.Verify\(|BecomeSharesAsync\(", File.ReadAllText(file)));

    [OnBothDatabases]
    public async Task Law9_a_link_that_was_handed_over_proves_no_mailbox(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var admin = await server.NewPersonAsync("Ana", admin: true);
        var email = Server.NewAddress();
        var sam = await server.SignUpAsync(email);
        await Assert.ThrowsAsync<NotActiveException>(() => server.ResetLinkAsync(admin, sam));

        // And should one be about, whatever made it:
        var link = await server.UseAsync((UnitOfWork work) => work.RunAsync(async db =>
        {
            var (link, token) = MailedLink.ToResetPasswordByHand(await db.Users.SingleAsync(u => u.Id == sam), TimeProvider.System.Now());
            db.Add(link);
            await db.SaveChangesAsync();
            return new ResetLink(new(server.Url, $"/account/reset?token={token}"), link.ExpiresAt!.Value);
        }, default));
        await Assert.ThrowsAsync<LinkNotAliveException>(() => server.ChooseAsync(link));
        Assert.Null(await server.QueryAsync(db => db.Users.Where(u => u.Id == sam).Select(u => u.VerifiedAt).SingleAsync()));
    }

    [OnBothDatabases]
    public async Task A_reset_link_works_once_for_an_hour_and_only_its_hash_is_kept(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (admin, mira) = (await server.NewPersonAsync("Ana", admin: true), await server.NewPersonAsync());
        var link = await server.ResetLinkAsync(admin, mira.Id);

        Assert.Equal(server.Url.Authority, link.Url.Authority);
        Assert.InRange(link.ExpiresAt - TimeProvider.System.Now(), TimeSpan.FromMinutes(58), TimeSpan.FromHours(1));
        Assert.False(await server.QueryAsync(db => db.MailedLinks.AnyAsync(l => l.TokenHash == link.Url.Query.Substring("?token=".Length))));
        Assert.Empty(await server.MailsToAsync(mira.Email));
        await server.ChooseAsync(link);
        await Assert.ThrowsAsync<LinkNotAliveException>(() => server.ChooseAsync(link));
        Assert.Equal([AuditAction.ResetLinkMade, AuditAction.PasswordReset], (await server.AuditOfAsync(mira.Id)).Where(a => a is AuditAction.ResetLinkMade or AuditAction.PasswordReset));
    }

    [OnBothDatabases]
    public async Task Law9_who_is_disabled_is_out_at_once_and_finds_what_was_shared_meanwhile(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (admin, mira, jonas) = (await server.NewPersonAsync("Ana", admin: true), await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        using var browser = await jonas.SignedInAsync();
        var link = await server.ResetLinkAsync(admin, jonas.Id);
        await server.UseAsync((DisableUser disable) => disable.ExecuteAsync(new(jonas.Id), admin.Caller, default));

        Assert.Equal(System.Net.HttpStatusCode.Redirect, (await browser.GetAsync("/projects")).StatusCode);
        Assert.NotNull((await jonas.AskAsync("{ viewer { name } }"))["errors"]);
        Assert.False(await server.CanSignInAsync(jonas.Email, Server.Password));
        await Assert.ThrowsAsync<LinkNotAliveException>(() => server.ChooseAsync(link));
        await Assert.ThrowsAsync<NotActiveException>(() => server.ResetLinkAsync(admin, jonas.Id));
        var album = await server.ProjectAsync(mira, "Album");
        await server.ShareAsync(mira, album, jonas.Email, Role.Editor);
        Assert.Null(await server.RoleAsync(jonas, album));

        var admission = await server.UseAsync((EnableUser enable) => enable.ExecuteAsync(new(jonas.Id), admin.Caller, default));

        Assert.Equal((1, false), (admission.Invites, admission.NeedsPassword));
        Assert.Equal(Role.Editor, await server.RoleAsync(jonas, album));
        Assert.True(await server.CanSignInAsync(jonas.Email, Server.Password));
        Assert.Equal([AuditAction.Disabled, AuditAction.Enabled], (await server.AuditOfAsync(jonas.Id)).Where(a => a is AuditAction.Disabled or AuditAction.Enabled));
    }

    [OnBothDatabases]
    public async Task Sessions_that_an_admin_ends_are_out_on_their_next_request(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (admin, mira) = (await server.NewPersonAsync("Ana", admin: true), await server.NewPersonAsync());
        using var browser = await mira.SignedInAsync();
        await server.UseAsync((EndSessions end) => end.ExecuteAsync(new(mira.Id), admin.Caller, default));
        Assert.Equal(System.Net.HttpStatusCode.Redirect, (await browser.GetAsync("/projects")).StatusCode);
        Assert.True(await server.CanSignInAsync(mira.Email, Server.Password));
    }

    [OnBothDatabases]
    public async Task An_admin_makes_another_who_is_one_from_the_next_request_on_and_can_stop_being_one(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (admin, mira) = (await server.NewPersonAsync("Ana", admin: true), await server.NewPersonAsync());
        using var browser = await mira.SignedInAsync();
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await browser.GetAsync("/admin/people")).StatusCode);
        await server.UseAsync((MakeAdmin make) => make.ExecuteAsync(new(mira.Id), admin.Caller, default));
        Assert.Equal(System.Net.HttpStatusCode.OK, (await browser.GetAsync("/admin/people")).StatusCode);
        await server.UseAsync((RemoveAdmin remove) => remove.ExecuteAsync(new(mira.Id), admin.Caller, default));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await browser.GetAsync("/admin/people")).StatusCode);
        await Assert.ThrowsAsync<NotYourselfException>(() => server.UseAsync((DisableUser disable) => disable.ExecuteAsync(new(admin.Id), admin.Caller, default)));
    }

    [OnBothDatabases]
    public async Task One_admin_always_stays_also_when_two_take_each_others_power_at_once(string database)
    {
        await using var server = await ConcertoFixture.StartAsync(database, null, "--Concerto:Jobs:Enabled=false");
        var admins = new List<Person>();
        for (var i = 0; i < 4; i++) admins.Add(await server.NewPersonAsync("Ana", admin: true));

        // Each disables the next, or makes them an admin no longer.
        var failures = await Sharing.Sharing.AtOnceAsync(4, i => i % 2 == 0
            ? server.UseAsync((DisableUser disable) => disable.ExecuteAsync(new(admins[(i + 1) % 4].Id), admins[i].Caller, default))
            : server.UseAsync((RemoveAdmin remove) => remove.ExecuteAsync(new(admins[(i + 1) % 4].Id), admins[i].Caller, default)));

        Assert.All(failures, failure => Assert.IsType<LastAdminException>(failure));
        var left = await server.QueryAsync(db => db.Users.Where(u => u.IsAdmin && u.DisabledAt == null).ToListAsync());
        var last = Assert.Single(left);
        await Assert.ThrowsAsync<LastAdminException>(() => server.UseAsync((RemoveAdmin remove) => remove.ExecuteAsync(new(last.Id), Caller.Person(last.Id, isAdmin: true), default)));
    }
}
