using Concerto.Domain.Audio;
using Concerto.Domain.Projects;
using Concerto.Domain.Storage;
using Concerto.Tests.Crash;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Analysis;
using Concerto.Web.Features.Versions;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Analysis;

/// <summary>Who may say what became of a version. The analyser is the real one, made to wait or to die before it begins.</summary>
public sealed class LeaseTests
{
    [OnBothDatabases]
    public async Task A_worker_that_was_thought_dead_can_not_overwrite_its_successor(string database)
    {
        var (clock, analyser) = (new AdjustableClock(), new Hindered());
        await using var server = await StartAsync(database, clock, analyser);
        var version = await ArrivedAsync(server);

        var held = new TaskCompletionSource();
        analyser.Before = () => held.Task;
        var slow = MeasureAsync(server);
        await analyser.Begun.Task;
        clock.Offset += 2 * AnalysisJob.LeaseTime;
        analyser.Before = () => Task.CompletedTask;
        Assert.True(await MeasureAsync(server));
        var settled = await VersionAsync(server, version.Id);
        Assert.Equal(VersionStatus.Ready, settled.Status);

        clock.Offset += TimeSpan.FromMinutes(1);
        held.SetResult();
        await slow;
        Assert.Equal(settled.ReadyAt, (await VersionAsync(server, version.Id)).ReadyAt);
        Assert.Equal(1, await server.QueryAsync(db => db.AnalysisJobs.CountAsync(j => j.VersionId == version.Id && j.Stage == AnalysisStage.Render)));
    }

