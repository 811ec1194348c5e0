using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Email;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <summary>One sign-up with an address.</summary>
/// <param name="Client">Where the request came from, as far as the network tells.</param>
/// <param name="Browser">In people's words.</param>
public sealed record KnownSignUp(DateTime At, string? Client, string? Browser);

/// <summary>Somebody else who signed up from the same place.</summary>
public sealed record KnownOther(UserId Id, string Name);

/// <summary>Who invited an address that has no verified account: their name, and not to what.</summary>
public sealed record KnownInvite(DateTime At, string By);

/// <summary>What an admin needs to know to help somebody: how they signed up, who else did from there, who waits for them, what became of their mails. Nothing of songs.</summary>
public sealed record WhatIsKnown(
    PersonAccount Account, DateTime? SeenAt, int Sessions, bool HasTwoFactor, DateTime? RestsUntil, IReadOnlyList<KnownSignUp> SignUps, IReadOnlyList<KnownOther> SameClient, IReadOnlyList<KnownInvite> Invites, MailHistory Mails, IReadOnlyList<AuditEntry> History)
{
    private const int Most = 20;

    /// <exception cref="NotAllowedException"/>
    /// <exception cref="UserNotFoundException"/>
    public static async Task<WhatIsKnown> AboutAsync(ConcertoDbContext db, UserId id, Caller caller, DateTime now, CancellationToken ct)
    {
        _ = caller.Admin;
        var person = await db.Users.AsNoTracking().WithAccount().SingleOrDefaultAsync(u => u.Id == id, ct) ?? throw new UserNotFoundException();
        var sessions = await db.Sessions.AsNoTracking().Where(s => s.UserId == id).ToListAsync(ct);
        var signUps = await db.AuditEntries.Where(e => e.PersonId == id && e.Action == AuditAction.SignedUp).OrderByDescending(e => e.Sequence).Take(Most).Select(e => new KnownSignUp(e.At, e.Client, e.Detail)).ToListAsync(ct);
        var clients = signUps.Select(s => s.Client).OfType<string>().Distinct().ToList();
        var fromThere = db.AuditEntries.Where(e => clients.Contains(e.Client!) && e.Action == AuditAction.SignedUp).Select(e => e.PersonId);
        var others = clients.Count == 0 ? [] : await db.Users.WithAccount().Where(u => u.Id != id && fromThere.Contains(u.Id))
            .OrderByDescending(u => u.Id).Take(Most).Select(u => new KnownOther(u.Id, u.Name)).ToListAsync(ct);
        var invites = await db.Invites.Where(i => i.AddressKey == person.EmailKey).Join(db.Users, i => i.InviterId, u => u.Id, (i, u) => new { i.CreatedAt, u.Name }).ToListAsync(ct);
        var mails = await MailHistory.OfAsync(db, person.Email, now, ct);
        var history = await db.AuditEntries.AsNoTracking().About(id, null).OrderByDescending(e => e.Sequence).Take(Most).ToListAsync(ct);
        return new(
            PersonAccount.Of(person), (await LastSeen.OfAsync(db, [id], ct)).TryGetValue(id, out var seen) ? seen : null, sessions.Count(s => s.Stands(person, now)), person.TwoFactorSince is not null,
            person.LockedUntil > now ? person.LockedUntil : null, signUps, others, [.. invites.OrderByDescending(i => i.CreatedAt).Select(i => new KnownInvite(i.CreatedAt, i.Name))], mails, history);
    }
}
