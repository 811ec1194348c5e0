using Concerto.Domain.Projects;
using Concerto.Domain.Storage;
using Concerto.Tests.Crash;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Bin;
using Concerto.Web.Features.Jobs;
using Concerto.Web.Features.Projects;
using Concerto.Web.Features.Review;
using Concerto.Web.Features.Songs;
using Concerto.Web.Features.Versions;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Deleting;

public sealed class BinTests
{
    [OnBothDatabases]
    public async Task What_is_deleted_is_gone_at_once_and_for_good_after_thirty_days(string database)
    {
        var clock = new AdjustableClock();
        await using var server = await ConcertoFixture.StartAsync(database, builder => builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton<IReadOnlyList<ScheduledJob>>([])); // the bin is emptied when the test says so
        var mira = await server.NewPersonAsync();
        var versions = new List<SongVersion>();
        foreach (var (project, song) in new[] { ("A", "one"), ("A", "two"), ("B", "three"), ("C", "kept") })
            versions.Add(await server.WaitUntilReadyAsync((await server.UploadAsync(mira, new(ProjectName: project, SongName: song))).Id));
        foreach (var version in versions) await server.WaitUntilRenderedAsync(version.Id); // in thirty days it would have been
        await server.UseAsync((AddComment add) => add.ExecuteAsync(new(versions[2].Id, "Gone with its project."), mira.Caller, default));
        var b = await server.QueryAsync(db => db.Songs.Where(s => s.Id == versions[2].SongId).Select(s => s.ProjectId).SingleAsync());

        await server.UseAsync((DeleteVersion delete) => delete.ExecuteAsync(new(versions[0].Id), mira.Caller, default));
        await server.UseAsync((DeleteSong delete) => delete.ExecuteAsync(new(versions[1].SongId), mira.Caller, default));
        await server.UseAsync((DeleteProject delete) => delete.ExecuteAsync(new(b), mira.Caller, default));
        await Assert.ThrowsAsync<VersionNotFoundException>(() => server.UseAsync((AddComment add) => add.ExecuteAsync(new(versions[2].Id, "Too late."), mira.Caller, default)));

        await EmptyAsync(server);
        Assert.Equal(4, await server.QueryAsync(db => db.Versions.CountAsync()));
        clock.Offset += EmptyBin.Kept + TimeSpan.FromHours(1);
        await EmptyAsync(server);

        await server.LookAsync(async db =>
        {
            Assert.Equal([versions[3].Id], await db.Versions.Select(v => v.Id).ToListAsync());
            Assert.Equal(["kept", "one"], await db.Songs.OrderBy(s => s.Name).Select(s => s.Name).ToListAsync());
            Assert.Equal(["A", "C"], await db.Projects.OrderBy(p => p.Name).Select(p => p.Name).ToListAsync());
            Assert.Empty(await db.Comments.ToListAsync());
            Assert.Empty(await db.ObjectDeletions.ToListAsync());
        });
        var objects = Path.Combine(server.DataDirectory, "objects");
        Assert.All(Directory.EnumerateFiles(objects, "*", SearchOption.AllDirectories), file => Assert.Contains(versions[3].Id.Value.ToString("D"), file, StringComparison.Ordinal));
        Assert.NotNull(await server.Services.GetRequiredService<IObjectStore>().HeadAsync(ObjectKeys.Source(versions[3].Id), default));
    }

    private static async Task EmptyAsync(Server server)
    {
        await server.UseAsync((EmptyBin empty) => empty.ExecuteAsync(default));
        await server.UseAsync((DeleteObjects delete) => delete.ExecuteAsync(default));
    }
}
