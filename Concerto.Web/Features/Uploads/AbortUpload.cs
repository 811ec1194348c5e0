using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Storage;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Uploads;

/// <param name="UploadId">Your upload.</param>
public sealed record AbortUploadInput(UploadId UploadId);

/// <summary>Gives up an upload that is not complete; everything that exists only because of it goes.</summary>
public sealed class AbortUpload(UnitOfWork unitOfWork, TimeProvider time)
{
    /// <exception cref="UploadNotFoundException">Unknown, or completed: then delete the version.</exception>
    public Task<UploadId> ExecuteAsync(AbortUploadInput input, Caller caller, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        var upload = await OwnUpload.ToWriteAsync(db, caller, input.UploadId, ct);
        // Asked of the row itself, which is locked by it: it may be completed at this moment, and what was acknowledged stays.
        var open = await db.Uploads.Where(u => u.Id == upload.Id && u.CompletedAt == null).ExecuteUpdateAsync(u => u.SetProperty(x => x.ExpiresAt, x => x.ExpiresAt), ct);
        if (open == 0) throw new UploadNotFoundException("uploadId");
        await GiveUp.VersionAsync(db, await db.Versions.FirstAsync(v => v.Id == upload.VersionId, ct), caller.Writer, time.Now(), ct);
        return upload.Id;
    }, ct);
}
