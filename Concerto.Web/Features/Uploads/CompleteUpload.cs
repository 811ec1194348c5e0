using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Audio;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Storage;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Analysis;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Uploads;

/// <param name="UploadId">Your upload.</param>
public sealed record CompleteUploadInput(UploadId UploadId);

/// <summary>
/// Makes the recording of the parts that have arrived. All or nothing, and as good as once however often and however concurrently it is
/// called (laws 3 and 4): the store assembles, then one transaction says so; a crash in between is made good by calling again.
/// </summary>
public sealed class CompleteUpload(UnitOfWork unitOfWork, IObjectStore store, AnalysisSignal signal, IHostApplicationLifetime program, TimeProvider time)
{
    /// <returns>
    /// The version: analysing, and playable by its uploader at once; or rejected, when what arrived does not begin like a recording.
    /// </returns>
    /// <exception cref="UploadNotFoundException"/>
    /// <exception cref="UploadIncompleteException">Some parts are missing; send them and complete again.</exception>
    public async Task<SongVersion> ExecuteAsync(CompleteUploadInput input, Caller caller, CancellationToken ct)
    {
        var (upload, done) = await unitOfWork.RunAsync(async db =>
        {
            var upload = await OwnUpload.ToWriteAsync(db, caller, input.UploadId, ct);
            if (upload.CompletedAt is not null) return (upload, (SongVersion?)await db.Versions.FirstAsync(v => v.Id == upload.VersionId, ct));
            if (!upload.IsOpen(time.Now())) throw new UploadNotFoundException("uploadId");
            upload.KeepAlive(time.Now()); // the collector must not come in between
            await db.SaveChangesAsync(ct);
            return (upload, null);
        }, ct);
        if (done is not null) return done;

        // A disk takes its time over gigabytes, longer than a proxy or client waits: once begun, it goes on without them, and whoever
        // asks again finds it done.
        return await FinishAsync(upload, program.ApplicationStopping).WaitAsync(ct);
    }

    private async Task<SongVersion> FinishAsync(Upload upload, CancellationToken ct)
    {
        await AssembleAsync(upload, ct);
        var verdict = await JudgeAsync(upload, ct);
        var version = await unitOfWork.RunAsync(db => RecordAsync(db, upload, verdict, ct), ct);
        signal.Nudge();
        return version;
    }

    private async Task AssembleAsync(Upload upload, CancellationToken ct)
    {
        var (key, plan) = (ObjectKeys.Source(upload.VersionId), upload.Parts);
        var all = Enumerable.Range(1, plan.Count);
        if (upload.StoreUploadId is not { } id) throw new UploadIncompleteException([.. all], "uploadId");
        var arrived = (await store.ListPartsAsync(key, id, ct)).ToDictionary(p => p.Number, p => p.Size);
        var missing = all.Where(n => !arrived.TryGetValue(n, out var size) || size != plan.LengthOf(n)).ToList();
        // No parts at all but an object: another call, or this one before a crash, has assembled it.
        if (missing.Count > 0 && !(arrived.Count == 0 && await store.HeadAsync(key, ct) is not null)) throw new UploadIncompleteException(missing, "uploadId");
        if (missing.Count == 0 && !await store.CompleteUploadAsync(key, id, ct)) throw new UploadIncompleteException([.. all], "uploadId");
    }

    /// <summary>The object is there, is as large as announced, and begins like audio: one ranged read.</summary>
    private async Task<Verdict> JudgeAsync(Upload upload, CancellationToken ct)
    {
        var key = ObjectKeys.Source(upload.VersionId);
        var size = (await store.HeadAsync(key, ct))?.Size ?? throw new UploadNotFoundException("uploadId");
        if (size != upload.ByteSize)
            return new(null, RejectionCode.SizeMismatch, $"{size:N0} bytes arrived instead of {upload.ByteSize:N0}. Upload the file again.");
        await using var stream = await store.OpenAsync(key, ct, 0, AudioSniffer.Length) ?? throw new UploadNotFoundException("uploadId");
        var head = new byte[AudioSniffer.Length];
        var read = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct);
        try
        {
            return new(Containers.ContentTypeOf(AudioSniffer.Container(head.AsSpan(0, read))), null, null);
        }
        catch (RecordingRefusedException e)
        {
            return new(null, e.Reason, e.Message);
        }
    }

    private async Task<SongVersion> RecordAsync(ConcertoDbContext db, Upload upload, Verdict verdict, CancellationToken ct)
    {
        var now = time.Now();
        var first = await db.Uploads.Where(u => u.Id == upload.Id && u.CompletedAt == null).ExecuteUpdateAsync(u => u.SetProperty(x => x.CompletedAt, now), ct) == 1;
        var version = await db.Versions.FirstOrDefaultAsync(v => v.Id == upload.VersionId, ct) ?? throw new UploadNotFoundException("uploadId");
        if (!first) return version;
        if (verdict.ContentType is { } type)
        {
            version.Arrived(type);
            db.AnalysisJobs.Add(new AnalysisJob(version.Id, AnalysisStage.Measure, now));
        }
        else
        {
            version.Reject(verdict.Code!.Value, verdict.Message!);
        }
        var song = await db.Songs.FirstAsync(s => s.Id == version.SongId, ct);
        db.Activities.Add(Activity.On(version, song, version.Status == VersionStatus.Rejected ? ActivityKind.VersionRejected : ActivityKind.VersionArrived, upload.UploaderId, now));
        await db.SaveChangesAsync(ct);
        return version;
    }

    private sealed record Verdict(string? ContentType, RejectionCode? Code, string? Message);
}
