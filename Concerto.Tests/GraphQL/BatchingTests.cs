using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Tests.Sharing;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Sharing;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.GraphQL;

/// <summary>How often the database is asked, and what for: nested lists cost the same number of commands whatever their size, and none reads a whole table.</summary>
public sealed partial class BatchingTests
{
    /// <summary>What third parties live on (performance.md).</summary>
    private const string List = "{ projects(first: 20) { nodes { id name songs(first: 10) { nodes { id name latestVersion { id label durationMs } commentCount } } } } }";

    private const string Everything = """
        { projects(first: 3) { totalCount nodes { id name createdAt viewerRole owner { name }
            songs(first: 4) { totalCount nodes { id viewerRole commentCount openCommentCount project { name } latestVersion { id song { name } }
              versions(first: 3) { totalCount nodes { title uploader { name } downloadUrl song { name }
                comments(first: 2) { totalCount nodes { text author { name } resolvedBy { name } version { title } parent { id }
                  replies { text author { name } parent { text } version { title } } } } } } } } } } }
        """;

    private const string WhoIsIn = """
        { projects(first: 3) { nodes { allowsDownloads collaborators { role isPending address person { name } project { name } song { name } }
            songs(first: 4) { nodes { collaborators { role openedAt person { name } project { name } song { name } } } } } } }
        """;

    [OnBothDatabases]
    public async Task The_list_that_others_live_on_takes_four_commands_whatever_its_size(string database)
    {
        await using var scene = await NestedScene.StartAsync(database);
        Assert.Equal(4, (await scene.CommandsAsync(scene.Small, List)).Count);
        Assert.Equal(4, (await scene.CommandsAsync(scene.Large, List)).Count);
        Assert.Equal(4, (await scene.CommandsAsync(scene.Collaborator, List)).Count);
    }

    [OnBothDatabases]
    public async Task Everything_nested_takes_as_many_commands_for_much_as_for_little(string database)
    {
        await using var scene = await NestedScene.StartAsync(database);
        var few = await scene.CommandsAsync(scene.Small, Everything);
        var many = await scene.CommandsAsync(scene.Large, Everything);
        Assert.Equal(few.Count, many.Count);
        Assert.InRange(many.Count, 15, 25);
        Assert.Equal((await scene.CommandsAsync(scene.Small, WhoIsIn)).Count, (await scene.CommandsAsync(scene.Large, WhoIsIn)).Count);
    }

    [Fact]
    public async Task No_query_reads_a_whole_table()
    {
        await using var scene = await NestedScene.StartAsync(ConcertoFixture.Sqlite);
        foreach (var query in new[] { List, Everything, WhoIsIn })
            foreach (var person in new[] { scene.Large, scene.Collaborator })
                foreach (var sql in await scene.CommandsAsync(person, query))
                {
                    var scanned = await scene.ScannedAsync(sql);
                    Assert.True(scanned.Count == 0, $"{string.Join(", ", scanned)}: read from end to end by\n{sql}");
                }
    }

    [OnBothDatabases]
    public async Task Every_list_in_the_schema_takes_as_many_commands_for_much_as_for_little(string database)
    {
        await using var scene = await NestedScene.StartAsync(database);
        var uneven = new List<string>();
        var lists = SchemaWalk.Lists(scene.Schema).ToList();
        foreach (var (list, query) in lists)
        {
            if (await scene.IsForAdminsAsync(query)) continue;
            var (few, many) = (await scene.CommandsAsync(scene.Small, query), await scene.CommandsAsync(scene.Large, query));
            if (few.Count != many.Count) uneven.Add($"{list}: {few.Count} commands for little, {many.Count} for much\n{query}\n{string.Join("\n", many)}");
        }
        Assert.True(uneven.Count == 0, string.Join("\n\n", uneven));
        Assert.Superset(new HashSet<string> { "Query.projects", "Project.songs", "Song.versions", "Song.comments", "Version.comments", "Comment.replies", "Song.collaborators" }, lists.Select(l => l.List).ToHashSet());
    }

