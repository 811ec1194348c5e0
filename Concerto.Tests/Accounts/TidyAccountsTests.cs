using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Email;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Accounts;

public sealed class TidyAccountsTests
{
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());

    [OnBothDatabases]
    public async Task Accounts_that_nobody_came_to_verify_go_with_their_links_and_others_stay(string database)
    {
        await using var server = await StartAsync(database);
        var mira = await server.NewPersonAsync();
        string never = Server.NewAddress("never"), disabled = Server.NewAddress("disabled"), owner = Server.NewAddress("owner"), late = Server.NewAddress("late");
        foreach (var email in new[] { never, disabled, owner, late }) await SignUpAsync(server, email);
        await server.QueryAsync(db => db.Users.Where(u => u.Email == disabled).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, _clock.Now())));
        var project = await server.UseAsync((CreateProject create) => create.ExecuteAsync(new("Demos"), mira.Caller, default));
        await server.QueryAsync(db => db.Projects.Where(p => p.Id == project.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.OwnerId, db.Users.Single(u => u.Email == owner).Id)));

        _clock.Advance(TimeSpan.FromDays(20));
        await SignUpAsync(server, late); // once more
        Assert.Equal(0, await TidyAsync(server));
        _clock.Advance(TimeSpan.FromDays(11));
        await TidyAsync(server);

        Assert.Equal(Sorted(mira.Email, disabled, owner, late), Sorted(await server.QueryAsync(db => db.Users.Select(u => u.Email).ToArrayAsync())));
        await SignUpAsync(server, never); // as if it had never been
        Assert.Equal(1, await server.QueryAsync(db => db.MailedLinks.CountAsync(l => db.Users.Any(u => u.Id == l.UserId && u.Email == never))));
    }

    [OnBothDatabases]
    public async Task A_token_that_has_ended_goes_after_ninety_days_and_says_until_then_how_it_ended(string database)
    {
        await using var server = await StartAsync(database);
        var mira = await server.NewPersonAsync();
        var (expires, revoked) = (await MakeAsync("expires"), await MakeAsync("revoked"));
        await server.UseAsync((RevokeApiToken revoke) => revoke.ExecuteAsync(new(revoked.ApiToken.Id), mira.Caller, default));

        _clock.Advance(TimeSpan.FromDays(89));
        await TidyAsync(server);
        Assert.Equal(["expires", "revoked", "tests"], await NamesAsync());
        _clock.Advance(TimeSpan.FromDays(2));
        await TidyAsync(server);
        Assert.Equal(["expires", "tests"], await NamesAsync()); // the one that expired did so a day later
        _clock.Advance(TimeSpan.FromDays(1));
        await TidyAsync(server);
        Assert.Equal(["tests"], await NamesAsync());

        Task<CreatedApiToken> MakeAsync(string name) => server.UseAsync((CreateApiToken create) => create.ExecuteAsync(new(name, [TokenScope.Read], ExpiresInDays: 1), mira.Caller, default));
        Task<List<string>> NamesAsync() => server.QueryAsync(db => db.ApiTokens.Where(t => t.UserId == mira.Id).Select(t => t.Name).OrderBy(name => name).ToListAsync());
    }

    [OnBothDatabases]
    public async Task A_dead_link_goes_after_thirty_days_its_mail_after_ninety_and_one_can_ask_for_another_in_between(string database)
    {
        await using var server = await StartAsync(database);
        var mira = await server.NewPersonAsync();
        await AskAsync(server, mira);
        await server.Services.GetRequiredService<MailDispatcher>().DispatchAsync(default);

        _clock.Advance(TidyAccounts.LinksKept);
        Assert.Equal(0, await TidyAsync(server)); // dead for 30 days less the hour it lived
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, await TidyAsync(server));
        Assert.Equal((0, 1), await CountAsync(server));

        await AskAsync(server, mira); // never sent
        Assert.Equal((1, 2), await CountAsync(server));
        _clock.Advance(TidyAccounts.MailsKept);
        Assert.Equal(2, await TidyAsync(server));
        Assert.Equal((0, 1), await CountAsync(server)); // what still waits is the dispatcher's to settle
        await server.Services.GetRequiredService<MailDispatcher>().DispatchAsync(default);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await TidyAsync(server));
        Assert.Equal((0, 0), await CountAsync(server));
    }

    [OnBothDatabases]
    public async Task Fifty_who_ask_for_a_new_password_at_once_are_one_mail(string database)
    {
        await using var server = await StartAsync(database);
        var mira = await server.NewPersonAsync();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AskAsync(server, mira)));

        Assert.Equal((1, 1), await CountAsync(server));
    }

    private Task<Server> StartAsync(string database) =>
        ConcertoFixture.StartAsync(database, builder => builder.Services.AddSingleton<TimeProvider>(_clock), "--Concerto:Jobs:Enabled=false");

    private static Task<string> SignUpAsync(Server server, string email) => server.UseAsync((SignUp signUp) => signUp.ExecuteAsync(new("Mira", email, Server.Password), default));

    private static Task AskAsync(Server server, Person person) => server.UseAsync((RequestPasswordReset request) => request.ExecuteAsync(person.Email, default));

    private static Task<int> TidyAsync(Server server) => server.UseAsync((TidyAccounts tidy) => tidy.ExecuteAsync(default));

    private static Task<(int Links, int Mails)> CountAsync(Server server) => server.QueryAsync(async db => (await db.MailedLinks.CountAsync(), await db.OutboundEmails.CountAsync()));

    private static string[] Sorted(params string[] texts) => [.. texts.Order(StringComparer.Ordinal)];
}
