using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;

namespace Concerto.Web.Features.Accounts;

/// <summary>Somebody whom an admin let in.</summary>
/// <param name="Account">Their account.</param>
/// <param name="Invites">How many invites waited for them and are theirs now.</param>
/// <param name="NeedsPassword">They have no password: what somebody typed at a sign-up does not count until the mailbox has answered. Make a reset link.</param>
public sealed record Admission(PersonAccount Account, int Invites, bool NeedsPassword)
{
    /// <summary>
    /// Law 9's one body of logic: however it became known that the address is theirs (its mailed link, a mailed reset, a mailed invite, an admin, a verb), they are verified and
    /// what waits for it becomes theirs, in the caller's transaction. Done again it changes nothing. Saves.
    /// </summary>
    internal static Task<Admission> VerifiedAsync(ConcertoDbContext db, User person, DateTime now, CancellationToken ct)
    {
        person.Verify(now);
        return OfAsync(db, person, now, ct);
    }

    /// <summary>For somebody who is verified, and has another address now, or is let back in: what waits for the address becomes theirs. Saves.</summary>
    internal static async Task<Admission> OfAsync(ConcertoDbContext db, User person, DateTime now, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        var invites = await PendingInvites.BecomeSharesAsync(db, person, now, ct);
        await db.SaveChangesAsync(ct);
        return new(PersonAccount.Of(person), invites, person.PasswordHash is null);
    }

    /// <summary>For the audit log; null when nothing waited.</summary>
    internal string? InWords => Invites switch { 0 => null, 1 => "1 invite became theirs", var n => $"{n} invites became theirs" };
}
