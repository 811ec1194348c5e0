using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Email;

/// <param name="MailId">A mail that failed, or may have failed.</param>
/// <param name="MayArriveTwice">You know that it may have gone out already, and want it sent all the same.</param>
public sealed record RetryMailInput(OutboundEmailId MailId, bool MayArriveTwice = false);

/// <summary>Sends a mail after all: with the key it had, as long as the provider knows that key, and else as a new one.</summary>
public sealed class RetryMail(UnitOfWork unitOfWork, IMailProvider provider, Outbox outbox, Audit audit, TimeProvider time)
{
    /// <exception cref="NotAllowedException"/>
    /// <exception cref="MailNotFoundException"/>
    /// <exception cref="MailCannotBeSentException"/>
    /// <exception cref="MayArriveTwiceException"/>
    public async Task<OutboundEmail> ExecuteAsync(RetryMailInput input, Caller caller, CancellationToken ct)
    {
        var admin = caller.Admin;
        var mail = await unitOfWork.RunAsync(async db =>
        {
            var found = await db.OutboundEmails.SingleOrDefaultAsync(m => m.Id == input.MailId, ct) ?? throw new MailNotFoundException("mailId");
            var now = time.Now();
            found.Retry(now, keyLives: provider.Remembers(found.InDoubtSince, now), input.MayArriveTwice);
            audit.Add(db, AuditAction.MailRetried, admin, detail: $"{found.Lane} mail to {found.To}");
            await db.SaveChangesAsync(ct);
            return found;
        }, ct);
        outbox.Nudge();
        return mail;
    }
}
