using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <param name="SignUpCookie">What the browser got when it signed up before, if it did: it stays the same, so that links already mailed still know it.</param>
public sealed record SignUpInput(string? Name, string? Email, string? Password, string? SignUpCookie = null);

/// <summary>
/// Makes an account that waits for its address to be verified. Does, answers and costs the same whether or not there is an account
/// already; only the mailbox learns which.
/// </summary>
public sealed class SignUp(UnitOfWork unitOfWork, Passwords passwords, AccountMails mails, Outbox outbox, Audit audit, Client client, TimeProvider time)
{
    /// <returns>The sign-up cookie: the browser that has it may verify the address without choosing a password again.</returns>
    /// <exception cref="InvalidInputException"/>
    public async Task<string> ExecuteAsync(SignUpInput input, CancellationToken ct)
    {
        var email = EmailAddress.From(input.Email);
        var name = Name.From(input.Name, "name");
        var hash = passwords.Hash(input.Password, name.Text, email.Text);
        var cookie = Secret.IsWellFormed(input.SignUpCookie) ? input.SignUpCookie : Secret.New();
        var pending = new PendingSignUp(name.Text, hash, Secret.Hash(cookie));

        await unitOfWork.RunAsync(async db =>
        {
            var now = time.Now();
            var user = await db.Users.SingleOrDefaultAsync(u => u.EmailKey == email.Key, ct);
            if (user is null) db.Users.Add(user = new User(name, email, now));
            if (user.DisabledAt is not null) return;
            if (user.VerifiedAt is null)
            {
                await db.RetypeAsync(user, pending, ct);
                await mails.AddVerifyAsync(db, user, pending, now, client.Key, ct);
                audit.Add(db, AuditAction.SignedUp, null, user.Id, BrowserName.Of(client.Browser));
            }
            else await mails.AddAlreadyThereAsync(db, user, now, client.Key, ct);
            await db.SaveChangesAsync(ct);
        }, ct);
        outbox.Nudge();
        return cookie;
    }
}
