using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Concerto.Domain.Accounts;
using Concerto.Tests.GraphQL;
using Concerto.Web.Features.Accounts;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Admin;

/// <summary>
/// The table's last row: people, invites, mail, jobs and audit are for admins. Each mutation and query of the desk is asked for by a stranger, by somebody with a token for
/// everything, by an admin whose token may not act as one, and by an admin.
/// </summary>
public sealed class AdminMutationTests(AdminMutationTests.Cast cast) : IClassFixture<AdminMutationTests.Cast>
{
    /// <summary>
    /// Every mutation of the desk, with an input that an admin could send and what they get: null when it is done, or else the error, because there is no such thing.
    /// $somebody is a person who waits to be verified, $member somebody who is in, $nobody an id of nobody's.
    /// </summary>
    private static readonly (string Mutation, string Input, string? Error)[] Mutations =
    [
        ("makeResetLink", """{"userId":"$somebody"}""", "NOT_ACTIVE"),
        ("makeAdmin", """{"userId":"$somebody"}""", "NOT_ACTIVE"),
        ("verifyUser", """{"userId":"$nobody"}""", "USER_NOT_FOUND"),
        ("verifyUser", """{"userId":"$somebody"}""", null),
        ("makeResetLink", """{"userId":"$nobody"}""", "USER_NOT_FOUND"),
        ("makeResetLink", """{"userId":"$member"}""", null),
        ("makeAdmin", """{"userId":"$nobody"}""", "USER_NOT_FOUND"),
        ("makeAdmin", """{"userId":"$member"}""", null),
        ("removeAdmin", """{"userId":"$nobody"}""", "USER_NOT_FOUND"),
        ("removeAdmin", """{"userId":"$member"}""", null),
        ("removeAdmin", """{"userId":"$admin"}""", "LAST_ADMIN"),
        ("endSessions", """{"userId":"$nobody"}""", "USER_NOT_FOUND"),
        ("endSessions", """{"userId":"$member"}""", null),
        ("disableUser", """{"userId":"$nobody"}""", "USER_NOT_FOUND"),
        ("disableUser", """{"userId":"$admin"}""", "NOT_YOURSELF"),
        ("disableUser", """{"userId":"$member"}""", null),
        ("verifyUser", """{"userId":"$member"}""", "NOT_ACTIVE"),
        ("enableUser", """{"userId":"$nobody"}""", "USER_NOT_FOUND"),
        ("enableUser", """{"userId":"$member"}""", null),
    ];

    /// <summary>Failures that only more than these show: of <see cref="PeopleTests"/>, by two admins at once.</summary>
    private static readonly string[] Elsewhere = ["disableUser LastAdminError"];

    /// <summary>Failures that the desk's mutations declare, each seen here: “verifyUser UserNotFoundError”.</summary>
    public static IEnumerable<string> Failures => Mutations.Where(m => m.Error is not null).Select(m => $"{m.Mutation} {TypeOf(m.Error!)}")
        .Concat(Mutations.Select(m => $"{m.Mutation} NotAllowedError")).Concat(Elsewhere).Distinct();

    [Fact]
    public async Task Law10_the_desks_mutations_are_for_admins_alone_and_a_token_needs_the_scope()
    {
        foreach (var (mutation, input, error) in Mutations)
        {
            Assert.Equal("UNAUTHENTICATED", await cast.TryAsync("stranger", mutation, input));
            foreach (var who in new[] { "member", "writer" }) Assert.Equal("NOT_ALLOWED", await cast.TryAsync(who, mutation, input));
            Assert.Equal("FORBIDDEN", await cast.TryAsync("reader", mutation, input)); // it may not write at all
            Assert.Equal(error, await cast.TryAsync("admin", mutation, input));
        }
    }

    [Theory]
    [InlineData("{ users { totalCount } }")]
    [InlineData("""query { user(id: "$member") { email } }""")]
    [InlineData("""query { user(id: "$nobody") { email } }""")]
    [InlineData("{ auditLog { totalCount } }")]
    public async Task Law10_the_desks_queries_are_for_admins_alone_and_tell_others_nothing(string query)
    {
        Assert.Equal("UNAUTHENTICATED", await cast.AskAsync("stranger", query));
        foreach (var who in new[] { "member", "writer", "reader" }) Assert.Equal("FORBIDDEN", await cast.AskAsync(who, query));
        Assert.Null(await cast.AskAsync("admin", query));
    }

    [Theory]
    [InlineData("/admin"), InlineData("/admin/people"), InlineData("/admin/people/$member"), InlineData("/admin/people/$nobody"), InlineData("/admin/people/sign-up-link"), InlineData("/admin/people/$member/disable"), InlineData("/admin/audit"), InlineData("/admin/mail"), InlineData("/admin/jobs"), InlineData("/admin/invites")]
    public async Task Law10_for_everybody_else_there_is_no_desk(string page)
    {
        using var browser = await cast.People["member"].SignedInAsync();
        var (there, nowhere) = (await browser.GetAsync(cast.Fill(page)), await browser.GetAsync("/admin/nonsense"));
        Assert.Equal((404, 404), ((int)there.StatusCode, (int)nowhere.StatusCode));
        Assert.Equal(await Concerto.Tests.Browser.ReadPageAsync(nowhere) is { } page404 ? page404.QuerySelector("main")!.TextContent : null, (await Concerto.Tests.Browser.ReadPageAsync(there)).QuerySelector("main")!.TextContent);
    }

