using Concerto.Domain;
using Concerto.Domain.Audio;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Storage;
using Concerto.Infrastructure.Audio;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Analysis;

/// <summary>
/// Takes the next version that waits for a stage, under a lease that is renewed while it works, and finishes it in one transaction that checks
/// the lease's token: a worker that was thought dead can't overwrite its successor, and a killed one's work is somebody else's a minute later.
/// </summary>
public sealed class AnalyseNext(
    IDbContextFactory<ConcertoDbContext> contexts, UnitOfWork unitOfWork, IObjectStore store, IAudioAnalyser analyser, Workspace workspace, AnalysisSignal signal, TimeProvider time, ILogger<AnalyseNext> log)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(10);

    /// <returns>Whether there was anything to do.</returns>
    public async Task<bool> ExecuteAsync(AnalysisStage stage, CancellationToken ct)
    {
        if (await ClaimAsync(stage, ct) is not { } claim) return false;
        if (claim.Attempt > AnalysisJob.MaxAttempts)
        {
            await FinishAsync(claim, (_, version, _) => Fail(version, stage), ct);
            return true;
        }

        using var lease = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var renewal = RenewAsync(claim, lease);
        using var work = workspace.OpenEmpty();
        try
        {
            var source = await DownloadAsync(claim.VersionId, work, lease.Token);
            if (stage == AnalysisStage.Measure) await MeasureAsync(claim, source, work, lease.Token);
            else await RenderAsync(claim, source, work, lease.Token);
        }
        catch (RecordingRefusedException e)
        {
            await FinishAsync(claim, (_, version, _) =>
            {
                if (stage == AnalysisStage.Measure) version.Reject(e.Reason, e.Message);
                else version.Rendered(made: false);
            }, ct);
        }
        catch (StoreUnavailableException e)
        {
            log.LogWarning(e, "The store is away; stage {Stage} of version {Version} waits for it", stage, claim.VersionId);
            await LetGoAsync(claim, RetryPause, countAttempt: false);
        }
        catch (Exception e) when (e is AnalysisFailedException or IOException)
        {
            log.LogWarning(e, "Stage {Stage} of version {Version} failed, attempt {Attempt} of {MaxAttempts}", stage, claim.VersionId, claim.Attempt, AnalysisJob.MaxAttempts);
            if (claim.Attempt < AnalysisJob.MaxAttempts) await LetGoAsync(claim, RetryPause * claim.Attempt, countAttempt: true);
            else await FinishAsync(claim, (_, version, _) => Fail(version, stage), ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await LetGoAsync(claim, TimeSpan.Zero, countAttempt: false); // stopping in an orderly way is nobody's failure
            throw;
        }
        catch (OperationCanceledException)
        {
            log.LogWarning("The lease on version {Version} was lost; another worker has it", claim.VersionId);
        }
        finally
        {
            await lease.CancelAsync();
            await renewal;
        }
        return true;
    }

    private async Task MeasureAsync(Claim claim, string source, Job work, CancellationToken ct)
    {
        var waveform = Path.Combine(work.Folder, "waveform.dat");
        var measurements = await analyser.MeasureAsync(source, waveform, ct);
        await store.PutFileAsync(ObjectKeys.Waveform(claim.VersionId), waveform, "application/octet-stream", ct);
        var overview = await OverviewAsync(waveform, ct);
        await FinishAsync(claim, (db, version, now) =>
        {
            version.Measured(measurements, overview, now);
            if (measurements.NeedsRendition) db.AnalysisJobs.Add(new AnalysisJob(version.Id, AnalysisStage.Render, now));
        }, ct);
        signal.Nudge();
        // An upload that was opened twice, or whose opener died, leaves an empty one behind.
        await store.AbortUploadsAsync(ObjectKeys.Source(claim.VersionId), ct);
    }

    private async Task RenderAsync(Claim claim, string source, Job work, CancellationToken ct)
    {
        var rendition = Path.Combine(work.Folder, "stream.m4a");
        await analyser.RenderAsync(source, rendition, ct);
        await store.PutFileAsync(ObjectKeys.Stream(claim.VersionId), rendition, "audio/mp4", ct);
        await FinishAsync(claim, (_, version, _) => version.Rendered(made: true), ct);
    }

    private static async Task<byte[]> OverviewAsync(string waveformPath, CancellationToken ct)
    {
        await using var file = File.OpenRead(waveformPath);
        var outline = (await Waveform.ReadAsync(file, ct)).Resample(SongVersion.OverviewPoints);
        return Array.ConvertAll(outline, value => (byte)(sbyte)(value >> 8));
    }

    private static void Fail(SongVersion version, AnalysisStage stage)
    {
        if (stage == AnalysisStage.Measure) version.Reject(RejectionCode.AnalysisFailed, "We could not listen to this file. That is our fault, not the file's; try again.");
        else version.Rendered(made: false);
    }

    private async Task<string> DownloadAsync(VersionId version, Job work, CancellationToken ct)
    {
        var path = Path.Combine(work.Folder, Job.Source);
        await using var from = await store.OpenAsync(ObjectKeys.Source(version), ct) ?? throw new AnalysisFailedException("The recording is not in the store.");
        await using var to = File.Create(path);
        await from.CopyToAsync(to, ct);
        return path;
    }

    private async Task<Claim?> ClaimAsync(AnalysisStage stage, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        while (true)
        {
            var now = time.Now();
            var next = await db.AnalysisJobs.AsNoTracking().Where(j => j.Stage == stage && j.DueAt <= now).OrderBy(j => j.DueAt).FirstOrDefaultAsync(ct);
            if (next is null) return null;
            if (await analyser.UnavailableReasonAsync(ct) is not null) return null; // versions wait; the page says for what
            var token = Guid.CreateVersion7();
            var mine = await db.AnalysisJobs.Where(j => j.VersionId == next.VersionId && j.Stage == stage && j.DueAt == next.DueAt && j.LeaseToken == next.LeaseToken)
                .ExecuteUpdateAsync(j => j.SetProperty(x => x.LeaseToken, token).SetProperty(x => x.DueAt, now + AnalysisJob.LeaseTime).SetProperty(x => x.Attempts, x => x.Attempts + 1), ct);
            if (mine == 1) return new(next.VersionId, stage, token, next.Attempts + 1);
        }
    }

    private async Task RenewAsync(Claim claim, CancellationTokenSource lease)
    {
        while (!lease.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(AnalysisJob.LeaseTime / 4, time, lease.Token);
                await using var db = await contexts.CreateDbContextAsync(lease.Token);
                var until = time.Now() + AnalysisJob.LeaseTime;
                if (await Mine(db, claim).ExecuteUpdateAsync(j => j.SetProperty(x => x.DueAt, until), lease.Token) == 0) await lease.CancelAsync();
            }
            catch (OperationCanceledException)
            {
            }
            catch (Exception e) // the next try may do; if none does, the lease runs out by itself, and the final write checks it
            {
                log.LogWarning(e, "The lease on version {Version} could not be renewed this time", claim.VersionId);
            }
        }
    }

    private async Task LetGoAsync(Claim claim, TimeSpan pause, bool countAttempt)
    {
        await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
        var (due, attempts) = (time.Now() + pause, countAttempt ? claim.Attempt : claim.Attempt - 1);
        await Mine(db, claim).ExecuteUpdateAsync(
            j => j.SetProperty(x => x.LeaseToken, (Guid?)null).SetProperty(x => x.DueAt, due).SetProperty(x => x.Attempts, attempts), CancellationToken.None);
    }

    private Task FinishAsync(Claim claim, Action<ConcertoDbContext, SongVersion, DateTime> outcome, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        var now = time.Now();
        if (await Mine(db, claim).ExecuteDeleteAsync(ct) == 0) return; // somebody else's by now, or the version is gone
        var version = await db.Versions.FirstAsync(v => v.Id == claim.VersionId, ct);
        outcome(db, version, now);
        var song = await db.Songs.FirstAsync(s => s.Id == version.SongId, ct);
        var activity = Activity.On(version, song, Outcome(claim.Stage, version), actor: null, now);
        if (activity.Kind == ActivityKind.VersionReady) await PublishAsync(db, song, activity, ct);
        else db.Activities.Add(activity);
        await db.SaveChangesAsync(ct);
    }, ct);

    /// <summary>From now on everybody in the song sees the version, and the song and project exist for their own sake.</summary>
    private static async Task PublishAsync(ConcertoDbContext db, Song song, Activity ready, CancellationToken ct)
    {
        await Changes.RecordAsync(db, ready, ct);
        await db.Songs.Where(s => s.Id == song.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.IsProvisional, false), ct);
        await db.Projects.Where(p => p.Id == song.ProjectId).ExecuteUpdateAsync(p => p.SetProperty(x => x.IsProvisional, false), ct);
    }

    private static ActivityKind Outcome(AnalysisStage stage, SongVersion version) =>
        stage == AnalysisStage.Render ? ActivityKind.VersionRendered
        : version.Status == VersionStatus.Ready ? ActivityKind.VersionReady
        : ActivityKind.VersionRejected;

    private static IQueryable<AnalysisJob> Mine(ConcertoDbContext db, Claim claim) =>
        db.AnalysisJobs.Where(j => j.VersionId == claim.VersionId && j.Stage == claim.Stage && j.LeaseToken == claim.Token);

    private sealed record Claim(VersionId VersionId, AnalysisStage Stage, Guid Token, int Attempt);
}
