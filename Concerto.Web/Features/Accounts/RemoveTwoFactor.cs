using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <param name="UserId">Who has lost app and recovery codes.</param>
public sealed record RemoveTwoFactorInput(UserId UserId);

/// <summary>An admin lets somebody in without a code who has lost everything: law 8's way out. The person is told; their password stays as it is.</summary>
public sealed class RemoveTwoFactor(UnitOfWork unitOfWork, SafetyMails mails, Outbox outbox, Audit audit)
{
    /// <exception cref="UserNotFoundException"/>
    /// <exception cref="NotAllowedException"/>
    public async Task<User> ExecuteAsync(RemoveTwoFactorInput input, Caller caller, CancellationToken ct)
    {
        var admin = caller.Admin;
        var person = await unitOfWork.RunAsync(async db =>
        {
            var user = await db.Users.SingleOrDefaultAsync(u => u.Id == input.UserId, ct) ?? throw new UserNotFoundException("userId");
            if (!await TurnOffTwoFactor.RemoveAsync(db, user, ct)) return user;
            audit.Add(db, AuditAction.TwoFactorOff, admin, user.Id, "By an admin");
            mails.AddTwoFactorOff(db, user, by: null);
            await db.SaveChangesAsync(ct);
            return user;
        }, ct);
        outbox.Nudge();
        return person;
    }
}
