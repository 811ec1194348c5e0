using System.Text.RegularExpressions;
using Concerto.Domain.Sharing;
using Concerto.Tests.Uploads;
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

    /// <summary>A person with little, one with much, and one who is in the second one's projects and in a song of the first.</summary>
    private sealed partial class NestedScene(Server server, Log log) : IAsyncDisposable
    {
        public Person Small { get; private set; } = null!;
        public Person Large { get; private set; } = null!;
        public Person Collaborator { get; private set; } = null!;

        public static async Task<NestedScene> StartAsync(string database)
        {
            var log = new Log();
            var server = await ConcertoFixture.StartAsync(database, builder => builder.Logging.AddProvider(log).AddFilter<Log>("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Information), "--Concerto:Jobs:Enabled=false");
            var scene = new NestedScene(server, log) { Small = await server.NewPersonAsync("Ana"), Large = await server.NewPersonAsync("Ben"), Collaborator = await server.NewPersonAsync("Cem") };
            var single = await server.ProjectAsync(scene.Small, "Single", notes: 1, replies: 1);
            await server.ShareAsync((await server.OnlySongAsync(single)).Song, scene.Collaborator, Role.Commenter);
            for (var i = 0; i < 5; i++)
                await server.ShareAsync((await server.ProjectAsync(scene.Large, $"Album {i}", songs: 6, versions: 3, notes: 4, replies: 2)).Id, scene.Collaborator, Role.Editor);
            return scene;
        }

        /// <summary>The SQL that answering takes, but for finding out who asks.</summary>
        public async Task<IReadOnlyList<string>> CommandsAsync(Person person, string query)
        {
            await person.DataAsync(query); // notes that the token was used, and warms up
            log.Lines.Clear();
            await person.DataAsync(query);
            return [.. log.Sql.Select(text => text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..]).Where(sql => !sql.Contains("ApiTokens", StringComparison.Ordinal))];
        }

        /// <summary>The tables that SQLite would go through row by row, or by all that is not in the bin.</summary>
        public Task<List<string>> ScannedAsync(string sql) => server.QueryAsync(async db =>
        {
            var tables = Alias().Matches(sql).ToLookup(m => m.Groups["alias"].Value, m => m.Groups["table"].Value);
            await db.Database.OpenConnectionAsync();
            await using var explain = db.Database.GetDbConnection().CreateCommand();
            explain.CommandText = $"EXPLAIN QUERY PLAN {sql}";
            foreach (var name in Parameter().Matches(sql).Select(m => m.Value).Distinct())
            {
                var parameter = explain.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, "[]");
                explain.Parameters.Add(parameter);
            }
            await using var plan = await explain.ExecuteReaderAsync();
            List<string> scanned = [];
            while (await plan.ReadAsync()) scanned.AddRange(tables[Scan().Match(plan.GetString(3)).Groups["alias"].Value]);
            return scanned;
        });

        public ValueTask DisposeAsync() => server.DisposeAsync();

        [GeneratedRegex("\"(?<table>\\w+)\" AS \"(?<alias>\\w+)\"")]
        private static partial Regex Alias();

        [GeneratedRegex("@\\w+")]
        private static partial Regex Parameter();

        [GeneratedRegex(@"^(SCAN (?<alias>\w+)|SEARCH (?<alias>\w+) .*\(DeletedAt=\?\))")]
        private static partial Regex Scan();
    }
}
