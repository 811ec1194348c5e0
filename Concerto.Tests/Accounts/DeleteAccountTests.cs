using System.Net;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Sharing;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Projects;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Accounts;

public sealed class DeleteAccountTests
{
    [OnBothDatabases]
    public async Task Their_projects_go_what_they_wrote_in_others_stays_without_their_name_and_nothing_opens_the_account_any_more(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, jonas) = (await server.NewPersonAsync("Mira"), await server.NewPersonAsync("Jonas"));
        var hers = await server.ProjectAsync(mira, "Hers");
        await server.ShareOpenedAsync(mira, hers, jonas, Role.Editor);
        var his = await server.ProjectAsync(jonas, "His");
        await server.ShareOpenedAsync(jonas, his, mira, Role.Editor);
        var (song, version, _) = await server.OnlySongAsync(his);
        var note = await server.CommentAsync(mira, version.Id, "The snare hides the vocal");
        using var session = await mira.SignedInAsync();
        using var elsewhere = await mira.SignedInAsync();

        var gone = await session.PostFormAsync("/settings/account/delete", new() { ["confirmation"] = mira.Email.ToUpperInvariant(), ["password"] = Server.Password });

        Assert.Equal("/account/sign-in", gone.Headers.Location!.OriginalString);
        foreach (var browser in new[] { session, elsewhere }) Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/projects")).StatusCode);
        using (var api = mira.Api()) Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetAsync("/projects")).StatusCode);
        Assert.False(await SignUpTests.CanSignInAsync(server, mira.Email, Server.Password));

        var seen = await jonas.DataAsync("query($hers: ID!, $song: ID!, $note: ID!) { project(id: $hers) { id } song(id: $song) { collaborators { role } } comment(id: $note) { text author { name } } }",
            new { hers = $"{hers.Id}", song = $"{song.Id}", note = $"{note.Id}" });
        Assert.Equal("""{"project":null,"song":{"collaborators":[]},"comment":{"text":"The snare hides the vocal","author":{"name":"Somebody who left"}}}""", seen.ToJsonString());
        using var his2 = await jonas.SignedInAsync();
        Assert.Contains("Somebody who left", (await his2.GetPageAsync($"/songs/{song.Id}")).QuerySelector("main")!.TextContent);
        Assert.Contains("is gone", (await server.MailToAsync(mira.Email, "is gone")).Subject);
    }

    [OnBothDatabases]
    public async Task The_address_is_free_at_once_and_nothing_of_the_account_comes_back_with_it(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, jonas) = (await server.NewPersonAsync("Mira"), await server.NewPersonAsync("Jonas"));
        var his = await server.ProjectAsync(jonas, "His");
        await server.ShareOpenedAsync(jonas, his, mira, Role.Editor);
        await DeleteAsync(server, mira);

        var again = await server.UseAsync((AddUser add) => add.ExecuteAsync(new(mira.Email, Server.Password, "Mira", Verified: true), default));
        Assert.NotEqual(mira.Id, again.Id);
        Assert.False(await server.QueryAsync(db => db.Shares.AnyAsync(s => s.UserId == again.Id || s.UserId == mira.Id)));
        var left = await server.QueryAsync(db => db.Users.AsNoTracking().SingleAsync(u => u.Id == mira.Id));
        Assert.Equal(("Somebody who left", "", "", null), (left.Name, left.NameKey, left.Email, left.PasswordHash));
        Assert.False(await server.QueryAsync(async db => await db.Sessions.AnyAsync(s => s.UserId == mira.Id) || await db.ApiTokens.AnyAsync(t => t.UserId == mira.Id)
            || await db.MailedLinks.AnyAsync(l => l.UserId == mira.Id) || await db.RecoveryCodes.AnyAsync(c => c.UserId == mira.Id)));
    }

    [OnBothDatabases]
    public async Task Law11_without_the_right_words_nothing_is_touched_and_the_page_says_which(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync("Mira");
        var hers = await server.ProjectAsync(mira, "Hers");
        using var browser = await mira.SignedInAsync();

        foreach (var (field, typed) in new (string, Dictionary<string, string>)[]
        {
            ("confirmation", new() { ["confirmation"] = "somebody@example.com", ["password"] = Server.Password }),
            ("password", new() { ["confirmation"] = mira.Email, ["password"] = "not-her-password-at-all" }),
        })
        {
            var refused = await browser.PostFormAsync("/settings/account/delete", typed);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.NotNull((await Browser.ReadPageAsync(refused)).GetElementById($"{field}-error"));
        }
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"/projects/{hers.Id}")).StatusCode);
    }

    [OnBothDatabases]
    public async Task The_page_says_before_who_would_lose_what_and_lists_what_can_be_left(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, jonas) = (await server.NewPersonAsync("Mira"), await server.NewPersonAsync("Jonas"));
        var (hers, his) = (await server.ProjectAsync(mira, "Hers"), await server.ProjectAsync(jonas, "His"));
        await server.ProjectAsync(mira, "Alone");
        await server.ShareOpenedAsync(mira, hers, jonas, Role.Editor);
        await server.ShareOpenedAsync(jonas, his, mira, Role.Viewer);
        using var browser = await mira.SignedInAsync();

        var page = await browser.GetPageAsync("/settings/account");

        Assert.Equal([$"/projects/{hers.Id}/hand-over"], page.QuerySelectorAll(".farewell .button").Select(a => a.GetAttribute("href")));
        Assert.Contains("Your 2 projects go, with the 2 songs in them.", page.QuerySelector(".farewell")!.TextContent);
        Assert.Equal([$"/projects/{his.Id}/leave"], page.QuerySelectorAll(".shared-row .button").Select(a => a.GetAttribute("href")));
    }

    [OnBothDatabases]
    public async Task A_project_that_is_handed_to_somebody_who_leaves_at_that_moment_is_never_left_without_an_owner(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        for (var round = 0; round < 5; round++)
        {
            var (giver, heir) = (await server.NewPersonAsync("Giver"), await server.NewPersonAsync("Heir"));
            var project = await server.ProjectAsync(giver, "Album");
            var share = await server.ShareOpenedAsync(giver, project, heir, Role.Editor);

            await Task.WhenAll(DeleteAsync(server, heir), Task.Run(async () =>
            {
                try
                {
                    await server.UseAsync((HandOverProject handOver) => handOver.ExecuteAsync(new(project.Id, share.Id), giver.Caller, default));
                }
                catch (DomainException)
                {
                    // They were gone already.
                }
            }));

            Assert.False(await server.QueryAsync(db => db.Projects.AnyAsync(p => p.Id == project.Id && p.DeletedAt == null && p.OwnerId == heir.Id)));
        }
    }

    [OnBothDatabases]
    public async Task The_last_admin_stays_also_when_two_leave_at_once(string database)
    {
        await using var server = await ConcertoFixture.StartAsync(database, settings: "--Concerto:Jobs:Enabled=false");
        var (ada, bo) = (await server.NewPersonAsync("Ada", admin: true), await server.NewPersonAsync("Bo", admin: true));

        var left = await Task.WhenAll(new[] { ada, bo }.Select(async admin =>
        {
            try
            {
                await DeleteAsync(server, admin);
                return true;
            }
            catch (LastAdminException)
            {
                return false;
            }
        }));

        Assert.Single(left, true);
        Assert.Equal(1, await server.QueryAsync(db => db.Users.CountAsync(u => u.IsAdmin)));
    }

    [OnBothDatabases]
    public async Task What_is_left_of_somebody_goes_when_nothing_of_theirs_is_left_and_a_project_made_at_the_last_moment_with_it(string database)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await ConcertoFixture.StartAsync(database, builder => builder.Services.AddSingleton<TimeProvider>(clock), "--Concerto:Jobs:Enabled=false");
        var (mira, jonas) = (await server.NewPersonAsync("Mira"), await server.NewPersonAsync("Jonas"));
        var late = await server.UseAsync((CreateProject create) => create.ExecuteAsync(new("Late"), jonas.Caller, default));
        await DeleteAsync(server, mira);
        await DeleteAsync(server, jonas);
        await server.QueryAsync(db => db.Projects.Where(p => p.Id == late.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.DeletedAt, (DateTime?)null))); // as if it had been made just then

        clock.Advance(TimeSpan.FromDays(31));
        await server.UseAsync((TidyAccounts tidy) => tidy.ExecuteAsync(default));

        Assert.Equal([jonas.Id], await server.QueryAsync(db => db.Users.Select(u => u.Id).ToListAsync()));
        Assert.NotNull(await server.QueryAsync(db => db.Projects.Where(p => p.Id == late.Id).Select(p => p.DeletedAt).SingleAsync()));
    }

    private static Task DeleteAsync(Server server, Person person) => server.UseAsync((DeleteAccount delete) => delete.ExecuteAsync(new(person.Email, Server.Password), person.Caller, default));
}