    [OnBothDatabases]
    public async Task Many_nodes_take_as_many_commands_as_one(string database)
    {
        await using var scene = await NestedScene.StartAsync(database);
        var (admin, nodes) = await scene.NodesAsync();
        foreach (var (type, ids) in nodes)
        {
            Task<IReadOnlyList<string>> AskAsync(IEnumerable<string> some) => scene.CommandsAsync(admin,
                $$"""{ nodes(ids: ["{{string.Join("\", \"", some)}}"]) { id ... on {{type}} { {{SchemaWalk.Shown((IObjectGraphType)scene.Schema.AllTypes[type]!)}} } } }""");
            var (one, many) = (await AskAsync(ids.Take(1)), await AskAsync(ids));
            Assert.True(ids.Count >= 3 && one.Count == many.Count, $"{type}: {one.Count} commands for one, {many.Count} for {ids.Count}\n{string.Join("\n", many)}");
        }
    }

    [OnBothDatabases]
    public async Task No_list_in_the_schema_reads_a_whole_table_that_grows(string database)
    {
        await using var scene = await NestedScene.StartAsync(database);
        await scene.GrowAsync();
        foreach (var (list, query) in SchemaWalk.Lists(scene.Schema))
        {
            if (await scene.IsForAdminsAsync(query)) continue;
            foreach (var person in new[] { scene.Large, scene.Collaborator })
                foreach (var sql in await scene.CommandsAsync(person, query))
                {
                    var scanned = await scene.ScannedAsync(sql);
                    Assert.True(scanned.Count == 0, $"{list}: {string.Join(", ", scanned)}: read from end to end by\n{sql}");
                }
        }
    }

    [Fact]
    public async Task A_field_says_the_same_alone_as_among_all_others()
    {
        await using var scene = await NestedScene.StartAsync(ConcertoFixture.Sqlite);
        foreach (var (type, before, after) in new[]
        {
            ("Project", "{ projects(first: 2) { nodes { ", " } } }"), ("Song", "{ projects(first: 2) { nodes { songs(first: 3) { nodes { ", " } } } } }"),
            ("Version", "{ projects(first: 2) { nodes { songs(first: 3) { nodes { latestVersion { ", " } } } } } }"), ("Version", "{ projects(first: 2) { nodes { songs(first: 3) { nodes { versions(first: 3) { nodes { ", " } } } } } } }"),
        })
        {
            var shown = (IObjectGraphType)scene.Schema.AllTypes[type]!;
            var fields = shown.Fields.Where(f => SchemaWalk.NeedsNothing(f) && SchemaWalk.IsLeaf(f) && !f.Name.EndsWith("Url", StringComparison.Ordinal)).Select(f => f.Name).ToList(); // those are signed anew
            var whole = await scene.Large.DataAsync($"{before}{string.Join(' ', fields)}{after}");
            foreach (var field in fields) Assert.Equal(Values(whole, field), Values(await scene.Large.DataAsync($"{before}{field}{after}"), field));
        }

        static List<string?> Values(JsonNode node, string name) => node switch
        {
            JsonObject found => [.. found.SelectMany(p => p.Key == name && p.Value is null or JsonValue ? [p.Value?.ToJsonString()] : p.Value is null ? [] : Values(p.Value, name))],
            JsonArray items => [.. items.SelectMany(i => i is null ? [] : Values(i, name))],
            _ => [],
        };
    }

    [OnBothDatabases]
    public async Task Projects_in_parts_are_all_that_one_sees_and_none_twice(string database)
    {
        await using var scene = await NestedScene.StartAsync(database);
        foreach (var person in new[] { scene.Small, scene.Large, scene.Collaborator })
            Assert.Equal(await scene.IdsAsync(db => Access.Projects(db, person.Caller)), await scene.IdsAsync(db => Access.ProjectsInParts(db, person.Caller).Aggregate(Queryable.Concat)));
        Assert.Equal(6, (await scene.IdsAsync(db => Access.ProjectsInParts(db, scene.Collaborator.Caller).Aggregate(Queryable.Concat))).Count);
    }

