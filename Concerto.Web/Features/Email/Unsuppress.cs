using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Email;

/// <param name="Email">The address.</param>
public sealed record UnsuppressInput(string Email);

/// <summary>Lets an address have mail again. The provider may keep a list of its own, which is cleared there.</summary>
public sealed class Unsuppress(UnitOfWork unitOfWork, Audit audit)
{
    /// <returns>The address.</returns>
    /// <exception cref="NotAllowedException"/>
    /// <exception cref="InvalidInputException"/>
    public Task<string> ExecuteAsync(UnsuppressInput input, Caller caller, CancellationToken ct)
    {
        var admin = caller.Admin;
        var address = EmailAddress.From(input.Email);
        return unitOfWork.RunAsync(async db =>
        {
            if (await db.Suppressions.Where(s => s.AddressKey == address.Key).ExecuteDeleteAsync(ct) == 0) return address.Text; // done twice is done once
            audit.Add(db, AuditAction.AddressUnsuppressed, admin, detail: address.Text);
            await db.SaveChangesAsync(ct);
            return address.Text;
        }, ct);
    }
}