    [OnBothDatabases]
    public async Task Ten_workers_at_once_take_a_version_once(string database)
    {
        var analyser = new Hindered();
        await using var server = await StartAsync(database, new AdjustableClock(), analyser);
        await ArrivedAsync(server);
        var took = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => MeasureAsync(server)));
        Assert.Single(took, worked => worked);
    }

    [Fact]
    public async Task Analysis_that_fails_three_times_says_so_and_can_be_tried_again()
    {
        var (clock, analyser) = (new AdjustableClock(), new Hindered { Before = () => throw new AnalysisFailedException("It was killed.") });
        await using var server = await StartAsync(ConcertoFixture.Sqlite, clock, analyser);
        var mira = await server.NewPersonAsync();
        var version = await server.UploadAsync(mira, new(ProjectName: "Demos", SongName: "Intro"));

        for (var attempt = 1; attempt <= AnalysisJob.MaxAttempts; attempt++)
        {
            Assert.Equal(VersionStatus.Analysing, (await VersionAsync(server, version.Id)).Status);
            Assert.True(await MeasureAsync(server));
            Assert.False(await MeasureAsync(server)); // not at once
            clock.Offset += TimeSpan.FromMinutes(1);
        }
        var failed = await VersionAsync(server, version.Id);
        Assert.Equal((VersionStatus.Rejected, RejectionCode.AnalysisFailed, true), (failed.Status, failed.RejectionCode, failed.CanRetryAnalysis));

        analyser.Before = () => Task.CompletedTask;
        await server.UseAsync((RetryAnalysis retry) => retry.ExecuteAsync(new(version.Id), mira.Caller, default));
        Assert.True(await MeasureAsync(server));
        Assert.Equal(VersionStatus.Ready, (await VersionAsync(server, version.Id)).Status);
    }

    [Fact]
    public async Task A_rendition_that_could_not_be_made_can_be_tried_again()
    {
        var (clock, analyser) = (new AdjustableClock(), new Hindered { BeforeRendering = () => throw new AnalysisFailedException("The disk is full.") });
        await using var server = await StartAsync(ConcertoFixture.Sqlite, clock, analyser);
        var mira = await server.NewPersonAsync();
        var version = await server.UploadAsync(mira, new(ProjectName: "Demos", SongName: "Intro"));
        await MeasureAsync(server);
        for (var attempt = 0; attempt < AnalysisJob.MaxAttempts; attempt++, clock.Offset += TimeSpan.FromMinutes(1)) Assert.True(await RenderAsync(server));
        var failed = await VersionAsync(server, version.Id);
        Assert.Equal((VersionStatus.Ready, RenditionStatus.Failed, true), (failed.Status, failed.Rendition, failed.CanRetryAnalysis));

        analyser.BeforeRendering = () => { };
        await server.UseAsync((RetryAnalysis retry) => retry.ExecuteAsync(new(version.Id), mira.Caller, default));
        Assert.True(await RenderAsync(server));
        Assert.Equal((VersionStatus.Ready, RenditionStatus.Ready), ((await VersionAsync(server, version.Id)).Status, (await VersionAsync(server, version.Id)).Rendition));
    }

    [Fact]
    public async Task While_the_store_is_away_a_version_waits_and_loses_no_attempt()
    {
        var (clock, analyser) = (new AdjustableClock(), new Hindered { Before = () => throw new StoreUnavailableException("Away.") });
        await using var server = await StartAsync(ConcertoFixture.Sqlite, clock, analyser);
        var version = await ArrivedAsync(server);
        for (var attempt = 0; attempt < 5; attempt++, clock.Offset += TimeSpan.FromMinutes(1)) await MeasureAsync(server);

        analyser.Before = () => Task.CompletedTask;
        Assert.True(await MeasureAsync(server));
        Assert.Equal(VersionStatus.Ready, (await VersionAsync(server, version.Id)).Status);
    }

    [Fact]
    public async Task A_version_that_is_given_up_while_it_is_measured_leaves_nothing_to_be_seen()
    {
        var analyser = new Hindered();
        await using var server = await StartAsync(ConcertoFixture.Sqlite, new AdjustableClock(), analyser);
        var mira = await server.NewPersonAsync();
        var version = await server.UploadAsync(mira, new(ProjectName: "Demos", SongName: "Intro"));
        var held = new TaskCompletionSource();
        analyser.Before = () => held.Task;
        var working = MeasureAsync(server);
        await analyser.Begun.Task;

        await server.UseAsync((DeleteVersion delete) => delete.ExecuteAsync(new(version.Id), mira.Caller, default));
        held.SetResult();
        await working;
        Assert.False(await server.QueryAsync(db => db.Versions.AnyAsync()));
        Assert.Equal(3, await server.QueryAsync(db => db.ObjectDeletions.CountAsync()));
    }

    private static Task<Server> StartAsync(string database, AdjustableClock clock, Hindered analyser) => ConcertoFixture.StartAsync(database, builder =>
    {
        builder.Services.AddSingleton<TimeProvider>(clock);
        var real = builder.Services.Last(s => s.ServiceType == typeof(IAudioAnalyser));
        builder.Services.AddSingleton<IAudioAnalyser>(services =>
        {
            analyser.Real = (IAudioAnalyser)real.ImplementationFactory!(services);
            return analyser;
        });
    }, "--Concerto:Roles=web");

    private static async Task<SongVersion> ArrivedAsync(Server server) =>
        await server.UploadAsync(await server.NewPersonAsync(), new(ProjectName: "Demos", SongName: "Intro"));

    private static Task<bool> MeasureAsync(Server server) => server.UseAsync((AnalyseNext next) => next.ExecuteAsync(AnalysisStage.Measure, default));

    private static Task<bool> RenderAsync(Server server) => server.UseAsync((AnalyseNext next) => next.ExecuteAsync(AnalysisStage.Render, default));

    private static Task<SongVersion> VersionAsync(Server server, VersionId id) => server.QueryAsync(db => db.Versions.AsNoTracking().SingleAsync(v => v.Id == id));

    private sealed class Hindered : IAudioAnalyser
    {
        public IAudioAnalyser Real { get; set; } = null!;
        public Func<Task> Before { get; set; } = () => Task.CompletedTask;
        public Action BeforeRendering { get; set; } = () => { };
        public TaskCompletionSource Begun { get; } = new();

        public ValueTask<string?> UnavailableReasonAsync(CancellationToken ct) => Real.UnavailableReasonAsync(ct);

        public async Task<Measurements> MeasureAsync(string sourcePath, string waveformPath, CancellationToken ct)
        {
            var before = Before();
            Begun.TrySetResult();
            await before;
            return await Real.MeasureAsync(sourcePath, waveformPath, ct);
        }

        public Task RenderAsync(string sourcePath, string renditionPath, CancellationToken ct)
        {
            BeforeRendering();
            return Real.RenderAsync(sourcePath, renditionPath, ct);
        }
    }
}