    /// <summary>A person with little, one with much, and one who is in the second one's projects and in a song of the first.</summary>
    private sealed partial class NestedScene(Server server, Log log) : IAsyncDisposable
    {
        public Person Small { get; private set; } = null!;
        public Person Large { get; private set; } = null!;
        public Person Collaborator { get; private set; } = null!;

        public ISchema Schema => server.Services.GetRequiredService<ISchema>();

        /// <summary>What is on the admins' desk is everybody's: there is no little and much of it, one person's and another's.</summary>
        public async Task<bool> IsForAdminsAsync(string query) => (string?)(await Small.AskAsync(query))["errors"]?[0]?["extensions"]?["code"] == "FORBIDDEN";

        public Task<List<ProjectId>> IdsAsync(Func<ConcertoDbContext, IQueryable<Project>> projects) => server.QueryAsync(db => projects(db).Select(p => p.Id).OrderBy(id => id).ToListAsync());

        /// <summary>Much that is nobody's business here, so that to read a whole table would not be the quickest way.</summary>
        public async Task GrowAsync()
        {
            var crowd = await server.NewPersonAsync("Crowd");
            for (var i = 0; i < 200; i++) await server.ProjectAsync(crowd, $"Other {i}", versions: 2, notes: 5);
            await server.LookAsync(db => db.Database.IsMySql() ? db.Database.ExecuteSqlRawAsync("ANALYZE TABLE Projects, Songs, Versions, Comments") : Task.CompletedTask);
        }

