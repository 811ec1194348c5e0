using Concerto.Domain;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Concerto.Web.GraphQL;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.GraphQL;

/// <summary>A page of a long list is read off an index, in its order; what is sorted costs more the longer the list is (bench/, row 2).</summary>
public sealed class LongListTests
{
    private const int Long = 2_000;
    private static readonly Keyset<Song> ByName = new Keyset<Song>().By(s => s.NameKey).By(s => s.Id);
    private static readonly Keyset<Project> ProjectsByName = new Keyset<Project>().By(p => p.NameKey).By(p => p.Id);

    [OnBothDatabases]
    public async Task A_page_of_thousands_of_songs_or_projects_is_not_sorted(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, now) = (await server.NewPersonAsync(), TimeProvider.System.Now());
        await server.QueryAsync(async db =>
        {
            var project = new Project(mira.Id, Name.From("Everything", "name"), now);
            var songs = Enumerable.Range(0, Long).Select(i => new Song(project.Id, Name.From($"Song {i:0000}", "name"), now)).ToList();
            db.Add(project);
            db.AddRange(songs);
            db.AddRange(Enumerable.Range(0, Long).Select(i => new Project(mira.Id, Name.From($"Project {i:0000}", "name"), now)));
            await db.SaveChangesAsync();
            if (!db.Database.IsSqlite()) await db.Database.ExecuteSqlRawAsync("ANALYZE TABLE Projects, Songs");

            await db.Database.OpenConnectionAsync();
            var all = Access.Songs(db, mira.Caller).Where(s => s.ProjectId == project.Id);
            var middle = ByName.Cursor(songs[Long / 2]);
            foreach (var page in new[] { new Page(20, null, null, null), new Page(20, middle, null, null), new Page(null, null, 20, null), new Page(null, null, 20, middle) })
                Assert.DoesNotMatch("filesort|TEMP B-TREE", await PlanAsync(ByName.Take(ByName.Seek(all, page), page)));
            var owned = db.Projects.Where(p => p.OwnerId == mira.Id && p.DeletedAt == null);
            Assert.DoesNotMatch("filesort|TEMP B-TREE", await PlanAsync(ProjectsByName.Take(owned, new Page(20, null, null, null))));
            return true;
        });
    }

    /// <summary>What the database says of how it reads this.</summary>
    private static async Task<string> PlanAsync<T>(IQueryable<T> query)
    {
        await using var explain = query.CreateDbCommand();
        explain.CommandText = (explain.GetType().Namespace!.Contains("Sqlite", StringComparison.Ordinal) ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + explain.CommandText;
        await using var rows = await explain.ExecuteReaderAsync();
        List<string> plan = [];
        while (await rows.ReadAsync()) plan.Add(string.Join(' ', Enumerable.Range(0, rows.FieldCount).Select(rows.GetValue)));
        return string.Join('\n', plan);
    }
}
