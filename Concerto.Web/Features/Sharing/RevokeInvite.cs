using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;

namespace Concerto.Web.Features.Sharing;

/// <param name="CollaboratorId">Who has not opened it yet.</param>
public sealed record RevokeInviteInput(CollaboratorId CollaboratorId);

/// <summary>Takes back what was shared with somebody who has not opened it yet: as <see cref="Unshare"/>, and for admins too. Its links lead nowhere from then on.</summary>
public sealed class RevokeInvite(UnitOfWork unitOfWork, Audit audit, TimeProvider time)
{
    /// <exception cref="CollaboratorNotFoundException"/>
    /// <exception cref="NotAllowedException"/>
    /// <exception cref="InvalidInputException">They have opened it.</exception>
    public Task<CollaboratorId> ExecuteAsync(RevokeInviteInput input, Caller caller, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        await Turn.TakeAsync(db, input.CollaboratorId, ct);
        var (what, share, invite, byAdmin) = await Access.PendingToWriteAsync(db, caller, input.CollaboratorId, ct);
        await Unshare.RemoveAsync(db, what, share, invite, caller.Writer, time.Now(), ct);
        if (byAdmin) audit.Add(db, AuditAction.InviteRevoked, caller.Admin, null, $"“{what.Name}” for {invite!.Address}");
        await db.SaveChangesAsync(ct);
        return input.CollaboratorId;
    }, ct);
}
