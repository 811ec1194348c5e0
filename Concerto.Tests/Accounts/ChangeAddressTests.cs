using System.Net;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Sharing;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Sharing;
using Concerto.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Accounts;

public sealed class ChangeAddressTests
{
    [OnBothDatabases]
    public async Task A_new_address_counts_once_its_link_was_followed_and_the_old_one_is_told_and_free(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var address = Server.NewAddress("new");
        using var browser = await mira.SignedInAsync();
        await browser.PostFormAsync("/settings", new() { ["email"] = address, ["password"] = Server.Password }, "form[action*=Address]");
        var link = (await server.MailToAsync(address)).Link().PathAndQuery;

        using (var scanner = server.NewBrowser()) Assert.Equal(HttpStatusCode.OK, (await scanner.GetAsync(link)).StatusCode);
        Assert.Contains(address, (await browser.GetPageAsync("/settings")).QuerySelector(".notice")!.TextContent);
        Assert.False(await SignUpTests.CanSignInAsync(server, address, Server.Password));
        Assert.Equal("/settings", (await browser.PostFormAsync(link)).Headers.Location!.OriginalString);

        Assert.True(await SignUpTests.CanSignInAsync(server, address, Server.Password));
        Assert.Contains("another address", (await server.MailToAsync(mira.Email, "another address")).Subject);
        Assert.Contains("doesn’t work any more", (await browser.GetPageAsync(link)).QuerySelector("main")!.TextContent);
        await server.UseAsync((AddUser add) => add.ExecuteAsync(new(mira.Email, Server.Password, "Somebody else", Verified: true), default));
    }

    [OnBothDatabases]
    public async Task Law9_what_waits_for_the_new_address_becomes_shares_and_what_was_shared_stays(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var (before, waiting) = (await server.ProjectAsync(jonas, "Before"), await server.ProjectAsync(jonas, "Waiting"));
        var address = Server.NewAddress("new");
        await server.ShareAsync(jonas, before, mira.Email);
        await server.ShareAsync(jonas, waiting, address, Role.Editor);

        await ChangeAsync(server, mira, await TokenAsync(server, mira, address));

        Assert.Equal([before.Id, waiting.Id], await server.QueryAsync(db => db.Shares.Where(s => s.UserId == mira.Id).OrderBy(s => s.CreatedAt).Select(s => s.ProjectId!.Value).ToListAsync()));
        Assert.False(await server.QueryAsync(db => db.Invites.AnyAsync(i => i.ProjectId == waiting.Id)));
    }

    [OnBothDatabases]
    public async Task Law9_who_presses_the_link_that_somebody_else_had_sent_to_them_gives_nothing_away(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mallory, sam, jonas) = (await server.NewPersonAsync("Mallory"), await server.NewPersonAsync("Sam"), await server.NewPersonAsync("Jonas"));
        var victim = Server.NewAddress("victim");
        await server.ShareAsync(jonas, await server.ProjectAsync(jonas, "Demos"), victim);
        var token = await TokenAsync(server, mallory, victim);

