using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <summary>Ends one of the caller's own sessions: signing out, or one on another machine. It is out on its next request; what is over already stays so.</summary>
public sealed class EndSession(UnitOfWork unitOfWork, Audit audit)
{
    public Task ExecuteAsync(SessionId id, Caller caller, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        var me = caller.Writer;
        if (await db.Sessions.FirstOrDefaultAsync(s => s.Id == id && s.UserId == me, ct) is not { } session) return;
        db.Sessions.Remove(session);
        audit.Add(db, AuditAction.SessionsEnded, me, me, BrowserName.Of(session.Browser));
        await db.SaveChangesAsync(ct);
    }, ct);
}
