using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;

namespace Concerto.Web.Features.Accounts;

/// <param name="UserId">Whom to let back in.</param>
public sealed record EnableUserInput(UserId UserId);

/// <summary>Lets somebody back in who was disabled. What was shared with their address meanwhile waits as invites, and becomes theirs (law 9).</summary>
public sealed class EnableUser(UnitOfWork unitOfWork, Audit audit, TimeProvider time)
{
    /// <exception cref="NotAllowedException"/>
    /// <exception cref="UserNotFoundException"/>
    public Task<Admission> ExecuteAsync(EnableUserInput input, Caller caller, CancellationToken ct)
    {
        var admin = caller.Admin;
        return unitOfWork.RunAsync(async db =>
        {
            var person = await PeopleDesk.TakeAsync(db, input.UserId, ct);
            if (person.DisabledAt is null) return new(PersonAccount.Of(person), 0, person.PasswordHash is null);
            person.Enable();
            var admission = await Admission.OfAsync(db, person, time.Now(), ct);
            audit.Add(db, AuditAction.Enabled, admin, person.Id, admission.InWords);
            await db.SaveChangesAsync(ct);
            return admission;
        }, ct);
    }
}