        using var stranger = server.NewBrowser();
        Assert.Null((await stranger.GetPageAsync($"/account/change-address?token={token}")).QuerySelector("main form"));
        foreach (var caller in new[] { Caller.Stranger, sam.Caller })
            await Assert.ThrowsAnyAsync<DomainException>(() => server.UseAsync((ChangeAddress change) => change.ExecuteAsync(token, caller, default)));
        Assert.False(await server.QueryAsync(db => db.Shares.AnyAsync(s => s.UserId == mallory.Id)));
    }

    [OnBothDatabases]
    public async Task A_taken_address_gets_the_same_answer_and_its_owner_a_mail(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var free = Server.NewAddress("free");

        Assert.Equal(await AnswerAsync(mira, free), await AnswerAsync(await server.NewPersonAsync(), jonas.Email));
        Assert.Contains("already have", (await server.MailToAsync(jonas.Email)).Subject);

        async Task<string> AnswerAsync(Person person, string email)
        {
            using var browser = await person.SignedInAsync();
            var texts = new List<string>();
            foreach (var _ in new[] { "once", "at once again" })
            {
                var answer = await browser.PostFormAsync("/settings", new() { ["email"] = email, ["password"] = Server.Password }, "form[action*=Address]");
                texts.Add($"{answer.StatusCode} {answer.Headers.Location} {(await Browser.ReadPageAsync(answer)).QuerySelector("main")?.TextContent}");
                texts.Add((await browser.GetPageAsync("/settings")).QuerySelector("main")!.TextContent);
            }
            return string.Join('\n', texts).Replace(email, "EMAIL", StringComparison.Ordinal).Replace(person.Email, "MINE", StringComparison.Ordinal);
        }
    }

    [OnBothDatabases]
    public async Task Of_fifty_who_use_one_link_at_once_one_changes_the_address(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, address) = (await server.NewPersonAsync(), Server.NewAddress("new"));
        var token = await TokenAsync(server, mira, address);

        var got = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ChangeAsync(server, mira, token)));

        Assert.Single(got, true);
        Assert.Equal(1, await server.QueryAsync(db => db.AuditEntries.CountAsync(e => e.PersonId == mira.Id && e.Action == AuditAction.AddressChanged)));
    }

    [OnBothDatabases]
    public async Task Of_two_who_take_one_address_at_once_one_has_it(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var address = Server.NewAddress("wanted");
        var people = new List<(Person Person, string Token)>();
        foreach (var name in new[] { "Mira", "Jonas", "Sam", "Ana" })
        {
            var person = await server.NewPersonAsync(name);
            people.Add((person, await TokenAsync(server, person, address)));
        }

        var got = await Task.WhenAll(people.Select(p => ChangeAsync(server, p.Person, p.Token)));

        Assert.Single(got, true);
        Assert.Equal(people[Array.IndexOf(got, true)].Person.Id, await server.QueryAsync(db => db.Users.Where(u => u.Email == address).Select(u => u.Id).SingleAsync()));
        Assert.Equal(3, await server.QueryAsync(db => db.Users.CountAsync(u => people.Select(p => p.Person.Email).Contains(u.Email))));
    }

    [OnBothDatabases]
    public async Task Who_signed_up_in_advance_and_never_verified_gives_way(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var address = Server.NewAddress("early");
        await server.UseAsync((SignUp signUp) => signUp.ExecuteAsync(new("Early", address, Server.Password), default));
        var theirs = (await server.MailToAsync(address)).Link().Query["?token=".Length..];

        Assert.True(await ChangeAsync(server, mira, await TokenAsync(server, mira, address)));
        await Assert.ThrowsAsync<LinkNotAliveException>(() => server.UseAsync((VerifyAddress verify) => verify.ExecuteAsync(new(theirs, null, Server.Password), default)));
    }

    [OnBothDatabases]
    public async Task Links_that_went_to_the_old_address_and_earlier_changes_are_dead(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        await server.UseAsync((RequestPasswordReset request) => request.ExecuteAsync(mira.Email, default));
        var reset = (await server.MailToAsync(mira.Email, "new password")).Link().Query["?token=".Length..];
        var first = await TokenAsync(server, mira, Server.NewAddress("first"));
        await server.QueryAsync(db => db.MailedLinks.Where(l => l.UserId == mira.Id).ExecuteUpdateAsync(set => set.SetProperty(l => l.CreatedAt, l => l.CreatedAt.AddMinutes(-2))));
        var second = await TokenAsync(server, mira, Server.NewAddress("second"));

        await Assert.ThrowsAsync<LinkNotAliveException>(() => server.UseAsync((ChangeAddress change) => change.ExecuteAsync(first, mira.Caller, default)));
        Assert.True(await ChangeAsync(server, mira, second));
        await Assert.ThrowsAsync<LinkNotAliveException>(() => server.UseAsync((ResetPassword use) => use.ExecuteAsync(new(reset, "granite-violin-ninety-clouds"), default)));
    }

    [OnBothDatabases]
    public async Task It_takes_the_password_and_can_be_called_off(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        await Assert.ThrowsAsync<WrongPasswordException>(() => server.UseAsync((RequestAddressChange request) => request.ExecuteAsync(new(Server.NewAddress(), "not-her-password-at-all"), mira.Caller, default)));
        var token = await TokenAsync(server, mira, Server.NewAddress("new"));

        await server.UseAsync((CancelAddressChange cancel) => cancel.ExecuteAsync(mira.Caller, default));

        await Assert.ThrowsAsync<LinkNotAliveException>(() => server.UseAsync((ChangeAddress change) => change.ExecuteAsync(token, mira.Caller, default)));
    }

    [Fact]
    public async Task A_token_changes_what_others_see_of_one()
    {
        var mira = await (await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite)).NewPersonAsync();
        Assert.Equal("Mira Ott", (string?)(await mira.DoAsync("changeProfile", new { name = " Mira  Ott " }, "user { name }"))["user"]!["name"]);
    }

    private static async Task<string> TokenAsync(Server server, Person person, string address)
    {
        await server.UseAsync((RequestAddressChange request) => request.ExecuteAsync(new(address, Server.Password), person.Caller, default));
        await server.MailIsOutAsync(address);
        return (await server.MailToAsync(address, "new address")).Link().Query["?token=".Length..];
    }

    private static async Task<bool> ChangeAsync(Server server, Person person, string token)
    {
        try
        {
            await server.UseAsync((ChangeAddress change) => change.ExecuteAsync(token, person.Caller, default));
            return true;
        }
        catch (DomainException e) when (e is AddressTakenException or LinkNotAliveException)
        {
            return false;
        }
    }
}
