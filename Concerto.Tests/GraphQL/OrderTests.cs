using System.Text.Json.Nodes;
using Concerto.Domain.Sharing;
using Concerto.Tests.Uploads;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.GraphQL;

/// <summary>Lists in an order or under a filter that was asked for: each object once, forward and backward, whatever stands beside it in the list.</summary>
public sealed class OrderTests
{
    [OnBothDatabases]
    public async Task Songs_are_listed_by_name_or_by_what_changed_last_and_found_by_part_of_a_name(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var project = await server.ProjectAsync(mira, "Album", songs: 12);
        await server.ProjectAsync(mira, "Beside", songs: 12);
        var start = new DateTime(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);
        await server.LookAsync(async db =>
        {
            // The times come in pairs, so that pages break within equal ones.
            foreach (var song in await db.Songs.Where(s => s.ProjectId == project.Id).ToListAsync()) db.Entry(song).Property(s => s.ChangedAt).CurrentValue = start.AddMinutes(int.Parse(song.Name[^2..], null) * 5 % 12 / 2);
            await db.SaveChangesAsync();
        });
        var changed = await server.QueryAsync(async db => (await db.Songs.Where(s => s.ProjectId == project.Id).ToListAsync()).OrderByDescending(s => s.ChangedAt).ThenByDescending(s => s.Id.ToString(), StringComparer.Ordinal).Select(s => s.Name).ToList());

        const string songs = "query($id: ID!, $cursor: String) { project(id: $id) { songs(ARGUMENTS) { totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { name } } } }";
        var id = project.Id.ToString();
        Assert.Equal(Enumerable.Range(1, 12).Select(i => $"Song {i:00}"), await WalkedAsync(mira, songs, "order: NAME", id));
        Assert.Equal(changed.Select(Time), (await WalkedAsync(mira, songs, "order: CHANGED", id)).Select(Time));
        Assert.Equal(12, (await WalkedAsync(mira, songs, "order: CHANGED", id)).Distinct().Count());
        Assert.Equal(["Song 10", "Song 11", "Song 12"], await WalkedAsync(mira, songs, "search: \"ONG 1\"", id));
        Assert.Equal(["Song 11", "Song 10", "Song 12"], (await WalkedAsync(mira, songs, "search: \"ong 1\", order: CHANGED", id)));

        int Time(string name) => int.Parse(name[^2..], null) * 5 % 12 / 2;
    }

    [OnBothDatabases]
    public async Task Songs_of_many_projects_are_found_by_part_of_a_name_at_once(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        foreach (var name in new[] { "Album", "Single" }) await server.ProjectAsync(mira, name, songs: name.Length * 2);
        var data = await mira.DataAsync("""{ projects { nodes { songs(first: 1, search: "1") { totalCount nodes { name } } } } }""");
        Assert.Equal("""{"projects":{"nodes":[{"songs":{"totalCount":2,"nodes":[{"name":"Song 01"}]}},{"songs":{"totalCount":4,"nodes":[{"name":"Song 01"}]}}]}}""", data.ToJsonString());
    }

    [OnBothDatabases]
    public async Task Projects_are_listed_by_name_or_the_newest_first(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        foreach (var name in new[] { "Delta", "Alpha", "Charlie", "Bravo", "Echo" })
        {
            await server.ProjectAsync(mira, name);
            await Task.Delay(2); // what came within one millisecond has no order of its own
        }
        const string projects = "query($cursor: String) { projects(ARGUMENTS) { totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { name } } }";
        Assert.Equal(["Alpha", "Bravo", "Charlie", "Delta", "Echo"], await WalkedAsync(mira, projects, "order: NAME"));
        Assert.Equal(["Echo", "Bravo", "Charlie", "Alpha", "Delta"], await WalkedAsync(mira, projects, "order: NEWEST"));
        Assert.Equal(["Echo", "Charlie"], await WalkedAsync(mira, projects, "order: NEWEST, search: \"ch\""));
    }

    [OnBothDatabases]
    public async Task Notes_are_listed_under_each_filter(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, ben) = (await server.NewPersonAsync(), await server.NewPersonAsync("Ben"));
        var project = await server.ProjectAsync(mira, "Album", notes: 6); // the first of them is resolved
        await server.ShareAsync(project.Id, ben, Role.Commenter);
        var (song, version, note) = await server.OnlySongAsync(project);
        await server.CommentAsync(ben, version.Id, "Mine");
        await server.CommentAsync(ben, version.Id, "So it is", note.Id);
        foreach (var (field, id) in new[] { ("song", song.Id.ToString()), ("version", version.Id.ToString()) })
        {
            var notes = "query($id: ID!, $cursor: String) { " + field + "(id: $id) { comments(ARGUMENTS) { totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { name: text } } } }";
            Assert.Equal(["Mine", "Note 1", "Note 2", "Note 3", "Note 4", "Note 5", "Note 6"], (await WalkedAsync(ben, notes, "filter: ALL", id)).Order(StringComparer.Ordinal));
            Assert.Equal(["Mine", "Note 2", "Note 3", "Note 4", "Note 5", "Note 6"], (await WalkedAsync(ben, notes, "filter: OPEN", id)).Order(StringComparer.Ordinal));
            Assert.Equal(["Note 1"], await WalkedAsync(ben, notes, "filter: RESOLVED", id));
            Assert.Equal(["Mine", note.Text], (await WalkedAsync(ben, notes, "filter: MINE", id)).Order(StringComparer.Ordinal));
        }
    }

    /// <summary>All names of a list, as pages of two forward show it; backward they show the same, and it is as many as it says.</summary>
    private static async Task<List<string>> WalkedAsync(Person person, string query, string arguments, string? id = null)
    {
        var (forward, backward) = (new List<string>(), new List<string>());
        var total = -1;
        foreach (var (walked, page, more, next) in new[] { (forward, "first: 2, after: $cursor", "hasNextPage", "endCursor"), (backward, "last: 2, before: $cursor", "hasPreviousPage", "startCursor") })
            for (string? cursor = null; ;)
            {
                JsonNode list = (await person.DataAsync(query.Replace("ARGUMENTS", $"{arguments}, {page}", StringComparison.Ordinal), new { id, cursor })).AsObject().Single().Value!;
                list = list["nodes"] is null ? list.AsObject().Single().Value! : list;
                walked.InsertRange(walked == forward ? walked.Count : 0, list["nodes"]!.AsArray().Select(n => (string)n!["name"]!));
                total = (int)list["totalCount"]!;
                if (!(bool)list["pageInfo"]![more]!) break;
                cursor = (string)list["pageInfo"]![next]!;
            }
        Assert.Equal(forward, backward);
        Assert.Equal(total, forward.Count);
        return forward;
    }
}
