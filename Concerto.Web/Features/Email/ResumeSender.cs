using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Email;

/// <summary>Lets mail go out again that was stopped or parked, and tries at once what waits because it failed: the cause is gone, or the admin wants to see whether it is.</summary>
public sealed class ResumeSender(UnitOfWork unitOfWork, Outbox outbox, Audit audit, TimeProvider time)
{
    /// <exception cref="NotAllowedException"/>
    public async Task ExecuteAsync(Caller caller, CancellationToken ct)
    {
        var admin = caller.Admin;
        await unitOfWork.RunAsync(async db =>
        {
            if (await db.MailSenders.SingleOrDefaultAsync(ct) is not { } sender) return;
            sender.Resume();
            var now = time.Now();
            // In one statement: a dispatcher may be claiming them. What waits over a cap was not tried, and waits on.
            await db.OutboundEmails.Where(m => m.State == MailState.Queued && m.Attempts > 0)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.Attempts, 0).SetProperty(m => m.NextAttemptAt, now), ct);
            audit.Add(db, AuditAction.SenderResumed, admin);
            await db.SaveChangesAsync(ct);
        }, ct);
        outbox.Nudge();
    }
}