    [Fact]
    public async Task Accounts_are_found_by_name_and_address_and_paged()
    {
        var admin = cast.People["admin"];
        foreach (var i in Enumerable.Range(1, 3)) await cast.Server.NewPersonAsync($"Ögmundur Straße {i}");
        const string query = "query($s: String, $f: AccountFilter, $a: String) { users(search: $s, filter: $f, first: 2, after: $a) { totalCount nodes { name state isAdmin hasPassword email } pageInfo { hasNextPage endCursor } } }";
        var first = (await admin.DataAsync(query, new { s = "STRASSE" }))["users"]!;
        Assert.Equal((3, "Ögmundur Straße 3", true), ((int)first["totalCount"]!, (string)first["nodes"]![0]!["name"]!, (bool)first["pageInfo"]!["hasNextPage"]!));
        var second = (await admin.DataAsync(query, new { s = "STRASSE", a = (string)first["pageInfo"]!["endCursor"]! }))["users"]!;
        Assert.Equal("Ögmundur Straße 1", (string)Assert.Single(second["nodes"]!.AsArray())!["name"]!);
        Assert.Equal(1, (int)(await admin.DataAsync(query, new { s = admin.Email.ToUpperInvariant() }))["users"]!["totalCount"]!);
        Assert.Equal(0, (int)(await admin.DataAsync(query, new { s = "%" }))["users"]!["totalCount"]!);
        Assert.All((await admin.DataAsync(query, new { f = "ADMINS" }))["users"]!["nodes"]!.AsArray(), a => Assert.True((bool)a!["isAdmin"]!));
    }

    [Fact]
    public async Task The_audit_log_is_read_by_person_and_action_the_newest_first()
    {
        var (admin, server) = (cast.People["admin"], cast.Server);
        var sam = await server.SignUpAsync(Server.NewAddress(), "Sam Sung");
        await server.VerifyAsync(admin, sam);
        await server.ResetLinkAsync(admin, sam);
        const string query = "query($p: ID, $a: AuditAction) { auditLog(personId: $p, action: $a) { nodes { action actor { name } person { name } } } }";
        Assert.Equal(
            """[{"action":"RESET_LINK_MADE","actor":{"name":"admin"},"person":{"name":"Sam Sung"}},{"action":"VERIFIED_BY_ADMIN","actor":{"name":"admin"},"person":{"name":"Sam Sung"}},{"action":"SIGNED_UP","actor":null,"person":{"name":"Sam Sung"}}]""",
            (await admin.DataAsync(query, new { p = sam.ToString() }))["auditLog"]!["nodes"]!.ToJsonString());
        Assert.Single((await admin.DataAsync(query, new { p = sam.ToString(), a = "SIGNED_UP" }))["auditLog"]!["nodes"]!.AsArray());
    }

    private static string TypeOf(string code) => string.Concat(code.Split('_').Select(w => w[..1] + w[1..].ToLowerInvariant())) + "Error";

    /// <summary>An admin, an admin's weaker tokens, somebody who is in, and somebody who waits.</summary>
    public sealed class Cast : IAsyncLifetime
    {
        private readonly Dictionary<string, string> _ids = [];

        public Server Server { get; private set; } = null!;
        public Dictionary<string, Person> People { get; } = [];

        public async Task InitializeAsync()
        {
            Server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, null, "--Concerto:Jobs:Enabled=false");
            var admin = People["admin"] = await Server.NewPersonAsync("admin", admin: true);
            People["member"] = await Server.NewPersonAsync("member");
            foreach (var (who, scope) in new[] { ("reader", TokenScope.Read), ("writer", TokenScope.Write) })
            {
                var token = await Server.UseAsync((CreateApiToken create) => create.ExecuteAsync(new(who, [scope]), admin.Caller, default));
                People[who] = admin with { Token = token.Secret! };
            }
            _ids["admin"] = $"{admin.Id}";
            _ids["member"] = $"{(await Server.NewPersonAsync("Jonas")).Id}";
            _ids["somebody"] = $"{await Server.SignUpAsync(Server.NewAddress())}";
            _ids["nobody"] = $"{UserId.New()}";
        }

        public string Fill(string text) => _ids.Aggregate(text, (filled, id) => filled.Replace($"${id.Key}", id.Value, StringComparison.Ordinal));

        /// <returns>The code of what went wrong, wherever it is said; null when nothing did.</returns>
        public async Task<string?> TryAsync(string who, string mutation, string input)
        {
            var type = $"{char.ToUpperInvariant(mutation[0])}{mutation[1..]}Input!";
            return await AskAsync(who, $$"""mutation($input: {{type}}) { {{mutation}}(input: $input) { errors { ... on Error { code } } } }""", JsonNode.Parse(Fill(input)));
        }

        public async Task<string?> AskAsync(string who, string document, JsonNode? input = null)
        {
            using var api = who == "stranger" ? new HttpClient { BaseAddress = Server.Url } : People[who].Api();
            using var response = await api.PostAsJsonAsync("/graphql", new { query = Fill(document), variables = new { input } });
            var answer = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
            return answer["errors"] is JsonArray { Count: > 0 } errors ? (string?)errors[0]!["extensions"]!["code"]
                : answer["data"]!.AsObject().Select(field => field.Value is JsonObject payload && payload.TryGetPropertyValue("errors", out var failed) && failed is JsonArray { Count: > 0 } list ? (string?)list[0]!["code"] : null).Single();
        }

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }
}