        public static async Task<NestedScene> StartAsync(string database)
        {
            var log = new Log();
            var server = await ConcertoFixture.StartAsync(database, builder => builder.Logging.AddProvider(log).AddFilter<Log>("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Information), "--Concerto:Jobs:Enabled=false");
            var scene = new NestedScene(server, log) { Small = await server.NewPersonAsync("Ana"), Large = await server.NewPersonAsync("Ben"), Collaborator = await server.NewPersonAsync("Cem") };
            var single = await server.ProjectAsync(scene.Small, "Single", notes: 1, replies: 1);
            await server.ShareAsync((await server.OnlySongAsync(single)).Song, scene.Collaborator, Role.Commenter);
            for (var i = 0; i < 5; i++)
                await server.ShareAsync((await server.ProjectAsync(scene.Large, $"Album {i}", songs: 6, versions: 3, notes: 4, replies: 2)).Id, scene.Collaborator, Role.Editor);
            // Somebody in a project and somebody in a song, of both.
            var listener = await server.NewPersonAsync("Dora");
            await server.ShareAsync(single.Id, listener, Role.Viewer);
            await server.ShareAsync(await server.QueryAsync(db => db.Songs.Join(db.Projects.Where(p => p.OwnerId == scene.Large.Id), s => s.ProjectId, p => p.Id, (s, p) => new { s, p }).OrderBy(x => x.p.NameKey).ThenBy(x => x.s.NameKey).Select(x => x.s).FirstAsync()), listener, Role.Viewer);
            return scene;
        }

        /// <summary>An admin, and of each type whose objects they may see some ids.</summary>
        public async Task<(Person Admin, Dictionary<string, List<string>> Ids)> NodesAsync()
        {
            var (now, admin) = (TimeProvider.System.Now(), await server.NewPersonAsync("Eva", admin: true));
            var project = await server.ProjectAsync(admin, "Own", songs: 3, notes: 1);
            for (var i = 0; i < 3; i++) await server.ShareAsync(admin, project, Server.NewAddress());
            return (admin, await server.QueryAsync(async db =>
            {
                var songs = await db.Songs.Where(s => s.ProjectId == project.Id).ToListAsync();
                var happened = songs.ConvertAll(s => Activity.In(s, ActivityKind.SongCreated, Large.Id, now));
                db.AddRange(happened);
                db.AddRange(songs.Select(_ => new Suppression(EmailAddress.From(Server.NewAddress()), SuppressionReason.ByAdmin, null, now)));
                db.AddRange(songs.Select(_ => ApiToken.Issue(admin.Id, Name.From("Another", "name"), TokenScopes.Read, null, now).Row));
                await db.SaveChangesAsync();
                db.AddRange(happened.Select(a => Notification.Of(a, admin.Id, NotificationKind.Comment)));
                await db.SaveChangesAsync();
                static List<string> Ids<T>(IEnumerable<T> ids) => [.. ids.Select(id => $"{id}")];
                return new Dictionary<string, List<string>>
                {
                    ["Song"] = Ids(songs.Select(s => s.Id)),
                    ["Version"] = Ids(db.Versions.Where(v => v.UploaderId == admin.Id).Select(v => v.Id)),
                    ["Comment"] = Ids(db.Comments.Where(c => c.AuthorId == admin.Id).Select(c => c.Id)),
                    ["Notification"] = Ids(db.Notifications.Where(n => n.UserId == admin.Id).Select(n => n.Id)),
                    ["ApiToken"] = Ids(db.ApiTokens.Where(t => t.UserId == admin.Id).Select(t => t.Id)),
                    ["Account"] = Ids(db.Users.Select(u => u.Id)),
                    ["AuditEntry"] = Ids(db.AuditEntries.Where(e => e.PersonId == admin.Id).Select(e => new AuditEntryId(e.Sequence))),
                    ["Mail"] = Ids(db.OutboundEmails.Select(m => m.Id)),
                    ["PendingInvite"] = Ids(db.Invites.Select(i => i.Id).AsEnumerable().Select(id => CollaboratorId.From(id.Value))),
                    ["Suppression"] = Ids(db.Suppressions.Select(s => new SuppressionId(s.AddressKey))),
                };
            }));
        }

        /// <summary>The SQL that answering takes, but for finding out who asks. Every minute the server looks at its jobs' heartbeats beside that.</summary>
        public async Task<IReadOnlyList<string>> CommandsAsync(Person person, string query)
        {
            await person.DataAsync(query); // notes that the token was used, and warms up
            log.Lines.Clear();
            await person.DataAsync(query);
            return [.. log.Sql.Select(text => text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..]).Where(sql => !sql.Contains("ApiTokens", StringComparison.Ordinal) && !sql.Contains("Heartbeats", StringComparison.Ordinal))];
        }

        /// <summary>The tables that would be gone through row by row, or by all that is not in the bin; on MariaDB, which does that with small ones, those that have grown.</summary>
        public Task<List<string>> ScannedAsync(string sql) => server.QueryAsync(async db =>
        {
            var onSqlite = db.Database.IsSqlite();
            var tables = Alias().Matches(sql).ToLookup(m => m.Groups["alias"].Value, m => m.Groups["table"].Value);
            await db.Database.OpenConnectionAsync();
            await using var explain = db.Database.GetDbConnection().CreateCommand();
            explain.CommandText = $"EXPLAIN {(onSqlite ? "QUERY PLAN " : "")}{sql}";
            foreach (var name in Parameter().Matches(sql).Select(m => m.Value).Distinct())
            {
                var parameter = explain.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, onSqlite ? "[]" : name.Contains("p_", StringComparison.Ordinal) || sql.Contains($"LIMIT {name}", StringComparison.Ordinal) ? 3 : "2026-01-01");
                explain.Parameters.Add(parameter);
            }
            await using var plan = await explain.ExecuteReaderAsync();
            List<string> scanned = [];
            while (await plan.ReadAsync())
                if (onSqlite) scanned.AddRange(tables[Scan().Match(plan.GetString(3)).Groups["alias"].Value]);
                else if (plan["type"] is "ALL" or "index" && plan["rows"] is not DBNull && Convert.ToInt64(plan["rows"], CultureInfo.InvariantCulture) > 150) scanned.AddRange(tables[(string)plan["table"]]);
            return scanned;
        });

        public ValueTask DisposeAsync() => server.DisposeAsync();

        [GeneratedRegex("[\"`](?<table>\\w+)[\"`] AS [\"`](?<alias>\\w+)[\"`]")]
        private static partial Regex Alias();

        [GeneratedRegex("@\\w+")]
        private static partial Regex Parameter();

        [GeneratedRegex(@"^(SCAN (?<alias>\w+)|SEARCH (?<alias>\w+) .*\(DeletedAt=\?\))")]
        private static partial Regex Scan();
    }
}
