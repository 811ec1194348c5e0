using System.Net;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Projects;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Features.Uploads;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Sharing;

public sealed class SharingTests
{
    [OnBothDatabases]
    public async Task What_is_shared_is_there_with_its_role_and_gone_on_the_next_look_after_it_is_taken_back(string database)
    {
        var (server, mira, jonas, project) = await SceneAsync(database);
        var song = await server.SongOfAsync(project);
        Assert.Null(await server.RoleAsync(jonas, song));

        var byProject = await server.ShareAsync(mira, project, jonas.Email, Role.Viewer);
        var bySong = await server.ShareAsync(mira, song, jonas.Email.ToUpperInvariant(), Role.Editor);
        Assert.Equal((Role.Viewer, Role.Editor), (await server.RoleAsync(jonas, project), await server.RoleAsync(jonas, song)));

        await server.UseAsync((Unshare unshare) => unshare.ExecuteAsync(new(bySong.Id), mira.Caller, default));
        Assert.Equal(Role.Viewer, await server.RoleAsync(jonas, song));
        await server.UseAsync((Unshare unshare) => unshare.ExecuteAsync(new(byProject.Id), mira.Caller, default));
        Assert.Null(await server.RoleAsync(jonas, song));
        Assert.False(await server.QueryAsync(db => Access.Projects(db, jonas.Caller).AnyAsync()));
    }

    [OnBothDatabases]
    public async Task Law4_sharing_again_changes_the_role_and_sharing_at_once_is_sharing_once_for_an_account_and_without(string database)
    {
        var (server, mira, jonas, project) = await SceneAsync(database);
        foreach (var email in new[] { jonas.Email, Server.NewAddress() })
        {
            Assert.Empty(await Sharing.AtOnceAsync(8, i => server.ShareAsync(mira, project, email, i % 2 == 0 ? Role.Viewer : Role.Commenter)));
            var again = await server.ShareAsync(mira, project, email, Role.Editor);
            var one = Assert.Single(await server.InAsync(mira, project), c => c.Address == email);
            Assert.Equal((again.Id, Role.Editor, (DateTime?)null), (one.Id, one.Role, one.OpenedAt));
            await server.UseAsync((Unshare unshare) => unshare.ExecuteAsync(new(one.Id), mira.Caller, default));
        }
        Assert.Equal((0, 0), await server.QueryAsync(async db => (await db.Shares.CountAsync(h => h.ProjectId == project.Id), await db.Invites.CountAsync(i => i.ProjectId == project.Id))));
    }

    [OnBothDatabases]
    public async Task An_address_with_an_account_and_one_without_look_alike_until_it_is_opened(string database)
    {
        var (server, mira, jonas, project) = await SceneAsync(database);
        var nobody = Server.NewAddress();
        await server.ShareAsync(mira, project, jonas.Email, Role.Viewer);
        await server.ShareAsync(mira, project, nobody, Role.Viewer);

        foreach (var email in new[] { jonas.Email, nobody }) await server.MailIsOutAsync(email);
        var (known, unknown) = await ThereAsync();
        Assert.Equal(known with { Id = unknown.Id, Address = nobody, SharedAt = unknown.SharedAt, MailedAt = unknown.MailedAt }, unknown);
        Assert.Equal(Delivery.Sent, known.Delivery(TimeProvider.System.Now()));
        Assert.Null(known.PersonId);
        Assert.Equal(known.Id.ToString()[..1], unknown.Id.ToString()[..1]);

        await server.OpenAsync(jonas, project);
        (known, unknown) = await ThereAsync();
        Assert.Equal((jonas.Id, null), (known.PersonId, unknown.PersonId));

        async Task<(Collaborator, Collaborator)> ThereAsync() => await server.InAsync(mira, project) is [var first, var second] ? (first, second) : throw new InvalidOperationException();
    }

    [OnBothDatabases]
    public async Task Who_shares_something_with_the_owner_already_is_shown_by_name_at_once(string database)
    {
        var (server, mira, jonas, project) = await SceneAsync(database);
        await server.ShareOpenedAsync(mira, project, jonas);
        var other = await server.ProjectAsync(mira, "Other");
        Assert.Equal(jonas.Id, (await server.ShareAsync(mira, other, jonas.Email)).PersonId);

        // Jonas knows Mira as the owner of what he is in; Sam whom he is in a project with; and nobody besides.
        var (sam, zoe, own) = (await server.NewPersonAsync("Sam"), await server.NewPersonAsync("Zoe"), await server.ProjectAsync(jonas, "Own"));
        await server.ShareOpenedAsync(mira, project, sam);
        Assert.Equal(mira.Id, (await server.ShareAsync(jonas, own, mira.Email)).PersonId);
        Assert.Equal(sam.Id, (await server.ShareAsync(jonas, own, sam.Email)).PersonId);
        Assert.Null((await server.ShareAsync(jonas, own, zoe.Email)).PersonId);
    }

