using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;

namespace Concerto.Web.Features.Accounts;

/// <param name="UserId">Whom to shut out.</param>
public sealed record DisableUserInput(UserId UserId);

/// <summary>Shuts somebody out: their sessions and tokens end on the next request, and no link lets them in. Nothing of theirs is deleted.</summary>
public sealed class DisableUser(UnitOfWork unitOfWork, Audit audit, TimeProvider time)
{
    /// <exception cref="NotAllowedException"/>
    /// <exception cref="UserNotFoundException"/>
    /// <exception cref="NotYourselfException"/>
    /// <exception cref="LastAdminException">Two admins disable each other: the second one.</exception>
    public Task<PersonAccount> ExecuteAsync(DisableUserInput input, Caller caller, CancellationToken ct)
    {
        var admin = caller.Admin;
        if (input.UserId == admin) throw new NotYourselfException();
        return unitOfWork.RunAsync(async db =>
        {
            var person = await PeopleDesk.TakeLeavingAnAdminAsync(db, input.UserId, ct);
            if (person.DisabledAt is not null) return PersonAccount.Of(person);
            person.Disable(time.Now());
            audit.Add(db, AuditAction.Disabled, admin, person.Id);
            await db.SaveChangesAsync(ct);
            return PersonAccount.Of(person);
        }, ct);
    }
}
