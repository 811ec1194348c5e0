using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Audio;
using Concerto.Domain.Email;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Audio;
using Concerto.Web;
using Concerto.Web.Cli;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Demo;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Features.Uploads;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Demo;

public class SeedDemoTests
{
    private static readonly IReadOnlyList<ScriptedVersion> Versions = [.. Script.Projects.SelectMany(project => project.Songs).SelectMany(song => song.Versions)];

    /// <summary>One run of everything, as making the recordings takes a while.</summary>
    [Fact]
    public async Task The_demo_can_be_stopped_taken_up_again_and_run_twice_beside_a_running_server()
    {
        await using var server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite);
        await StopAtFirstRecordingAsync(server);

        var first = await DemoAsync(server);
        Assert.Contains("The demo is ready.", first, StringComparison.Ordinal);
        Assert.Contains(Script.Password, first, StringComparison.Ordinal);
        await Listen(server);
        await LookAround(server);

        var before = await CountAsync(server);
        Assert.Contains("The demo is there already.", await DemoAsync(server), StringComparison.Ordinal);
        Assert.Equal(before, await CountAsync(server));
    }

    [Fact]
    public async Task Without_ffmpeg_the_demo_says_so_and_makes_nothing()
    {
        await using var server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, builder =>
            builder.Services.AddAudioAnalysis(services => new() { TempDirectory = Path.Combine(services.GetRequiredService<ConcertoOptions>().FullDataDirectory, "tools"), Ffmpeg = "no-such-ffmpeg" }));

        var refused = await Assert.ThrowsAsync<DemoNeedsFfmpegException>(() => server.UseAsync((SeedDemo seed) => seed.ExecuteAsync(_ => { }, default)));

        Assert.Contains("ffmpeg is not installed", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, await server.QueryAsync(db => db.Users.CountAsync()));
    }

    /// <summary>A first run that is stopped early, and one that dies between the rows and the bytes.</summary>
    private static async Task StopAtFirstRecordingAsync(Server server)
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => server.UseAsync((SeedDemo seed) => seed.ExecuteAsync(_ => stop.Cancel(), stop.Token)));
        var (project, version) = (Script.Projects[0], Versions[0]);
        var mira = await CallerAsync(server, Script.Mira);
        await server.UseAsync((SignUpload sign) => sign.ExecuteAsync(new(new(ProjectName: project.Name, SongName: project.Songs[0].Name), version.File, 1_000, version.Label), mira, default));
    }

    private static async Task<string> DemoAsync(Server server)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exit = await CommandLine.RunAsync([.. server.Settings, "--Concerto:Jobs:Enabled=false", "demo"], output, error);
        Assert.Equal("", error.ToString());
        Assert.Equal(0, exit);
        return output.ToString();
    }

    private static async Task Listen(Server server)
    {
        var made = await server.QueryAsync(db => db.Versions.ToListAsync());

        Assert.Equal(Versions.Select(v => v.Label).Order(), made.Select(v => v.Label!).Order());
        Assert.All(made, v => Assert.Equal(VersionStatus.Ready, v.Status));
        Assert.All(made, v => Assert.Contains(v.Rendition, new[] { RenditionStatus.Ready, RenditionStatus.NotNeeded }));
        Assert.All(made, v => Assert.InRange(v.Measurements!.IntegratedLufs!.Value, -18, -9));
        Assert.All(made.Where(v => v.Number < 3), v => Assert.InRange(v.Measurements!.TruePeakDbtp!.Value, -12, -1));
        var train = made.Where(v => made.Any(o => o.SongId == v.SongId && o.Number == 3)).OrderBy(v => v.Number).Select(v => v.Measurements!).ToList();
        Assert.Equal([1, 2, 3], made.Where(v => v.SongId == made.Single(o => o.Number == 3).SongId).Select(v => v.Number).Order());
        Assert.True(train[2].TruePeakDbtp > -1);
        Assert.True(train[2].IntegratedLufs > train[1].IntegratedLufs + 2);
        Assert.True(train[2].LoudnessRangeLu < train[1].LoudnessRangeLu - 1);
        Assert.Equal(["aac", "flac", "mp3", "mp3", "pcm_s24be", "pcm_s24le", "pcm_s24le", "pcm_s24le"], made.Select(v => v.Measurements!.Codec).Order());
        Assert.Equal(1, made.Single(v => v.Label == "guitar bed").Measurements!.Channels);
        Assert.True(new DirectoryInfo(server.DataDirectory).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) < 150_000_000);
    }

    private static async Task LookAround(Server server)
    {
        var (mira, jonas, sam) = (await CallerAsync(server, Script.Mira), await CallerAsync(server, Script.Jonas), await CallerAsync(server, Script.Sam));
        Task<List<string>> ProjectsOf(Caller caller, Role role = Role.Viewer) => server.QueryAsync(db => Access.Projects(db, caller, role).OrderBy(p => p.Name).Select(p => p.Name).ToListAsync());
        Assert.Equal(["Kettle spot", "Night Bus", "Slow Letters"], await ProjectsOf(mira));
        Assert.Equal(["Kettle spot", "Night Bus"], await ProjectsOf(mira, Role.Owner));
        Assert.Equal(["Kettle spot", "Night Bus", "Slow Letters"], await ProjectsOf(jonas, Role.Editor));
        Assert.Equal(["Night Bus", "Slow Letters"], await ProjectsOf(sam, Role.Commenter));

        var invited = await server.QueryAsync(db => db.Invites.SingleAsync());
        var mail = await server.QueryAsync(db => db.OutboundEmails.SingleAsync(m => m.Lane == MailLane.Invite));
        Assert.Equal(("priya@kettle.example", "priya@kettle.example"), (invited.Address, mail.To));

        var notes = await server.QueryAsync(db => Access.Comments(db, mira).ToListAsync());
        Assert.Equal(Versions.Sum(v => v.Notes.Sum(n => 1 + n.Replies.Count)), notes.Count);
        var versions = await server.QueryAsync(db => db.Versions.ToDictionaryAsync(v => v.Id));
        var (now, songs) = (server.Services.GetRequiredService<TimeProvider>().Now(), await server.QueryAsync(db => db.Songs.ToDictionaryAsync(s => s.Id)));
        Assert.All(notes, note => Assert.InRange(note.CreatedAt, versions[note.VersionId].CreatedAt, now));
        Assert.All(notes, note => Assert.True(songs[note.SongId].ChangedAt >= note.CreatedAt));
        Assert.Contains(notes, note => note.ResolvedAt > note.CreatedAt);

        await server.UseAsync(async (Passwords passwords) =>
        {
            var hash = await server.QueryAsync(db => db.Users.Where(u => u.Id == mira.User).Select(u => u.PasswordHash).SingleAsync());
            Assert.NotEqual(PasswordVerificationResult.Failed, passwords.Check(hash, Script.Password));
        });
    }

    private static async Task<Caller> CallerAsync(Server server, string name)
    {
        var email = Script.EmailOf(name);
        return Caller.Person(await server.QueryAsync(db => db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync()));
    }

    private static Task<(int, int, int, int, int, int)> CountAsync(Server server) => server.QueryAsync(async db =>
        (await db.Users.CountAsync(), await db.Versions.CountAsync(), await db.Comments.CountAsync(), await db.Shares.CountAsync(), await db.Songs.CountAsync(), await db.Invites.CountAsync()));
}
