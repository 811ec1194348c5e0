using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <summary>Mails a link for a new password, if the address has an account. Answers the same, at the same pace, if it has none.</summary>
public sealed class RequestPasswordReset(UnitOfWork unitOfWork, AccountMails mails, Outbox outbox, AccountOptions options, Client client, TimeProvider time)
{
    /// <exception cref="InvalidInputException"/>
    public async Task ExecuteAsync(string? address, CancellationToken ct)
    {
        var email = EmailAddress.From(address);
        var pace = Task.Delay(options.AnswerTime, ct);
        await unitOfWork.RunAsync(async db =>
        {
            if (await db.Users.SingleOrDefaultAsync(u => u.EmailKey == email.Key && u.DisabledAt == null, ct) is not { } user) return;
            await mails.AddResetAsync(db, user, time.Now(), client.Key, ct);
            await db.SaveChangesAsync(ct);
        }, ct);
        outbox.Nudge();
        await pace;
    }
}
