using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <param name="UserId">Who waits for their address to be verified.</param>
public sealed record VerifyUserInput(UserId UserId);

/// <summary>
/// Law 8: an admin verifies an address by hand, with the effects that its mailed link has when it is opened in another browser than the one that signed up (law 9): the
/// password that somebody typed there does not count, because whoever typed it need not have the mailbox, and no session goes on. The person chooses one by a reset link,
/// which is handed over another way (<see cref="MakeResetLink"/>).
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
            if (Zone.TryParse(await ZoneAsync(db, person, ct), out var zone)) person.Live(zone, person.DigestHour);
            person.VerifyByHand(now);
            await db.UseUpLinksAsync(person.Id, now, ct);
            var admission = await Admission.OfAsync(db, person, now, ct);
            audit.Add(db, AuditAction.VerifiedByAdmin, admin, person.Id, admission.InWords);
            await db.SaveChangesAsync(ct);
            return admission;
        }, ct);
    }

    /// <summary>Where they said they were, the last time that somebody signed up with the address.</summary>
    private static Task<string?> ZoneAsync(ConcertoDbContext db, User person, CancellationToken ct) =>
        db.MailedLinks.Where(l => l.UserId == person.Id && l.Pending!.TimeZone != null).OrderByDescending(l => l.CreatedAt).Select(l => l.Pending!.TimeZone).FirstOrDefaultAsync(ct);
}
