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
        if (upload.CompletedAt is not null) throw new UploadNotFoundException("uploadId");
        await GiveUp.VersionAsync(db, await db.Versions.FirstAsync(v => v.Id == upload.VersionId, ct), time.Now(), ct);
        return upload.Id;
    }, ct);
}
