using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <summary>Starts a web session for somebody who has proved who they are.</summary>
public sealed class StartSession(UnitOfWork unitOfWork, Audit audit, Client client, TimeProvider time)
{
    /// <param name="before">The session that this browser has, which ends.</param>
    public Task<SessionId> ExecuteAsync(SignedIn person, SessionId? before, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        await db.Sessions.Where(s => s.Id == before).ExecuteDeleteAsync(ct);
        var session = new Session(person.User, person.SecurityStamp, client.Key, client.Browser, time.Now());
        db.Sessions.Add(session);
        audit.Add(db, AuditAction.SignedIn, person.User, person.User, BrowserName.Of(client.Browser));
        await db.SaveChangesAsync(ct);
        return session.Id;
    }, ct);
}
