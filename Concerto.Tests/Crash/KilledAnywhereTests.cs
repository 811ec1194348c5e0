using System.Diagnostics;
using System.Globalization;
using Concerto.Domain.Audio;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Domain.Storage;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Bin;
using Concerto.Web.Features.Projects;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Features.Uploads;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Crash;

/// <summary>
/// A process is killed at every step of an upload and its analysis, one after the other (<see cref="CrashHost"/>). This process is the server that lives on
/// with the same database and store: it serves the parts, and looks at what is left.
/// </summary>
public sealed class KilledAnywhereTests
{
    [OnBothDatabases]
    public async Task Law3_whenever_it_is_killed_nothing_half_made_is_seen_and_the_upload_can_be_resumed(string database)
    {
        var clock = new AdjustableClock();
        await using var server = await StartAsync(database, clock);
        var steps = await ForEachStepAsync(server, clock, async (ana, ben, project) =>
        {
            await SeesNothingHalfMadeAsync(server, ben, project);
            clock.Offset += 2 * AnalysisJob.LeaseTime; // the dead worker's lease runs out
            var id = await server.UseAsync((IServiceProvider services) => CrashHost.RunAsync(services, ana.Caller, project.Id));

            await server.LookAsync(async db =>
            {
                var version = await Access.Versions(db, ben.Caller).SingleAsync(v => db.Songs.Any(s => s.Id == v.SongId && s.ProjectId == project.Id));
                Assert.Equal((id, VersionStatus.Ready, RenditionStatus.Ready, 1), (version.Id, version.Status, version.Rendition, version.Number));
                Assert.False(await db.AnalysisJobs.AnyAsync(j => j.VersionId == id));
            });
            await HasAllItsObjectsAsync(server, id);
            return true;
        });
        Assert.InRange(steps, 20, 100);
    }

    [OnBothDatabases]
    public async Task Law3_whenever_it_is_killed_what_is_given_up_leaves_nothing(string database)
    {
        var clock = new AdjustableClock();
        await using var server = await StartAsync(database, clock);
        var steps = await ForEachStepAsync(server, clock, async (ana, _, project) =>
        {
            clock.Offset += Upload.Lifetime + TimeSpan.FromMinutes(1);
            await server.UseAsync((CollectExpiredUploads collect) => collect.ExecuteAsync(default));
            clock.Offset += TimeSpan.FromMinutes(20);
            await server.UseAsync((DeleteObjects delete) => delete.ExecuteAsync(default));

            var completed = await server.QueryAsync(db => db.Uploads.Where(u => u.UploaderId == ana.Id).Select(u => (VersionId?)u.VersionId).SingleOrDefaultAsync());
            if (completed is null) Assert.False(await server.QueryAsync(db => db.Songs.AnyAsync(s => s.ProjectId == project.Id)));
            // What was acknowledged as complete stays, and is nobody's leftover: its version is there to be analysed.
            var mine = completed is { } id ? ObjectKeys.AllOf(id) : [];
            Assert.All(Directory.EnumerateFiles(Path.Combine(server.DataDirectory, "objects"), "*", SearchOption.AllDirectories),
                file => Assert.Contains(Path.GetRelativePath(Path.Combine(server.DataDirectory, "objects"), file), mine));
            Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.DataDirectory, "uploads"), "*.part", SearchOption.AllDirectories));
            if (completed is null) return true;

            // From here on there is nothing to give up; but there is something to delete.
            await server.UseAsync((DeleteProject delete) => delete.ExecuteAsync(new(project.Id), ana.Caller, default));
            clock.Offset += EmptyBin.Kept + TimeSpan.FromDays(1);
            await server.UseAsync((EmptyBin empty) => empty.ExecuteAsync(default));
            await server.UseAsync((DeleteObjects delete) => delete.ExecuteAsync(default));
            return false;
        });
        Assert.InRange(steps, 8, 40);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.DataDirectory, "objects"), "*", SearchOption.AllDirectories));
    }

    private static Task<Server> StartAsync(string database, AdjustableClock clock) =>
        ConcertoFixture.StartAsync(database, builder => builder.Services.AddSingleton<TimeProvider>(clock), "--Concerto:Roles=web");

    /// <param name="look">What to do after each death; false when the following steps are of no interest.</param>
    /// <returns>How many times it was killed.</returns>
    private static async Task<int> ForEachStepAsync(Server server, AdjustableClock clock, Func<Person, Person, Project, Task<bool>> look)
    {
        for (var step = 1; ; step++)
        {
            var (ana, ben) = (await server.NewPersonAsync("Ana"), await server.NewPersonAsync("Ben"));
            var project = await server.UseAsync((CreateProject create) => create.ExecuteAsync(new("Demos"), ana.Caller, default));
            await server.ShareAsync(project.Id, ben, Role.Viewer);
            var survived = await RunUntilKilledAsync(server, step, ana, project, clock);
            try
            {
                if (!await look(ana, ben, project)) return step;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Killed at step {step}: {e.Message}", e);
            }
            if (survived) return step - 1;
        }
    }

    private static async Task<bool> RunUntilKilledAsync(Server server, int step, Person ana, Project project, AdjustableClock clock)
    {
        string[] arguments = [typeof(CrashHost).Assembly.Location, .. new[] { step.ToString(CultureInfo.InvariantCulture), ana.Id.ToString(), project.Id.ToString(), clock.Offset.Ticks.ToString(CultureInfo.InvariantCulture) }, .. server.Settings];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(process.ExitCode is 0 or 137, $"It died of something else ({process.ExitCode}): {await output}{await errors}");
        return process.ExitCode == 0;
    }

    private static Task SeesNothingHalfMadeAsync(Server server, Person ben, Project project) => server.LookAsync(async db =>
    {
        var seen = await Access.Versions(db, ben.Caller).Where(v => db.Songs.Any(s => s.Id == v.SongId && s.ProjectId == project.Id)).ToListAsync();
        Assert.Equal(seen.Count, await Access.Songs(db, ben.Caller).CountAsync(s => s.ProjectId == project.Id));
        Assert.All(seen, v => Assert.Equal((VersionStatus.Ready, true, true), (v.Status, v.Measurements is not null, v.Overview is not null)));
    });

    private static async Task HasAllItsObjectsAsync(Server server, VersionId id)
    {
        var store = server.Services.GetRequiredService<IObjectStore>();
        Assert.Equal(Uploading.Recording.Length, (await store.HeadAsync(ObjectKeys.Source(id), default))?.Size);
        Assert.NotNull(await store.HeadAsync(ObjectKeys.Waveform(id), default));
        Assert.NotNull(await store.HeadAsync(ObjectKeys.Stream(id), default));
    }
}
