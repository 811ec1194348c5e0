using Concerto.Domain.Accounts;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Sharing;

/// <summary>A link to what was shared, and what it leads to: a share or an invite.</summary>
internal sealed record FoundInvite(InviteLink Link, Share? Share, Invite? Invite)
{
    public ICollaboration Collaboration => (ICollaboration?)Share ?? Invite!;

    /// <summary>Another account than the one that has the share may take it: it was copied, and nobody has opened or accepted what it is for. So it is with what has no account yet.</summary>
    public bool IsOpenToOthers => Share is { OpenedAt: null } && Link is { WasMailed: false, UsedAt: null };
}

internal static class InviteLinks
{
    /// <summary>As <see cref="FindAsync"/>, once it is the caller's turn to change who is in.</summary>
    public static async Task<FoundInvite?> TakeAsync(ConcertoDbContext db, string? token, DateTime now, CancellationToken ct)
    {
        if (!Secret.IsWellFormed(token)) return null;
        var hash = Secret.Hash(token);
        if (await db.InviteLinks.Where(l => l.TokenHash == hash).Select(l => (CollaboratorId?)l.CollaboratorId).SingleOrDefaultAsync(ct) is not { } collaborator) return null;
        await Turn.TakeAsync(db, collaborator, ct);
        return await FindAsync(db, token, now, ct);
    }

    /// <summary>Uses up the link and all others to the same. Of fifty at once, the conditional UPDATE lets one through.</summary>
    /// <exception cref="InviteNotAliveException"/>
    public static async Task UseUpAsync(ConcertoDbContext db, InviteLink link, DateTime now, CancellationToken ct)
    {
        var used = await db.InviteLinks.Where(l => l.Id == link.Id && l.UsedAt == null).ExecuteUpdateAsync(set => set.SetProperty(l => l.UsedAt, now), ct);
        if (used == 0) throw new InviteNotAliveException();
        await db.InviteLinks.Where(l => l.CollaboratorId == link.CollaboratorId && l.UsedAt == null).ExecuteUpdateAsync(set => set.SetProperty(l => l.UsedAt, now), ct);
    }

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
