using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;

namespace Concerto.Web.Features.Accounts;

public sealed record ResetPasswordInput(string? Token, string? Password);

/// <summary>
/// Sets a new password by a link and signs the person in; every other session ends, and so does the account's rest. A mailed link
/// came to the mailbox, so the address is verified by it too (law 9). One that an admin made is alive for verified addresses only: see <see cref="MailedLink.ByHand"/>.
/// </summary>
public sealed class ResetPassword(UnitOfWork unitOfWork, LookAtLink lookAtLink, Passwords passwords, SafetyMails mails, Outbox outbox, Audit audit, Client client, TimeProvider time)
{
    /// <exception cref="LinkNotAliveException"/>
    /// <exception cref="InvalidInputException"/>
    public async Task<SignedIn> ExecuteAsync(ResetPasswordInput input, CancellationToken ct)
    {
        // Hashing takes its time, so it comes before the transaction.
        var sight = await lookAtLink.ExecuteAsync(LinkPurpose.ResetPassword, input.Token, null, ct) ?? throw new LinkNotAliveException();
        var hash = passwords.Hash(input.Password, sight.Name, sight.Email);

        var person = await unitOfWork.RunAsync(async db =>
        {
            var now = time.Now();
            var (link, user) = await db.FindLinkAsync(LinkPurpose.ResetPassword, input.Token, now, ct) ?? throw new LinkNotAliveException();
            await db.UseUpAsync(link, now, ct);
            user.SetPassword(hash);
            if (user.VerifiedAt is not null) mails.AddPasswordChanged(db, user, client);
            if (user.VerifiedAt is null) audit.Add(db, AuditAction.Verified, user.Id, user.Id, "by a link for a new password");
            audit.Add(db, AuditAction.PasswordReset, user.Id, user.Id, link.ByHand ? "by a link that an admin made" : null);
            await Admission.VerifiedAsync(db, user, now, ct);
            return SignedIn.As(user);
        }, ct);
        outbox.Nudge();
        return person;
    }
}
