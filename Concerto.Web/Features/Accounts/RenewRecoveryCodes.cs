using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <summary>Makes ten new recovery codes for the caller; those that they had are worth nothing any more.</summary>
public sealed class RenewRecoveryCodes(UnitOfWork unitOfWork, ProveAgain proveAgain, SafetyMails mails, Outbox outbox, Audit audit, Client client)
{
    /// <returns>The codes, which can't be shown again.</returns>
    /// <exception cref="WrongPasswordException"/>
    /// <exception cref="WrongCodeException"/>
    /// <exception cref="InvalidInputException">The code is missing, or two-factor is off.</exception>
    public async Task<IReadOnlyList<string>> ExecuteAsync(string? password, string? code, Caller caller, CancellationToken ct)
    {
        await proveAgain.ExecuteAsync(password, code, caller, ct);
        var codes = await unitOfWork.RunAsync(async db =>
        {
            var user = await db.Users.SingleAsync(u => u.Id == caller.Writer, ct);
            if (user.TwoFactorSince is null) throw new InvalidInputException("", "Two-factor is off: there is nothing to recover.");
            await db.RecoveryCodes.Where(c => c.UserId == user.Id).ExecuteDeleteAsync(ct);
            var (rows, texts) = RecoveryCode.Issue(user.Id);
            db.RecoveryCodes.AddRange(rows);
            audit.Add(db, AuditAction.RecoveryCodesMade, user.Id, user.Id);
            mails.AddRecoveryCodesMade(db, user, client);
            await db.SaveChangesAsync(ct);
            return texts;
        }, ct);
        outbox.Nudge();
        return codes;
    }
}
