using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Notifications;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Email;

/// <param name="MailId">A mail that waits, failed, or may have failed.</param>
public sealed record DropMailInput(OutboundEmailId MailId);

/// <summary>Gives a mail up. What it would have told somebody of rides in their next digest.</summary>
public sealed class DropMail(UnitOfWork unitOfWork, Audit audit)
{
    /// <exception cref="NotAllowedException"/>
    /// <exception cref="MailNotFoundException"/>
    /// <exception cref="MailCannotBeSentException"/>
    public Task<OutboundEmail> ExecuteAsync(DropMailInput input, Caller caller, CancellationToken ct)
    {
        var admin = caller.Admin;
        return unitOfWork.RunAsync(async db =>
        {
            var mail = await db.OutboundEmails.SingleOrDefaultAsync(m => m.Id == input.MailId, ct) ?? throw new MailNotFoundException("mailId");
            mail.Drop();
            await CarriedNotifications.GiveBackAsync(db, [mail.Id], ct);
            audit.Add(db, AuditAction.MailDropped, admin, detail: $"{mail.Lane} mail to {mail.To}");
            await db.SaveChangesAsync(ct);
            return mail;
        }, ct);
    }
}
