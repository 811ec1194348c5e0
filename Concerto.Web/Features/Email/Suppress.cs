using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Email;

/// <param name="Email">The address.</param>
/// <param name="Note">Why, for whoever looks at the list later.</param>
public sealed record SuppressInput(string Email, string? Note = null);

/// <summary>Lets an address have no more mail but what its owner asks for about their account.</summary>
public sealed class Suppress(UnitOfWork unitOfWork, Audit audit, TimeProvider time)
{
    /// <exception cref="NotAllowedException"/>
    /// <exception cref="InvalidInputException"/>
    public Task<Suppression> ExecuteAsync(SuppressInput input, Caller caller, CancellationToken ct)
    {
        var admin = caller.Admin;
        var address = EmailAddress.From(input.Email);
        return unitOfWork.RunAsync(async db =>
        {
            var suppression = await db.SuppressAsync(address, SuppressionReason.ByAdmin, input.Note, time.Now(), ct);
            audit.Add(db, AuditAction.AddressSuppressed, admin, detail: address.Text);
            await db.SaveChangesAsync(ct);
            return suppression;
        }, ct);
    }
}

internal static class Suppressing
{
    /// <summary>Adds a reason to the address's entry, or the entry; the caller saves.</summary>
    public static async Task<Suppression> SuppressAsync(this ConcertoDbContext db, EmailAddress address, SuppressionReason reason, string? detail, DateTime now, CancellationToken ct)
    {
        if (await db.Suppressions.SingleOrDefaultAsync(s => s.AddressKey == address.Key, ct) is not { } there) return db.Suppressions.Add(new(address, reason, detail, now)).Entity;
        there.Add(reason, detail, now);
        return there;
    }
}