    [OnBothDatabases]
    public async Task Others_see_who_has_opened_it_by_name_and_no_address_and_who_is_in_one_song_sees_who_hears_it(string database)
    {
        var (server, mira, jonas, project) = await SceneAsync(database);
        var (sam, guest, song) = (await server.NewPersonAsync("Sam"), await server.NewPersonAsync("Guest"), await server.SongOfAsync(project));
        await server.ShareOpenedAsync(mira, project, jonas);
        await server.ShareAsync(mira, project, sam.Email);
        await server.ShareAsync(mira, project, Server.NewAddress());
        await server.ShareAsync(mira, song, guest.Email, Role.Viewer);

        var seen = Assert.Single(await server.InAsync(jonas, project));
        Assert.Equal((jonas.Id, null), (seen.PersonId, seen.Address));
        Assert.Equal(jonas.Id, Assert.Single(await server.InAsync(guest, song)).PersonId);
        Assert.Empty(await server.InAsync(guest, project));
        Assert.Equal(4, (await server.InAsync(mira, song)).Count);
    }

    [OnBothDatabases]
    public async Task Several_are_in_together_or_none_is(string database)
    {
        var (server, mira, jonas, project) = await SceneAsync(database);
        var addresses = AddressList.Parse($"{jonas.Email}, {Server.NewAddress()}; {mira.Email}", "addresses");
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => ShareAsync(addresses));
        Assert.Equal("addresses", refusal.Field);
        Assert.Empty(await server.InAsync(mira, project));

        Assert.Equal(addresses.Take(2).Select(a => a.Text), (await ShareAsync([.. addresses.Take(2)])).Select(c => c.Address));

