using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;

namespace Concerto.Web.Features.Accounts;

/// <param name="UserId">Who is to be an admin no longer; it may be you.</param>
public sealed record RemoveAdminInput(UserId UserId);

/// <summary>Makes an admin somebody like everybody else, from their next request on. One admin always stays.</summary>
public sealed class RemoveAdmin(UnitOfWork unitOfWork, Audit audit)
{
    /// <exception cref="NotAllowedException"/>
    /// <exception cref="UserNotFoundException"/>
    /// <exception cref="LastAdminException"/>
    public Task<PersonAccount> ExecuteAsync(RemoveAdminInput input, Caller caller, CancellationToken ct)
    {
        var admin = caller.Admin;
        return unitOfWork.RunAsync(async db =>
        {
            var person = await PeopleDesk.TakeLeavingAnAdminAsync(db, input.UserId, ct);
            if (!person.IsAdmin) return PersonAccount.Of(person);
            person.BeNoAdmin();
            audit.Add(db, AuditAction.NoLongerAdmin, admin, person.Id);
            await db.SaveChangesAsync(ct);
            return PersonAccount.Of(person);
        }, ct);
    }
}
