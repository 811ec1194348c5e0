using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <param name="Name">Default: what is before the address's @.</param>
/// <param name="Verified">Vouch for the address: the account works at once. Else a mail goes out, as after a sign-up.</param>
/// <param name="Admin">Make the person an admin.</param>
public sealed record AddUserInput(string Email, string Password, string? Name = null, bool Verified = false, bool Admin = false);

/// <summary>Makes an account by hand: for whoever runs the server, and how the first admin comes to be.</summary>
public sealed class AddUser(UnitOfWork unitOfWork, Passwords passwords, AccountMails mails, Outbox outbox, Audit audit, TimeProvider time)
{
    /// <exception cref="EmailTakenException"/>
    /// <exception cref="InvalidInputException"/>
    public async Task<User> ExecuteAsync(AddUserInput input, CancellationToken ct)
    {
        var email = EmailAddress.From(input.Email);
        var name = Name.From(input.Name ?? email.Text[..email.Text.LastIndexOf('@')], "name");
        var hash = passwords.Hash(input.Password, name.Text, email.Text);
        var added = await unitOfWork.RunAsync(async db =>
        {
            var now = time.Now();
            var user = await db.Users.SingleOrDefaultAsync(u => u.EmailKey == email.Key, ct);
            if (user?.VerifiedAt is not null) throw new EmailTakenException(email.Text);
            if (user is null) db.Users.Add(user = new User(name, email, now));
            audit.Add(db, AuditAction.SignedUp, null, user.Id, "By hand, on the server");
            if (input.Admin)
            {
                user.MakeAdmin();
                audit.Add(db, AuditAction.MadeAdmin, null, user.Id, "By hand, on the server");
            }
            if (input.Verified)
            {
                user.Rename(name);
                user.SetPassword(hash);
                await db.UseUpLinksAsync(user.Id, now, ct);
                await Admission.VerifiedAsync(db, user, now, ct);
            }
            else
            {
                await mails.AddVerifyAsync(db, user, new(name.Text, hash, SessionHash: null), now, client: null, ct);
            }
            await db.SaveChangesAsync(ct);
            return user;
        }, ct);
        outbox.Nudge();
        return added;
    }
}
