using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <summary>Somebody whom an admin let in.</summary>
/// <param name="Account">Who.</param>
/// <param name="Invites">How many invites waited for them and are theirs now.</param>
/// <param name="NeedsPassword">They have none: what somebody typed at a sign-up does not count until the mailbox has answered. Make a reset link.</param>
public sealed record Admission(PersonAccount Account, int Invites, bool NeedsPassword)
{
    /// <summary>Law 9: what waits for the address becomes theirs in the transaction that lets them in. Saves.</summary>
    internal static async Task<Admission> OfAsync(ConcertoDbContext db, User person, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        var waiting = person.IsActive ? await db.Invites.CountAsync(i => i.AddressKey == person.EmailKey, ct) : 0;
        if (person.IsActive) await PendingInvites.BecomeSharesAsync(db, person, ct);
        await db.SaveChangesAsync(ct);
        return new(PersonAccount.Of(person), waiting, person.PasswordHash is null);
    }

    /// <summary>For the audit log; null when nothing waited.</summary>
    internal string? InWords => Invites switch { 0 => null, 1 => "1 invite became theirs", var n => $"{n} invites became theirs" };
}
