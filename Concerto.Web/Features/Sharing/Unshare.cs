using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;

namespace Concerto.Web.Features.Sharing;

/// <param name="CollaboratorId">Whom to remove.</param>
public sealed record UnshareInput(CollaboratorId CollaboratorId);

/// <summary>Removes somebody, or an address that waits for its account. They see nothing of it on their next request; their notes and versions stay.</summary>
public sealed class Unshare(UnitOfWork unitOfWork, TimeProvider time)
{
    /// <exception cref="CollaboratorNotFoundException"/>
    /// <exception cref="NotAllowedException"/>
    public Task<CollaboratorId> ExecuteAsync(UnshareInput input, Caller caller, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        await Turn.TakeAsync(db, input.CollaboratorId, ct);
        var (what, share, invite) = await Access.CollaboratorToWriteAsync(db, caller, input.CollaboratorId, "collaboratorId", ct);
        if (share is not null) db.Shares.Remove(share);
        if (invite is not null) db.Invites.Remove(invite);
        db.Activities.Add(what.Activity(ActivityKind.Unshared, caller.Writer, share?.UserId, time.Now()));
        await db.SaveChangesAsync(ct);
        return input.CollaboratorId;
    }, ct);
}
