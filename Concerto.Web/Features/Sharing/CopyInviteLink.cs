using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Hosting;

namespace Concerto.Web.Features.Sharing;

/// <param name="CollaboratorId">Who has not opened it yet.</param>
public sealed record CopyInviteLinkInput(CollaboratorId CollaboratorId);

/// <summary>A link that is handed over by another way than our mail.</summary>
/// <param name="Url">Where it is accepted. It is shown this once.</param>
/// <param name="Address">The address that it was shared with.</param>
/// <param name="ExpiresAt">The one account that accepts it first has it; until then it works.</param>
public sealed record CopiedInviteLink(Uri Url, string Address, DateTime ExpiresAt);

/// <summary>Law 8: a link to what was shared, to be sent by hand. It grants that to the account which accepts it, and verifies nobody (law 9).</summary>
public sealed class CopyInviteLink(UnitOfWork unitOfWork, PublicLinks links, Audit audit, TimeProvider time)
{
    /// <exception cref="CollaboratorNotFoundException"/>
    /// <exception cref="NotAllowedException"/>
    /// <exception cref="InvalidInputException">They have opened it.</exception>
    public Task<CopiedInviteLink> ExecuteAsync(CopyInviteLinkInput input, Caller caller, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        await Turn.TakeAsync(db, input.CollaboratorId, ct);
        var (what, share, invite, _) = await Access.PendingToWriteAsync(db, caller, input.CollaboratorId, ct);
        var pending = (ICollaboration?)share ?? invite!;
        var (link, token) = InviteLink.To(pending.Key, time.Now());
        db.InviteLinks.Add(link);
        audit.Add(db, AuditAction.InviteLinkCopied, caller.Writer, null, $"“{what.Name}” for {pending.Address}");
        await db.SaveChangesAsync(ct);
        return new CopiedInviteLink(links.To($"/account/invite?token={token}"), pending.Address, link.WorksUntil(null));
    }, ct);
}
