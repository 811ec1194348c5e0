using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <summary>
/// Checks the second factor of somebody who has shown the first: a code of their app, or one of their recovery codes. One answer, in one time, for all that can be
/// wrong; five wrong ones in a row and codes rest, and the owner hears of it, because whoever tries them has the password.
/// </summary>
public sealed class CheckCode(UnitOfWork unitOfWork, AuthenticatorSecrets secrets, SafetyMails mails, Outbox outbox, Audit audit, AccountOptions options, Client client, TimeProvider time)
{
    /// <exception cref="InvalidInputException">Nothing was typed.</exception>
    /// <exception cref="WrongCodeException"/>
    public async Task<SignedIn> ExecuteAsync(SignedIn person, string? code, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(code)) throw new InvalidInputException("code", "Type the code too.");
        var pace = Task.Delay(options.AnswerTime, ct);
        var right = await unitOfWork.RunAsync(db => TryAsync(db, person, code, ct), ct);
        outbox.Nudge();
        if (right) return person with { NeedsCode = false };
        await pace;
        throw new WrongCodeException();
    }

    private async Task<bool> TryAsync(ConcertoDbContext db, SignedIn person, string code, CancellationToken ct)
    {
        // A password that was changed in between is not right any more.
        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == person.User && u.SecurityStamp == person.SecurityStamp, ct);
        if (user is not { IsActive: true }) return false;
        if (await db.Authenticators.SingleOrDefaultAsync(a => a.UserId == user.Id, ct) is not { } app) return true; // turned off meanwhile

        if (!app.TakeTry(time.Now())) return false;
        var right = secrets.StepOf(user.Id, app.Secret, code) is { } step ? app.Use(step) : await UseRecoveryCodeAsync(db, user, code, ct);
        if (right)
        {
            app.Rested();
        }
        else if (app.RestsUntil is not null)
        {
            audit.Add(db, AuditAction.SignInFailed, null, user.Id, $"{Authenticator.MaxTries} wrong codes in a row, after the right password: codes rest for {Authenticator.Rest.Minutes} minutes");
            await mails.AddCodesTriedAsync(db, user, client, ct);
        }
        await db.SaveChangesAsync(ct);
        return right;
    }

    private async Task<bool> UseRecoveryCodeAsync(ConcertoDbContext db, User user, string typed, CancellationToken ct)
    {
        var hash = RecoveryCode.HashOf(typed);
        var codes = await db.RecoveryCodes.Where(c => c.UserId == user.Id && c.UsedAt == null).ToListAsync(ct);
        if (codes.Find(c => c.CodeHash == hash) is not { } code) return false;
        code.Use(time.Now());
        audit.Add(db, AuditAction.RecoveryCodeUsed, user.Id, user.Id, $"{codes.Count - 1} are left");
        mails.AddRecoveryCodeUsed(db, user, client, codes.Count - 1);
        return true;
    }
}
