using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <summary>Who came to be signed in, and until which security stamp.</summary>
/// <param name="NeedsCode">They have shown one factor, and their account wants two: there is no session yet.</param>
public sealed record SignedIn(UserId User, string SecurityStamp, bool NeedsCode)
{
    public static SignedIn As(User user) => new(user.Id, user.SecurityStamp, user.TwoFactorSince is not null);
}

internal static class MailedLinks
{
    /// <summary>The living link of that token and its person.</summary>
    public static async Task<(MailedLink Link, User User)?> FindLinkAsync(this ConcertoDbContext db, LinkPurpose purpose, string? token, DateTime now, CancellationToken ct)
    {
        var hash = Secret.Hash(token ?? "");
        var link = await db.MailedLinks.SingleOrDefaultAsync(l => l.TokenHash == hash && l.Purpose == purpose, ct);
        if (link is null) return null;
        var user = await db.Users.SingleAsync(u => u.Id == link.UserId, ct);
        return link.IsAlive(user, now) ? (link, user) : null;
    }

    /// <summary>What a browser typed last counts also with the links that it had mailed before; another browser's links stay as they are.</summary>
    public static Task RetypeAsync(this ConcertoDbContext db, User user, PendingSignUp pending, CancellationToken ct) => db.MailedLinks
        .Where(l => l.UserId == user.Id && l.Purpose == LinkPurpose.Verify && l.UsedAt == null && l.Pending!.SessionHash == pending.SessionHash)
        .ExecuteUpdateAsync(set => set.SetProperty(l => l.Pending!.Name, pending.Name).SetProperty(l => l.Pending!.PasswordHash, pending.PasswordHash), ct);

    /// <summary>
    /// Uses the link up, and with it every other link of the person; what was typed at sign-ups is forgotten. Of fifty at once, the
    /// conditional UPDATE lets one through.
    /// </summary>
    /// <exception cref="LinkNotAliveException"/>
    public static async Task UseUpAsync(this ConcertoDbContext db, MailedLink link, DateTime now, CancellationToken ct)
    {
        var used = await db.MailedLinks.Where(l => l.Id == link.Id && l.UsedAt == null).ExecuteUpdateAsync(set => set.SetProperty(l => l.UsedAt, now), ct);
        if (used == 0) throw new LinkNotAliveException();
        await db.UseUpLinksAsync(link.UserId, now, ct);
    }

    /// <summary>Every link of the person is used up, and what was typed at sign-ups is forgotten.</summary>
    public static Task UseUpLinksAsync(this ConcertoDbContext db, UserId person, DateTime now, CancellationToken ct) =>
        db.MailedLinks.Where(l => l.UserId == person).ExecuteUpdateAsync(set => set
            .SetProperty(l => l.UsedAt, l => l.UsedAt ?? now)
            .SetProperty(l => l.Pending!.Name, (string)null!)
            .SetProperty(l => l.Pending!.PasswordHash, (string)null!)
            .SetProperty(l => l.Pending!.SessionHash, (string?)null)
            .SetProperty(l => l.Pending!.Client, (string?)null)
            .SetProperty(l => l.Pending!.Browser, (string?)null)
            .SetProperty(l => l.Pending!.TimeZone, (string?)null), ct);
}
