using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;

namespace Concerto.Web.Features.Versions;

/// <param name="VersionId">The version to rename.</param>
/// <param name="Label">Up to 200 characters, unique within the song; null or empty takes the label away, its number stays.</param>
public sealed record RenameVersionInput(VersionId VersionId, string? Label);

/// <summary>Gives a version another label, or none.</summary>
public sealed class RenameVersion(UnitOfWork unitOfWork, TimeProvider time)
{
    /// <exception cref="VersionNotFoundException"/>
    /// <exception cref="NameTakenException"/>
    public Task<SongVersion> ExecuteAsync(RenameVersionInput input, Caller caller, CancellationToken ct)
    {
        Name? label = string.IsNullOrWhiteSpace(input.Label) ? null : Name.From(input.Label, "label");
        return unitOfWork.RunAsync(async db =>
        {
            var (version, song, _) = await Access.VersionToWriteAsync(db, caller, input.VersionId, Role.Editor, "versionId", ct);
            if (version.Relabel(label)) await Changes.RecordAsync(db, Activity.On(version, song, ActivityKind.VersionRelabelled, caller.Writer, time.Now()), ct);
            await db.SaveChangesAsync(ct);
            return version;
        }, ct, onViolation: constraint => constraint == Constraints.VersionLabel ? new NameTakenException(label!.Value.Text, "label") : null);
    }
}
