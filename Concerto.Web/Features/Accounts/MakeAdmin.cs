using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;

namespace Concerto.Web.Features.Accounts;

/// <param name="UserId">Who is to help looking after Concerto.</param>
public sealed record MakeAdminInput(UserId UserId);

/// <summary>Makes somebody an admin, from their next request on. It opens nobody's songs to them.</summary>
public sealed class MakeAdmin(UnitOfWork unitOfWork, Audit audit)
{
    /// <exception cref="NotAllowedException"/>
    /// <exception cref="UserNotFoundException"/>
    /// <exception cref="NotActiveException"/>
    public Task<PersonAccount> ExecuteAsync(MakeAdminInput input, Caller caller, CancellationToken ct) => MakeAsync(input.UserId, caller.Admin, null, ct);

    /// <summary>For whoever runs the server, and so how somebody who has signed up becomes the first admin.</summary>
    /// <exception cref="UserNotFoundException"/>
    /// <exception cref="NotActiveException"/>
    internal Task<PersonAccount> ByHandAsync(UserId person, CancellationToken ct) => MakeAsync(person, null, "By hand, on the server", ct);

    private Task<PersonAccount> MakeAsync(UserId id, UserId? admin, string? detail, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        var person = await PeopleDesk.TakeAsync(db, id, ct);
        if (!person.IsActive) throw new NotActiveException(person);
        if (person.IsAdmin) return PersonAccount.Of(person);
        person.MakeAdmin();
        audit.Add(db, AuditAction.MadeAdmin, admin, person.Id, detail);
        await db.SaveChangesAsync(ct);
        return PersonAccount.Of(person);
    }, ct);
}
