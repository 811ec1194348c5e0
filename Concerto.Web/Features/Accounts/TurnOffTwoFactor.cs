using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <summary>The caller's account wants no code any more.</summary>
public sealed class TurnOffTwoFactor(UnitOfWork unitOfWork, ProveAgain proveAgain, SafetyMails mails, Outbox outbox, Audit audit, Client client)
{
    /// <exception cref="WrongPasswordException"/>
    /// <exception cref="WrongCodeException"/>
    /// <exception cref="InvalidInputException"/>
    public async Task ExecuteAsync(string? password, string? code, Caller caller, CancellationToken ct)
    {
        await proveAgain.ExecuteAsync(password, code, caller, ct);
        await unitOfWork.RunAsync(async db =>
        {
            var user = await db.Users.SingleAsync(u => u.Id == caller.Writer, ct);
            if (!await RemoveAsync(db, user, ct)) return;
            audit.Add(db, AuditAction.TwoFactorOff, user.Id, user.Id);
            mails.AddTwoFactorOff(db, user, client);
            await db.SaveChangesAsync(ct);
        }, ct);
        outbox.Nudge();
    }

    /// <summary>Within the caller's transaction; saved by the caller.</summary>
    /// <returns>Whether there was one.</returns>
    internal static async Task<bool> RemoveAsync(ConcertoDbContext db, User user, CancellationToken ct)
    {
        await db.RecoveryCodes.Where(c => c.UserId == user.Id).ExecuteDeleteAsync(ct);
        await db.Authenticators.Where(a => a.UserId == user.Id).ExecuteDeleteAsync(ct);
        var wasOn = user.TwoFactorSince is not null;
        user.TurnOffTwoFactor();
        return wasOn;
    }
}
