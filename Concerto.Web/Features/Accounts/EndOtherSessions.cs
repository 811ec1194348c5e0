using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <summary>Ends every session of the caller's but the one that they are in. They are out on their next request.</summary>
public sealed class EndOtherSessions(UnitOfWork unitOfWork, Audit audit)
{
    public Task ExecuteAsync(SessionId? but, Caller caller, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        var me = caller.Writer;
        await db.Sessions.Where(s => s.UserId == me && s.Id != but).ExecuteDeleteAsync(ct);
        audit.Add(db, AuditAction.SessionsEnded, me, me, "All but the one they are in");
        await db.SaveChangesAsync(ct);
    }, ct);
}
