using System.Net;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Accounts;

public sealed class ApiTokenTests
{
    [OnBothDatabases]
    public async Task A_token_opens_what_its_person_may_see(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        using var api = mira.Api();

        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/projects")).StatusCode);
        Assert.StartsWith("concerto_pat_", mira.Token);
        Assert.False(await server.QueryAsync(db => db.ApiTokens.AnyAsync(t => t.TokenHash == mira.Token)));
    }

    [OnBothDatabases]
    public async Task A_token_that_is_no_good_is_an_error_and_never_a_stranger(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();

        foreach (var header in new[] { "Bearer concerto_pat_nonsense", $"Bearer {mira.Token}x", "Bearer", "Basic bWlyYTpwYXNz", mira.Token })
        {
            var answer = await AskAsync(server, header, "/account/sign-in"); // where strangers are welcome
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
        }
    }

    [OnBothDatabases]
    public async Task A_revoked_token_is_dead_at_once_and_others_live_on(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var jonas = await server.NewPersonAsync("Jonas");
        var made = await server.UseAsync((CreateApiToken create) => create.ExecuteAsync(new("backup", TokenScopes.Read), mira.Caller, default));

        await Assert.ThrowsAsync<ApiTokenNotFoundException>(() => server.UseAsync((RevokeApiToken revoke) => revoke.ExecuteAsync(made.Token.Id, jonas.Caller, default)));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, $"Bearer {made.Secret}")).StatusCode);
        await server.UseAsync((RevokeApiToken revoke) => revoke.ExecuteAsync(made.Token.Id, mira.Caller, default));

        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(server, $"Bearer {made.Secret}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, $"Bearer {mira.Token}")).StatusCode);
    }

    [OnBothDatabases]
    public async Task A_token_dies_when_it_expires_and_its_use_is_noted_to_the_minute(string database)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await ConcertoFixture.StartAsync(database, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var mira = await server.NewPersonAsync();
        var made = await server.UseAsync((CreateApiToken create) => create.ExecuteAsync(new("backup", TokenScopes.Read, clock.Now().AddHours(1)), mira.Caller, default));

        await AskAsync(server, $"Bearer {made.Secret}");
        var first = await NotedAsync(clock.Now());
        clock.Advance(TimeSpan.FromSeconds(30));
        await AskAsync(server, $"Bearer {made.Secret}");
        clock.Advance(TimeSpan.FromSeconds(31));
        await AskAsync(server, $"Bearer {made.Secret}");
        Assert.Equal(first.AddSeconds(61), await NotedAsync(clock.Now()));

        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(server, $"Bearer {made.Secret}")).StatusCode);

        async Task<DateTime> NotedAsync(DateTime at)
        {
            for (var i = 0; i < 100; i++, await Task.Delay(50))
                if (await server.QueryAsync(db => db.ApiTokens.Where(t => t.Id == made.Token.Id).Select(t => t.LastUsedAt).SingleAsync()) is { } noted && noted == at) return noted;
            throw new TimeoutException("The use was not noted.");
        }
    }

    [OnBothDatabases]
    public async Task The_token_of_a_disabled_person_is_dead(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();

        await server.QueryAsync(db => db.Users.Where(u => u.Id == mira.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, DateTime.UnixEpoch)));

        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(server, $"Bearer {mira.Token}")).StatusCode);
    }

    [OnBothDatabases]
    public async Task A_token_that_reads_does_not_write_nor_make_a_stronger_one(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync(admin: true);
        Caller reads = mira.Caller with { Scopes = TokenScopes.Read, IsAdmin = false }, writes = reads with { Scopes = TokenScopes.Write };

        await Assert.ThrowsAsync<NotAllowedException>(() => server.UseAsync((CreateProject create) => create.ExecuteAsync(new("Demos"), reads, default)));
        await Assert.ThrowsAsync<NotAllowedException>(() => server.UseAsync((CreateApiToken create) => create.ExecuteAsync(new("more", TokenScopes.Admin), writes, default)));
        var made = await server.UseAsync((CreateApiToken create) => create.ExecuteAsync(new("as much", TokenScopes.Write), writes, default));
        Assert.Equal(TokenScopes.Write, made.Token.Scopes);
    }

    [Fact]
    public void A_token_needs_a_scope_and_a_future()
    {
        var now = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var name = Concerto.Domain.Projects.Name.From("backup", "name");
        Assert.Equal("scopes", Assert.Throws<InvalidInputException>(() => ApiToken.Issue(UserId.New(), name, TokenScopes.None, null, now)).Field);
        Assert.Equal("expiresAt", Assert.Throws<InvalidInputException>(() => ApiToken.Issue(UserId.New(), name, TokenScopes.Read, now, now)).Field);
    }

    private static async Task<HttpResponseMessage> AskAsync(Server server, string authorization, string path = "/projects")
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Url };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        return await client.GetAsync(path);
    }
}
