using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <summary>
/// Gives the caller's account the address that the link came to. It takes both, the mailbox and a session of the account: who presses “confirm” in a mail that
/// somebody else had sent to them would give their invites away (law 9). What waits for the new address becomes real shares; what was shared stays; the old
/// address is told, and is free.
/// </summary>
public sealed class ChangeAddress(UnitOfWork unitOfWork, SafetyMails mails, Outbox outbox, Audit audit, Client client, TimeProvider time)
{
    /// <exception cref="LinkNotAliveException">Also when it is somebody else's.</exception>
    /// <exception cref="AddressTakenException"/>
    public async Task<User> ExecuteAsync(string? token, Caller caller, CancellationToken ct)
    {
        var changed = await unitOfWork.RunAsync(async db =>
        {
            var now = time.Now();
            if (await db.FindLinkAsync(LinkPurpose.ChangeAddress, token, now, ct) is not var (link, user) || user.Id != caller.Writer) throw new LinkNotAliveException();
            var (old, email) = (user.Email, EmailAddress.From(link.NewEmail));
            await db.UseUpAsync(link, now, ct);

            // Who signed up with it and never came to verify it gives way: whose mailbox it is has just been shown.
            await TidyAccounts.WithNothing(db).Where(u => u.EmailKey == email.Key).ExecuteDeleteAsync(ct);
            if (await db.Users.AnyAsync(u => u.EmailKey == email.Key, ct)) throw new AddressTakenException();
            user.ChangeEmail(email);
            audit.Add(db, AuditAction.AddressChanged, user.Id, user.Id, $"{old} → {email.Text}");
            mails.AddAddressChanged(db, user, old, client);
            await Admission.OfAsync(db, user, now, ct);
            return user;
        }, ct);
        outbox.Nudge();
        return changed;
    }
}
