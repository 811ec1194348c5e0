using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Hosting;

namespace Concerto.Web.Features.Accounts;

/// <param name="UserId">Who needs a password.</param>
public sealed record MakeResetLinkInput(UserId UserId);

/// <summary>A link that is handed over by hand.</summary>
/// <param name="Url">Where the person chooses a password. It is shown this once; whoever has it can take the account.</param>
/// <param name="ExpiresAt">It works once, until then.</param>
public sealed record ResetLink(Uri Url, DateTime ExpiresAt);

/// <summary>
/// Law 8: the link that a reset's mail would have, for an admin to hand over another way; choosing the password by it is the same use case (<see cref="ResetPassword"/>). What
/// only a mail can do it does not: it never came to the mailbox, so it proves nothing about it (law 9), and for an address that nobody has verified there is none. Else an admin who
/// hands a link to whoever asks for it would give away the invites of whose address it is, without having decided to; to vouch for an address is <see cref="VerifyUser"/>.
/// </summary>
public sealed class MakeResetLink(UnitOfWork unitOfWork, PublicLinks links, Audit audit, TimeProvider time)
{
    /// <exception cref="NotAllowedException"/>
    /// <exception cref="UserNotFoundException"/>
    /// <exception cref="NotActiveException"/>
    public Task<ResetLink> ExecuteAsync(MakeResetLinkInput input, Caller caller, CancellationToken ct)
    {
        var admin = caller.Admin;
        return unitOfWork.RunAsync(async db =>
        {
            var person = await PeopleDesk.TakeAsync(db, input.UserId, ct);
            if (!person.IsActive) throw new NotActiveException(person);
            var (link, token) = MailedLink.ToResetPasswordByHand(person, time.Now());
            db.MailedLinks.Add(link);
            audit.Add(db, AuditAction.ResetLinkMade, admin, person.Id);
            await db.SaveChangesAsync(ct);
            return new ResetLink(links.To($"/account/reset?token={token}"), link.ExpiresAt!.Value);
        }, ct);
    }
}
