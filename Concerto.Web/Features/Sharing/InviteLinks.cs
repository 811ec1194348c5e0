using Concerto.Domain.Accounts;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Sharing;

/// <summary>A link to what was shared, and what it leads to: a share or an invite.</summary>
internal sealed record FoundInvite(InviteLink Link, Share? Share, Invite? Invite)
{
    public ICollaboration Collaboration => (ICollaboration?)Share ?? Invite!;
}

internal static class InviteLinks
{
    /// <summary>The link of that token while it works: not too old, and what it is for is still there. Used ones are among them: they lead their person on.</summary>
    public static async Task<FoundInvite?> FindAsync(ConcertoDbContext db, string? token, DateTime now, CancellationToken ct)
    {
        if (!Secret.IsWellFormed(token)) return null;
        var hash = Secret.Hash(token);
        if (await db.InviteLinks.SingleOrDefaultAsync(l => l.TokenHash == hash, ct) is not { } link) return null;
        var sentAt = link.MailId is { } mail ? await db.OutboundEmails.Where(m => m.Id == mail).Select(m => m.SentAt).SingleOrDefaultAsync(ct) : null;
        if (now >= link.WorksUntil(sentAt)) return null;
        var (shareId, inviteId) = (ShareId.From(link.CollaboratorId.Value), InviteId.From(link.CollaboratorId.Value));
        var share = await db.Shares.SingleOrDefaultAsync(h => h.Id == shareId, ct);
        var invite = share is null ? await db.Invites.SingleOrDefaultAsync(i => i.Id == inviteId, ct) : null;
        return share is null && invite is null ? null : new(link, share, invite);
    }
}
