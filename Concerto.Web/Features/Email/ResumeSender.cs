using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Email;

/// <summary>Lets mail go out again that was stopped or parked: the cause is gone, or the admin wants to see whether it is.</summary>
public sealed class ResumeSender(UnitOfWork unitOfWork, Outbox outbox, Audit audit)
{
    /// <exception cref="NotAllowedException"/>
    public async Task ExecuteAsync(Caller caller, CancellationToken ct)
    {
        var admin = caller.Admin;
        await unitOfWork.RunAsync(async db =>
        {
            if (await db.MailSenders.SingleOrDefaultAsync(ct) is not { } sender) return;
            sender.Resume();
            audit.Add(db, AuditAction.SenderResumed, admin);
            await db.SaveChangesAsync(ct);
        }, ct);
        outbox.Nudge();
    }
}
