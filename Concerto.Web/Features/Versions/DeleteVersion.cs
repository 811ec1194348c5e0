using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Features.Uploads;

namespace Concerto.Web.Features.Versions;

/// <param name="VersionId">The version to delete.</param>
public sealed record DeleteVersionInput(VersionId VersionId);

/// <summary>
/// Puts a version and its notes in the bin for 30 days. One that never became ready was seen by nobody but its uploader: it goes at once.
/// </summary>
public sealed class DeleteVersion(UnitOfWork unitOfWork, TimeProvider time)
{
    /// <exception cref="VersionNotFoundException"/>
    /// <exception cref="NotAllowedException">An editor deletes their own versions; the owner all.</exception>
    public Task<VersionId> ExecuteAsync(DeleteVersionInput input, Caller caller, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        var (version, song, role) = await Access.VersionToWriteAsync(db, caller, input.VersionId, Role.Editor, "versionId", ct);
        if (role < Role.Owner && version.UploaderId != caller.Writer) throw new NotAllowedException("Only the person who uploaded a version, or the owner, can delete it.");
        if (version.Status == VersionStatus.Ready)
        {
            version.PutInBin(time.Now());
            await Changes.RecordAsync(db, Activity.On(version, song, ActivityKind.VersionDeleted, caller.Writer, time.Now()), ct);
            await db.SaveChangesAsync(ct);
        }
        else
        {
            await GiveUp.VersionAsync(db, version, caller.Writer, time.Now(), ct);
        }
        return version.Id;
    }, ct);
}
