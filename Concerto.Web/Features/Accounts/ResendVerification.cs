using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <summary>
/// Mails another link to who waits for one. Goes by the browser's sign-up cookie rather than by an address, so it tells nothing
/// about addresses; a minute has to pass between two.
/// </summary>
public sealed class ResendVerification(UnitOfWork unitOfWork, AccountMails mails, Outbox outbox, Client client, TimeProvider time)
{
    public async Task ExecuteAsync(string? signUpCookie, CancellationToken ct)
    {
        if (signUpCookie is null) return;
        var session = Secret.Hash(signUpCookie);
        await unitOfWork.RunAsync(async db =>
        {
            var link = await db.MailedLinks.Where(l => l.Pending!.SessionHash == session).OrderByDescending(l => l.CreatedAt).FirstOrDefaultAsync(ct);
            if (link is null || await db.Users.SingleOrDefaultAsync(u => u.Id == link.UserId && u.VerifiedAt == null && u.DisabledAt == null, ct) is not { } user) return;
            await mails.AddVerifyAsync(db, user, link.Pending! with { }, time.Now(), client.Key, ct);
            await db.SaveChangesAsync(ct);
        }, ct);
        outbox.Nudge();
    }
}