        Task<IReadOnlyList<Collaborator>> ShareAsync(IReadOnlyList<EmailAddress> with) =>
            server.UseAsync((ShareProject share) => share.ExecuteAsync(project.Id, with, Role.Viewer, null, "addresses", mira.Caller, default));
    }

    [Theory]
    [InlineData(Role.Owner, null, "role")]
    [InlineData((Role)9, null, "role")]
    [InlineData(Role.Viewer, 1_001, "message")]
    public async Task What_cannot_be_shared_so_is_refused_beside_its_field(Role role, int? letters, string field)
    {
        var (server, mira, jonas, project) = await SceneAsync(ConcertoFixture.Sqlite);
        var message = letters is { } n ? new string('x', n) : null;
        Assert.Equal(field, (await Assert.ThrowsAsync<InvalidInputException>(() => server.ShareAsync(mira, project, jonas.Email, role, message))).Field);
        Assert.Equal("email", (await Assert.ThrowsAsync<InvalidInputException>(() => server.ShareAsync(mira, project, mira.Email.ToUpperInvariant()))).Field);
    }

    [OnBothDatabases]
    public async Task A_role_is_changed_for_both_kinds_and_changing_it_to_what_it_is_is_nothing_new(string database)
    {
        var (server, mira, jonas, project) = await SceneAsync(database);
        foreach (var email in new[] { jonas.Email, Server.NewAddress() })
        {
            var shared = await server.ShareAsync(mira, project, email, Role.Viewer);
            foreach (var _ in (int[])[1, 2])
                Assert.Equal(Role.Editor, (await server.UseAsync((ChangeRole change) => change.ExecuteAsync(new(shared.Id, Role.Editor), mira.Caller, default))).Role);
            await Assert.ThrowsAsync<InvalidInputException>(() => server.UseAsync((ChangeRole change) => change.ExecuteAsync(new(shared.Id, Role.Owner), mira.Caller, default)));
        }
        var happened = await server.QueryAsync(db => db.Activities.Where(a => a.ProjectId == project.Id).OrderBy(a => a.Sequence).Select(a => new { a.Kind, a.ActorId, a.PersonId }).ToListAsync());
        Assert.Equal(
            [(ActivityKind.Shared, mira.Id, jonas.Id), (ActivityKind.RoleChanged, mira.Id, jonas.Id), (ActivityKind.Shared, mira.Id, null), (ActivityKind.RoleChanged, mira.Id, null)],
            happened.Select(a => (a.Kind, a.ActorId!.Value, a.PersonId)));
    }

    [OnBothDatabases]
    public async Task Law10_only_the_owner_changes_who_is_in_and_others_know_of_those_only_who_have_opened_it(string database)
    {
        var (server, mira, jonas, project) = await SceneAsync(database);
        var (sam, zoe) = (await server.NewPersonAsync("Sam"), await server.NewPersonAsync("Zoe"));
        await server.ShareOpenedAsync(mira, project, jonas, Role.Editor);
        var opened = await server.ShareOpenedAsync(mira, project, sam);
        var pending = await server.ShareAsync(mira, project, Server.NewAddress());

        await Assert.ThrowsAsync<NotAllowedException>(() => UnshareAsync(jonas, opened));
        await Assert.ThrowsAsync<CollaboratorNotFoundException>(() => UnshareAsync(jonas, pending));
        await Assert.ThrowsAsync<CollaboratorNotFoundException>(() => UnshareAsync(zoe, opened));
        await Assert.ThrowsAsync<NotAllowedException>(() => server.ShareAsync(jonas, project, zoe.Email));
        await Assert.ThrowsAsync<ProjectNotFoundException>(() => server.ShareAsync(zoe, project, jonas.Email));
        await Assert.ThrowsAsync<SongNotFoundException>(async () => await server.ShareAsync(zoe, await server.SongOfAsync(project), jonas.Email));
        Assert.Equal(3, (await server.InAsync(mira, project)).Count);

        Task UnshareAsync(Person who, Collaborator whom) => server.UseAsync((Unshare unshare) => unshare.ExecuteAsync(new(whom.Id), who.Caller, default));
    }

    [OnBothDatabases]
    public async Task Who_is_removed_from_a_project_is_out_of_its_songs_too_with_an_account_and_without(string database)
    {
        var (server, mira, jonas, project) = await SceneAsync(database);
        var song = await server.SongOfAsync(project);
        var elsewhere = await server.ShareAsync(mira, await server.SongOfAsync(await server.ProjectAsync(mira, "Another")), jonas.Email);
        foreach (var email in new[] { jonas.Email, Server.NewAddress() })
        {
            var inProject = await server.ShareAsync(mira, project, email);
            var inSong = await server.ShareAsync(mira, song, email.ToUpperInvariant());
            await UnshareAsync(inSong); // from the song alone: they stay in the project
            Assert.Equal(inProject.Id, Assert.Single(await server.InAsync(mira, song)).Id);
            await server.ShareAsync(mira, song, email);
            await UnshareAsync(inProject);
            Assert.Empty(await server.InAsync(mira, song));
        }
        Assert.Null(await server.RoleAsync(jonas, song));
        Assert.Equal(6, await server.QueryAsync(db => db.Activities.CountAsync(a => a.ProjectId == project.Id && a.Kind == ActivityKind.Unshared)));
        await UnshareAsync(elsewhere); // which was still there

        Task UnshareAsync(Collaborator whom) => server.UseAsync((Unshare unshare) => unshare.ExecuteAsync(new(whom.Id), mira.Caller, default));
    }

    [OnBothDatabases]
    public async Task What_is_shared_before_it_is_ready_is_there_for_its_own_sake(string database)
    {
        var (server, mira, jonas, _) = await SceneAsync(database);
        var upload = await server.SignAsync(mira, new(ProjectName: "New", SongName: "Intro"));
        var song = await server.QueryAsync(db => db.Songs.SingleAsync(s => db.Versions.Any(v => v.Id == upload.Upload.VersionId && v.SongId == s.Id)));
        await server.ShareAsync(mira, song, jonas.Email);
        using var browser = await jonas.SignedInAsync();
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"/songs/{song.Id}")).StatusCode); // where the mail leads

        await server.UseAsync((AbortUpload abort) => abort.ExecuteAsync(new(upload.Upload.Id), mira.Caller, default));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"/songs/{song.Id}")).StatusCode);
    }

    [OnBothDatabases]
    public async Task Who_leaves_is_out_and_the_owner_hands_over_first(string database)
    {
        var (server, mira, jonas, project) = await SceneAsync(database);
        var song = await server.SongOfAsync(project);
        await server.ShareAsync(mira, project, jonas.Email);
        await Assert.ThrowsAsync<NotAllowedException>(() => LeaveSongAsync(jonas)); // he is in it through the project
        await server.ShareAsync(mira, song, jonas.Email, Role.Editor);
        await server.UseAsync((LeaveProject leave) => leave.ExecuteAsync(new(project.Id), jonas.Caller, default));
        Assert.Null(await server.RoleAsync(jonas, song));
        await Assert.ThrowsAsync<SongNotFoundException>(() => LeaveSongAsync(jonas));

        await server.ShareAsync(mira, song, jonas.Email, Role.Editor);
        await LeaveSongAsync(jonas);
        Assert.Null(await server.RoleAsync(jonas, song));
        await Assert.ThrowsAsync<HandOverFirstException>(() => LeaveSongAsync(mira));
        await Assert.ThrowsAsync<HandOverFirstException>(() => server.UseAsync((LeaveProject leave) => leave.ExecuteAsync(new(project.Id), mira.Caller, default)));
        Assert.Equal(3, await server.QueryAsync(db => db.Activities.CountAsync(a => a.ProjectId == project.Id && a.Kind == ActivityKind.Left && a.PersonId == jonas.Id)));

        Task LeaveSongAsync(Person who) => server.UseAsync((LeaveSong leave) => leave.ExecuteAsync(new(song.Id), who.Caller, default));
    }

    [OnBothDatabases]
    public async Task A_project_is_handed_to_somebody_who_has_opened_it_and_its_owner_becomes_an_editor(string database)
    {
        var (server, mira, jonas, project) = await SceneAsync(database);
        var waiting = await server.ShareAsync(mira, project, Server.NewAddress());
        var share = await server.ShareAsync(mira, project, jonas.Email, Role.Viewer);
        await server.ShareAsync(mira, await server.SongOfAsync(project), jonas.Email);
        foreach (var unopened in new[] { waiting, share }) // alike, or it would tell which of them has an account
            Assert.Equal("They have to open the project first.", (await Assert.ThrowsAsync<InvalidInputException>(() => HandOverAsync(server, mira, project, unopened))).Message);

        await server.OpenAsync(jonas, project);
        Assert.Equal(jonas.Id, (await HandOverAsync(server, mira, project, share)).OwnerId);
        Assert.Equal((Role.Owner, Role.Editor), (await server.RoleAsync(jonas, project), await server.RoleAsync(mira, project)));
        Assert.Equal([waiting.Address, mira.Email], (await server.InAsync(jonas, project)).Select(c => c.Address));
        await Assert.ThrowsAsync<NotAllowedException>(() => HandOverAsync(server, mira, project, share));
    }

    [OnBothDatabases]
    public async Task Law1_a_project_is_not_handed_to_somebody_who_has_one_of_that_name(string database)
    {
        var (server, mira, jonas, project) = await SceneAsync(database);
        await server.UseAsync((CreateProject create) => create.ExecuteAsync(new("ALBUM"), jonas.Caller, default));
        var refusal = await Assert.ThrowsAsync<NameTakenException>(async () => await HandOverAsync(server, mira, project, await server.ShareOpenedAsync(mira, project, jonas)));
        Assert.Equal("Jonas has a project called “Album” already. Rename this one first.", refusal.Message);
        Assert.Equal((Role.Owner, Role.Commenter), (await server.RoleAsync(mira, project), await server.RoleAsync(jonas, project)));
    }

    [OnBothDatabases]
    public async Task Hand_overs_at_once_come_to_one_owner(string database)
    {
        var (server, mira, jonas, project) = await SceneAsync(database);
        var sam = await server.NewPersonAsync("Sam");
        var heirs = new[] { await server.ShareOpenedAsync(mira, project, jonas), await server.ShareOpenedAsync(mira, project, sam) };
        var failures = await Sharing.AtOnceAsync(6, i => HandOverAsync(server, mira, project, heirs[i % 2]));
        Assert.Equal(5, failures.Count);
        Assert.All(failures, f => Assert.IsType<NotAllowedException>(f));
        Assert.Equal([Role.Owner, Role.Editor, Role.Commenter], new[] { await server.RoleAsync(mira, project), await server.RoleAsync(jonas, project), await server.RoleAsync(sam, project) }.OrderDescending());
    }

    [OnBothDatabases]
    public async Task Law9_what_waits_for_an_address_becomes_real_with_its_verification_by_hand_and_by_mail(string database)
    {
        var (server, mira, _, project) = await SceneAsync(database);
        var song = await server.SongOfAsync(project);
        var (byHand, byMail) = (Server.NewAddress(), Server.NewAddress());
        foreach (var email in new[] { byHand, byMail })
        {
            await server.ShareAsync(mira, project, email.ToUpperInvariant(), Role.Commenter);
            await server.ShareAsync(mira, song, email, Role.Editor);
        }
        foreach (var email in new[] { byHand, byMail }) await server.MailIsOutAsync(email.ToUpperInvariant());
        foreach (var email in new[] { byHand, byMail }) await server.MailIsOutAsync(email);
        var before = await server.InAsync(mira, song);

        var newcomer = await server.JoinsAsync(byHand);
        using var browser = server.NewBrowser();
        await browser.PostFormAsync("/account/sign-up", new() { ["name"] = "Nina", ["email"] = byMail, ["password"] = Server.Password });
        await browser.PostFormAsync((await server.MailToAsync(byMail, "Confirm")).Link().PathAndQuery);
        var nina = await server.QueryAsync(db => db.Users.Where(u => u.Email == byMail).Select(u => u.Id).SingleAsync());

        foreach (var id in new[] { newcomer.Id, nina })
            Assert.Equal((Role.Commenter, Role.Editor), await server.QueryAsync(async db =>
                ((await Access.RoleAsync(db, Caller.Person(id), project, default))!.Value, (await Access.RoleAsync(db, Caller.Person(id), song, default))!.Value)));
        Assert.Equal(before, await server.InAsync(mira, song)); // and nobody can tell
        Assert.Equal(0, await server.QueryAsync(db => db.Invites.CountAsync(i => i.InviterId == mira.Id)));
    }

    [OnBothDatabases]
    public async Task Law9_an_address_that_a_reset_link_verifies_gets_what_waited_for_it(string database)
    {
        var (server, mira, _, project) = await SceneAsync(database);
        var email = Server.NewAddress();
        await server.ShareAsync(mira, project, email, Role.Editor);
        using var browser = server.NewBrowser();
        await browser.PostFormAsync("/account/sign-up", new() { ["name"] = "Nina", ["email"] = email, ["password"] = Server.Password });
        await browser.PostFormAsync("/account/forgot", new() { ["email"] = email });
        await browser.PostFormAsync((await server.MailToAsync(email, "password")).Link().PathAndQuery, new() { ["password"] = Server.Password });

        var nina = await server.QueryAsync(db => db.Users.Where(u => u.Email == email && u.VerifiedAt != null).Select(u => u.Id).SingleAsync());
        Assert.Equal(Role.Editor, await server.QueryAsync(db => Access.RoleAsync(db, Caller.Person(nina), project, default)));
        Assert.False(await server.QueryAsync(db => db.Invites.AnyAsync(i => i.ProjectId == project.Id)));
    }

    [OnBothDatabases]
    public async Task Law9_of_an_invite_and_a_share_the_stronger_role_stays(string database)
    {
        var (server, mira, _, project) = await SceneAsync(database);
        foreach (var (shared, invited, then) in new[] { (Role.Viewer, Role.Editor, Role.Editor), (Role.Editor, Role.Viewer, Role.Editor) })
        {
            var email = Server.NewAddress();
            await server.ShareAsync(mira, project, email, invited);
            // A share from before, of an account that is only verified now.
            await server.LookAsync(async db =>
            {
                var user = new User(Name.From("Early", "name"), EmailAddress.From(email), TimeProvider.System.Now());
                db.AddRange(user, Share.Of(project, user.Id, email, shared, TimeProvider.System.Now()));
                await db.SaveChangesAsync();
            });
            Assert.Equal(then, await server.RoleAsync(await server.JoinsAsync(email), project));
        }
    }

    [OnBothDatabases]
    public async Task Law9_sharing_while_the_account_is_being_made_loses_nothing(string database)
    {
        var (server, mira, _, _) = await SceneAsync(database);
        for (var round = 0; round < 6; round++)
        {
            var (email, project) = (Server.NewAddress(), await server.ProjectAsync(mira, $"Round {round}"));
            Person? newcomer = null;
            Assert.Empty(await Sharing.AtOnceAsync(4, async i => { if (i == 0) newcomer = await server.JoinsAsync(email); else await server.ShareAsync(mira, project, email); }));
            Assert.Equal(Role.Commenter, await server.RoleAsync(newcomer!, project));
            Assert.Single(await server.InAsync(mira, project));
        }
    }

    [Fact]
    public async Task An_address_whose_account_is_disabled_waits_like_one_without()
    {
        var (server, mira, jonas, project) = await SceneAsync(ConcertoFixture.Sqlite);
        await server.LookAsync(async db =>
        {
            (await db.Users.SingleAsync(u => u.Id == jonas.Id)).Disable(TimeProvider.System.Now());
            await db.SaveChangesAsync();
        });
        await server.ShareAsync(mira, project, jonas.Email);
        Assert.True(await server.QueryAsync(db => db.Invites.AnyAsync(i => i.ProjectId == project.Id)));
    }

    [OnBothDatabases]
    public async Task Opening_is_noted_once_by_page_and_by_id_and_a_song_opens_its_project(string database)
    {
        var (server, mira, jonas, project) = await SceneAsync(database);
        var (sam, song) = (await server.NewPersonAsync("Sam"), await server.SongOfAsync(project));
        foreach (var person in new[] { jonas, sam }) await server.ShareAsync(mira, project, person.Email);
        using var browser = await jonas.SignedInAsync();
        await browser.GetAsync("/projects");
        await sam.DataAsync("{ projects { nodes { id songs { nodes { id project { name } } } } } }"); // seen in a list, not opened
        Assert.All(await server.InAsync(mira, project), c => Assert.Null(c.OpenedAt));

        await browser.GetAsync($"/songs/{song.Id}");
        await sam.DataAsync("query($id: ID!) { project(id: $id) { name } }", new { id = project.Id.ToString() });
        var first = await server.InAsync(mira, project);
        Assert.Equal([jonas.Id, sam.Id], first.Select(c => c.PersonId!.Value));
        await browser.GetAsync($"/projects/{project.Id}");
        Assert.Equal(first, await server.InAsync(mira, project));
    }

    [OnBothDatabases]
    public async Task Downloads_are_for_editors_until_the_owner_lets_others_have_them(string database)
    {
        var (server, mira, jonas, project) = await SceneAsync(database);
        await server.ShareAsync(mira, await server.SongOfAsync(project), jonas.Email, Role.Viewer);
        Assert.False(await MayAsync());
        foreach (var _ in (int[])[1, 2]) await AllowAsync(mira, true);
        Assert.True(await MayAsync());
        await AllowAsync(mira, false);
        Assert.False(await MayAsync());
        await Assert.ThrowsAsync<NotAllowedException>(() => AllowAsync(jonas, true));
        Assert.Equal(2, await server.QueryAsync(db => db.Activities.CountAsync(a => a.ProjectId == project.Id && a.Kind == ActivityKind.DownloadsChanged)));

        Task<Project> AllowAsync(Person who, bool allowed) => server.UseAsync((AllowDownloads allow) => allow.ExecuteAsync(new(project.Id, allowed), who.Caller, default));
        Task<bool> MayAsync() => server.QueryAsync(db => Access.VersionsToDownload(db, jonas.Caller).AnyAsync());
    }

    [OnBothDatabases]
    public async Task Somebody_who_shares_with_a_hundred_people_waits_until_tomorrow_and_taking_back_does_not_help(string database)
    {
        var (server, mira, _, project) = await SceneAsync(database);
        for (var round = 0; round < 2; round++)
            foreach (var shared in await ShareAsync(50)) await server.UseAsync((Unshare unshare) => unshare.ExecuteAsync(new(shared.Id), mira.Caller, default));
        var refusal = await Assert.ThrowsAsync<TooManySharesException>(() => ShareAsync(1));
        Assert.Equal((ShareWithPeople.DailyLimit, "addresses"), (refusal.Limit, refusal.Field));

        await server.LookAsync(db => db.Activities.Where(a => a.ProjectId == project.Id).ExecuteUpdateAsync(a => a.SetProperty(x => x.At, x => x.At.AddDays(-2))));
        await ShareAsync(1);

        Task<IReadOnlyList<Collaborator>> ShareAsync(int count) => server.UseAsync((ShareProject share) => share.ExecuteAsync(
            project.Id, [.. Enumerable.Range(0, count).Select(_ => EmailAddress.From(Server.NewAddress()))], Role.Viewer, null, "addresses", mira.Caller, default));
    }

    private static Task<Project> HandOverAsync(Server server, Person who, Project project, Collaborator to) =>
        server.UseAsync((HandOverProject handOver) => handOver.ExecuteAsync(new(project.Id, to.Id), who.Caller, default));

    private static async Task<(Server Server, Person Mira, Person Jonas, Project Project)> SceneAsync(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        return (server, mira, await server.NewPersonAsync("Jonas"), await server.ProjectAsync(mira, "Album"));
    }
}
