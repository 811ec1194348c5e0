using System.Net;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Sharing;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Uploads;
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
        Assert.False(await server.QueryAsync(db => db.ApiTokens.AnyAsync(t => t.TokenHash == mira.Token || t.Beginning == mira.Token)));
    }

    [OnBothDatabases]
    public async Task A_token_that_is_no_good_is_an_error_and_never_a_stranger(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();

        foreach (var header in new[] { "Bearer concerto_pat_nonsense", $"Bearer {mira.Token}x", "Bearer", "Basic bWlyYTpwYXNz", mira.Token })
        {
            foreach (var path in new[] { "/account/sign-in", "/graphql/schema" }) // where strangers are welcome
            {
                var answer = await AskAsync(server, header, path);
                Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
                Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
            }
        }
    }

    [OnBothDatabases]
    public async Task A_revoked_token_is_dead_at_once_and_others_live_on(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var jonas = await server.NewPersonAsync("Jonas");
        var made = await MakeAsync(mira);

        await Assert.ThrowsAsync<ApiTokenNotFoundException>(() => RevokeAsync(jonas, made));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, $"Bearer {made.Secret}")).StatusCode);
        var (first, second) = (await RevokeAsync(mira, made), await RevokeAsync(mira, made));

        Assert.Equal(first.RevokedAt, second.RevokedAt);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(server, $"Bearer {made.Secret}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, $"Bearer {mira.Token}")).StatusCode);
    }

    [Fact]
    public async Task Whoever_comes_with_a_token_that_has_ended_is_told_how_it_ended()
    {
        var clock = new FakeTimeProvider(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var (revoked, expired) = (await MakeAsync(mira), await MakeAsync(mira, days: 30));
        await RevokeAsync(mira, revoked);
        clock.Advance(TimeSpan.FromDays(30));
        await DisableAsync(jonas);

        foreach (var (token, reason, words) in new[]
        {
            (revoked.Secret!, "REVOKED", "revoked on 2026-03-01"), (expired.Secret!, "EXPIRED", "expired on 2026-03-31"), (jonas.Token, "DISABLED", "account that the token belongs to is disabled"), ("concerto_pat_x", "UNKNOWN", "none like it"),
        })
        {
            using var answer = await AskAsync(server, $"Bearer {token}");
            Assert.StartsWith("realm=\"Concerto\", error=\"invalid_token\", error_description=\"", answer.Headers.WwwAuthenticate.Single().Parameter);
            Assert.Contains(words, answer.Headers.WwwAuthenticate.Single().Parameter);
            var error = (await (mira with { Token = token }).AskAsync("{ viewer { id } }"))["errors"]![0]!;
            Assert.Equal(("UNAUTHENTICATED", reason), ((string)error["extensions"]!["code"]!, (string)error["extensions"]!["reason"]!));
            Assert.Contains(words, (string)error["message"]!);
        }
    }

    [OnBothDatabases]
    public async Task A_token_dies_when_it_expires_and_its_use_is_noted_to_the_minute(string database)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await ConcertoFixture.StartAsync(database, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var mira = await server.NewPersonAsync();
        var made = await MakeAsync(mira, days: 1);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => AskAsync(server, $"Bearer {made.Secret}")));
        var first = await NotedAsync(clock.Now());
        clock.Advance(TimeSpan.FromSeconds(30));
        await AskAsync(server, $"Bearer {made.Secret}");
        clock.Advance(TimeSpan.FromSeconds(31));
        await AskAsync(server, $"Bearer {made.Secret}");
        Assert.Equal(first.AddSeconds(61), await NotedAsync(clock.Now()));

        clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(62));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, $"Bearer {made.Secret}")).StatusCode);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(server, $"Bearer {made.Secret}")).StatusCode);

        async Task<DateTime> NotedAsync(DateTime at)
        {
            await Until.ItIsSoAsync(() => server.QueryAsync(db => db.ApiTokens.AnyAsync(t => t.Id == made.ApiToken.Id && t.LastUsedAt == at)), "The use was not noted.");
            return at;
        }
    }

    [OnBothDatabases]
    public async Task The_token_of_a_disabled_person_is_dead_and_they_make_no_other(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        await DisableAsync(mira);

        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(server, $"Bearer {mira.Token}")).StatusCode);
        await Assert.ThrowsAsync<NotSignedInException>(() => MakeAsync(mira));
    }

    [OnBothDatabases]
    public async Task A_token_may_do_what_its_scopes_say_and_never_more_than_its_person(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, admin) = (await server.NewPersonAsync(), await server.NewPersonAsync("Ada", admin: true));
        var reads = admin with { Token = (await MakeAsync(admin, TokenScope.Read)).Secret! };
        var writes = admin with { Token = (await MakeAsync(admin, TokenScope.Write)).Secret! };

        Assert.Equal("FORBIDDEN", CodeOf(await reads.AskAsync("""mutation { createProject(input: { name: "Demos" }) { project { name } } }""")));
        Assert.NotNull((await writes.DoAsync("createProject", new { name = "Demos" }, "project { id }"))["project"]);
        const string forAdmins = "{ mailBudget { __typename } }";
        Assert.Equal("FORBIDDEN", CodeOf(await writes.AskAsync(forAdmins)));
        Assert.Null((await admin.AskAsync(forAdmins))["errors"]);
        await Assert.ThrowsAsync<NotAllowedException>(() => MakeAsync(mira, TokenScope.Admin));

        await server.QueryAsync(db => db.Users.Where(u => u.Id == admin.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.IsAdmin, false)));
        Assert.Equal("FORBIDDEN", CodeOf(await admin.AskAsync(forAdmins))); // the token says admin, the person is none any more
    }

    [Fact]
    public async Task A_token_makes_no_tokens_and_ends_those_of_its_person()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        var refused = await mira.MutateAsync("createApiToken", new { name = "Offspring", scopes = new[] { "READ" } });
        Assert.Equal("NotAllowedError", (string)refused["errors"]![0]!["__typename"]!);

        var made = await MakeAsync(mira);
        var ended = (await mira.DoAsync("revokeApiToken", new { apiTokenId = made.ApiToken.Id.ToString() }, "apiToken { name state revokedAt }"))["apiToken"]!;
        Assert.Equal(("backup", "REVOKED"), ((string)ended["name"]!, (string)ended["state"]!));
    }

    [Fact]
    public async Task Tokens_are_listed_newest_first_with_all_that_one_may_know_and_none_of_others()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var (gone, made) = (await MakeAsync(mira), await MakeAsync(mira, TokenScope.Write, days: 30));
        await RevokeAsync(mira, gone);
        var data = await mira.DataAsync("{ viewer { apiTokens(first: 1) { totalCount nodes { id name beginning scopes state createdAt expiresAt lastUsedAt revokedAt } } } }");
        var list = data["viewer"]!["apiTokens"]!;
        var token = list["nodes"]![0]!;
        Assert.Equal(2, (int)list["totalCount"]!); // and the one that asks
        Assert.Equal((made.ApiToken.Id.ToString(), "backup", made.Secret![..17], "ALIVE"), ((string)token["id"]!, (string)token["name"]!, (string)token["beginning"]!, (string)token["state"]!));
        Assert.Equal(["READ", "WRITE"], token["scopes"]!.AsArray().Select(s => (string)s!));
        Assert.Equal(made.ApiToken.CreatedAt.AddDays(30), ((DateTime)token["expiresAt"]!).ToUniversalTime());
        Assert.DoesNotContain(made.Secret, data.ToJsonString(), StringComparison.Ordinal);

        var project = await server.ProjectAsync(mira, "Album");
        await server.ShareAsync(project.Id, jonas, Role.Viewer);
        Assert.Null((await jonas.DataAsync("query($id: ID!) { project(id: $id) { owner { apiTokens { totalCount } } } }", new { id = project.Id.ToString() }))["project"]!["owner"]!["apiTokens"]);
    }

    [OnBothDatabases]
    public async Task Of_many_made_at_once_as_many_come_about_as_there_may_be(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync(); // has one
        await server.QueryAsync(async db =>
        {
            var now = TimeProvider.System.Now();
            var name = Concerto.Domain.Projects.Name.From("one of many", "name");
            db.AddRange(Enumerable.Range(0, ApiToken.MaxAlive - 4).Select(_ => ApiToken.Issue(mira.Id, name, TokenScopes.Read, null, now).Row));
            var ended = ApiToken.Issue(mira.Id, name, TokenScopes.Read, null, now).Row;
            ended.Revoke(now);
            db.AddRange(ended, ApiToken.Issue(mira.Id, name, TokenScopes.Read, now.AddDays(-1), now.AddDays(-2)).Row);
            return await db.SaveChangesAsync();
        });

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                await MakeAsync(mira);
                return true;
            }
            catch (TooManyTokensException e)
            {
                Assert.Equal(ApiToken.MaxAlive, e.Limit);
                return false;
            }
        }));
        Assert.Equal(3, outcomes.Count(made => made));
    }

    [OnBothDatabases]
    public async Task Law4_made_twice_with_one_key_it_is_one_token_and_its_secret_is_shown_once(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var input = new CreateApiTokenInput("Sync", [TokenScope.Read], IdempotencyKey: "once");
        var made = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.UseAsync((CreateApiToken create) => create.ExecuteAsync(input, mira.Caller, default))));
        Assert.Single(made.Select(m => m.ApiToken.Id).Distinct());
        Assert.Single(made, m => m.Secret is not null);
    }

    [Fact]
    public async Task Making_and_revoking_are_in_the_audit_log_without_the_token()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        var made = await MakeAsync(mira, TokenScope.Write, days: 30);
        await RevokeAsync(mira, made);
        var entries = await server.QueryAsync(db => db.AuditEntries.Where(a => a.ActorId == mira.Id && (a.Action == AuditAction.TokenMade || a.Action == AuditAction.TokenRevoked)).OrderBy(a => a.Sequence).ToListAsync());
        Assert.Equal([AuditAction.TokenMade, AuditAction.TokenMade, AuditAction.TokenRevoked], entries.Select(e => e.Action));
        Assert.Equal($"“backup”, which may read and write, until {made.ApiToken.ExpiresAt:yyyy-MM-dd}", entries[1].Detail);
        Assert.All(entries, e => Assert.DoesNotContain(ApiToken.Prefix, e.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public void A_token_needs_a_scope_and_a_future()
    {
        var now = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var name = Concerto.Domain.Projects.Name.From("backup", "name");
        Assert.Equal("scopes", Assert.Throws<InvalidInputException>(() => ApiToken.Issue(UserId.New(), name, TokenScopes.None, null, now)).Field);
        Assert.Equal("expiresInDays", Assert.Throws<InvalidInputException>(() => ApiToken.Issue(UserId.New(), name, TokenScopes.Read, now, now)).Field);
    }

    private static Task<CreatedApiToken> MakeAsync(Person person, TokenScope scope = TokenScope.Read, int? days = ApiToken.UsualLife) =>
        person.Server.UseAsync((CreateApiToken create) => create.ExecuteAsync(new("backup", [scope], days), person.Caller, default));

    private static Task<ApiToken> RevokeAsync(Person person, CreatedApiToken made) => person.Server.UseAsync((RevokeApiToken revoke) => revoke.ExecuteAsync(new(made.ApiToken.Id), person.Caller, default));

    private static Task<int> DisableAsync(Person person) => person.Server.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, DateTime.UnixEpoch)));

    private static string? CodeOf(System.Text.Json.Nodes.JsonNode answer) => (string?)answer["errors"]![0]!["extensions"]!["code"];

    private static async Task<HttpResponseMessage> AskAsync(Server server, string authorization, string path = "/projects")
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Url };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        return await client.GetAsync(path);
    }
}
