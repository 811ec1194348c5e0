using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <param name="Ticket">That of the secret which the app was given: see <see cref="NewAuthenticator"/>.</param>
/// <param name="Code">What the app makes of it.</param>
/// <param name="Password">The caller's.</param>
public sealed record TurnOnTwoFactorInput(string? Ticket, string? Code, string? Password);

/// <summary>From now on the caller's account wants a code after the password.</summary>
public sealed class TurnOnTwoFactor(UnitOfWork unitOfWork, ProveAgain proveAgain, AuthenticatorSecrets secrets, SafetyMails mails, Outbox outbox, Audit audit, Client client, TimeProvider time)
{
    /// <returns>The recovery codes, which can't be shown again.</returns>
    /// <exception cref="WrongPasswordException"/>
    /// <exception cref="TwoFactorIsOnException"/>
    /// <exception cref="InvalidInputException"/>
    public async Task<IReadOnlyList<string>> ExecuteAsync(TurnOnTwoFactorInput input, Caller caller, CancellationToken ct)
    {
        var me = caller.Writer;
        if (secrets.ToKeep(me, input.Ticket) is not { } secret) throw new InvalidInputException("code", "That picture is too old. Scan the new one.");
        if (secrets.StepOf(me, secret, input.Code) is not { } step)
            throw new InvalidInputException("code", "That code doesn’t belong to this picture, or its half minute is over. Type the newest one; if it is refused again, look whether your phone’s clock is right.");
        if ((await proveAgain.PasswordAsync(input.Password, "password", caller, ct)).NeedsCode) throw new TwoFactorIsOnException();

        var codes = await unitOfWork.RunAsync(async db =>
        {
            var user = await db.Users.SingleAsync(u => u.Id == me, ct);
            if (await db.Authenticators.AnyAsync(a => a.UserId == me, ct)) throw new TwoFactorIsOnException();
            user.TurnOnTwoFactor(time.Now());
            db.Authenticators.Add(new(me, secret, step));
            var (rows, texts) = RecoveryCode.Issue(me);
            db.RecoveryCodes.AddRange(rows);
            audit.Add(db, AuditAction.TwoFactorOn, me, me);
            mails.AddTwoFactorOn(db, user, client);
            await db.SaveChangesAsync(ct);
            return texts;
        }, ct);
        outbox.Nudge();
        return codes;
    }
}
