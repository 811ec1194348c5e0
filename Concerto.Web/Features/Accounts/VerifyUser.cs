using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;

namespace Concerto.Web.Features.Accounts;

/// <param name="UserId">Who waits for their address to be verified.</param>
public sealed record VerifyUserInput(UserId UserId);

/// <summary>
/// Law 8: an admin verifies an address by hand, with the effects that its mailed link has (law 9), but for one: the password that somebody typed at a sign-up does
/// not count, because whoever typed it need not have the mailbox. What sign-ups left is dropped; a reset link, handed over by another way, leads to a password.
/// </summary>
public sealed class VerifyUser(UnitOfWork unitOfWork, Audit audit, TimeProvider time)
{
    /// <exception cref="NotAllowedException"/>
    /// <exception cref="UserNotFoundException"/>
    /// <exception cref="NotActiveException">They are disabled.</exception>
    public Task<Admission> ExecuteAsync(VerifyUserInput input, Caller caller, CancellationToken ct)
    {
        var admin = caller.Admin;
        return unitOfWork.RunAsync(async db =>
        {
            var (person, now) = (await PeopleDesk.TakeAsync(db, input.UserId, ct), time.Now());
            if (person.DisabledAt is not null) throw new NotActiveException(person);
            if (person.VerifiedAt is not null) return new(PersonAccount.Of(person), 0, person.PasswordHash is null);
            person.VerifyByHand(now);
            await db.UseUpLinksAsync(person.Id, now, ct);
            var admission = await Admission.OfAsync(db, person, now, ct);
            audit.Add(db, AuditAction.VerifiedByAdmin, admin, person.Id, admission.InWords);
            await db.SaveChangesAsync(ct);
            return admission;
        }, ct);
    }
}
