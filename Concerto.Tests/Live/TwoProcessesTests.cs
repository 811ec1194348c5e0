using System.Diagnostics;
using Concerto.Domain.Sharing;
using Concerto.Tests.Crash;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Uploads;
using Concerto.Web;
using Concerto.Web.Features.Projects;
using Concerto.Web.Features.Review;

namespace Concerto.Tests.Live;

/// <summary>What one process does is heard by those who listen to another, with nothing between the two but the database.</summary>
public sealed class TwoProcessesTests
{
    [OnBothDatabases]
    public async Task A_version_that_another_process_took_and_measured_is_heard_here(string database)
    {
        await using var server = await ConcertoFixture.StartAsync(database, settings: "--Concerto:Roles=web");
        var (ana, ben) = (await server.NewPersonAsync("Ana"), await server.NewPersonAsync("Ben"));
        var project = await server.UseAsync((CreateProject create) => create.ExecuteAsync(new("Demos"), ana.Caller, default));
        await server.ShareAsync(project.Id, ben, Role.Viewer);
        using var anas = await ana.SignedInAsync();
        using var bens = await ben.SignedInAsync();
        using var uploader = await Ear.ListenAsync(anas, $"/projects/{project.Id}/live");
        using var listener = await Ear.ListenAsync(bens, $"/projects/{project.Id}/live");

        // The program of the crash tests, told never to die: it signs, sends, completes, measures and renders.
        string[] arguments = [typeof(CrashHost).Assembly.Location, "0", ana.Id.ToString(), project.Id.ToString(), "0", .. server.Settings];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(process.ExitCode == 0, await output + await errors);

        Assert.Equal(["version-arrived", "version-ready", "version-rendered"], await uploader.NextAsync(3, "kind"));
        var ready = await listener.NextAsync();
        Assert.Equal(("versions", "v1 of Crash is ready"), (ready.Name, ready["said"]));
    }

    [Fact]
    public async Task A_note_that_is_sent_to_one_node_is_heard_at_the_other_within_seconds()
    {
        await using var here = await ConcertoFixture.StartAsync(ConcertoFixture.MariaDb, settings: "--Concerto:Roles=web");
        await using var there = ConcertoApp.Build([.. here.Settings]); // with signals of its own, on the same database
        var mira = await here.NewPersonAsync();
        var (song, version, _) = await here.OnlySongAsync(await here.ProjectAsync(mira, "Demos"));
        using var browser = await mira.SignedInAsync();
        using var ear = await Ear.ListenAsync(browser, $"/songs/{song.Id}/live");

        var sent = TimeProvider.System.GetTimestamp();
        await using var scope = there.Services.CreateAsyncScope();
        var note = await scope.ServiceProvider.GetRequiredService<AddComment>().ExecuteAsync(new(version.Id, "From the other node."), mira.Caller, default);
        Assert.Equal(note.Id.ToString(), (await ear.NextAsync())["comment"]);
        Assert.True(TimeProvider.System.GetElapsedTime(sent) < TimeSpan.FromSeconds(10)); // a second, on a machine with nothing else to do
    }
}
