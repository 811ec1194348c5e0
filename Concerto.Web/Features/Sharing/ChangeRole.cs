using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;

namespace Concerto.Web.Features.Sharing;

/// <param name="CollaboratorId">Whose role to change.</param>
/// <param name="Role">What they may do from now on: VIEWER, COMMENTER or EDITOR.</param>
public sealed record ChangeRoleInput(CollaboratorId CollaboratorId, Role Role);

/// <summary>Gives somebody in a project or song, or an address that waits for its account, another role. It counts on their next request.</summary>
public sealed class ChangeRole(UnitOfWork unitOfWork, TimeProvider time)
{
    /// <exception cref="CollaboratorNotFoundException"/>
    /// <exception cref="NotAllowedException"/>
    /// <exception cref="InvalidInputException">Ownership is handed over.</exception>
    public Task<Collaborator> ExecuteAsync(ChangeRoleInput input, Caller caller, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        await Turn.TakeAsync(db, input.CollaboratorId, ct);
        var (what, share, invite) = await Access.CollaboratorToWriteAsync(db, caller, input.CollaboratorId, "collaboratorId", ct);
        if ((share?.Role ?? invite!.Role) != Share.Grantable(input.Role))
        {
            share?.Change(input.Role);
            invite?.Change(input.Role);
            db.Activities.Add(what.Activity(ActivityKind.RoleChanged, caller.Writer, share?.UserId, time.Now()));
        }
        await db.SaveChangesAsync(ct);
        return (await Collaborators.FindAsync(db, caller, [input.CollaboratorId], ct)).Single();
    }, ct);
}
