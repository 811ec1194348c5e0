using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <param name="UserId">Who is to be signed out everywhere.</param>
public sealed record EndSessionsInput(UserId UserId);

/// <summary>Signs somebody out in every browser, on the next request: for a lost laptop. Password and tokens stay as they are.</summary>
public sealed class EndSessions(UnitOfWork unitOfWork, Audit audit)
{
    /// <exception cref="NotAllowedException"/>
    /// <exception cref="UserNotFoundException"/>
    public Task<PersonAccount> ExecuteAsync(EndSessionsInput input, Caller caller, CancellationToken ct)
    {
        var admin = caller.Admin;
        return unitOfWork.RunAsync(async db =>
        {
            var person = await PeopleDesk.TakeAsync(db, input.UserId, ct);
            person.EndSessions();
            await db.Sessions.Where(s => s.UserId == person.Id).ExecuteDeleteAsync(ct);
            audit.Add(db, AuditAction.SessionsEnded, admin, person.Id, "All of them");
            await db.SaveChangesAsync(ct);
            return PersonAccount.Of(person);
        }, ct);
    }
}
