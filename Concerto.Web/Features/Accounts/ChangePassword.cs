using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <param name="Current">The one they have.</param>
/// <param name="Password">The one they want.</param>
public sealed record ChangePasswordInput(string? Current, string? Password);

/// <summary>Sets another password for the caller. Every session ends, as do links for a reset that are under way; the caller gets a new one, and their mailbox is told.</summary>
public sealed class ChangePassword(UnitOfWork unitOfWork, ProveAgain proveAgain, Passwords passwords, SafetyMails mails, Outbox outbox, Audit audit, Client client, TimeProvider time)
{
    /// <exception cref="WrongPasswordException"/>
    /// <exception cref="InvalidInputException"/>
    public async Task<SignedIn> ExecuteAsync(ChangePasswordInput input, Caller caller, CancellationToken ct)
    {
        var person = await proveAgain.PasswordAsync(input.Current, "current", caller, ct);
        if (input.Current == input.Password) throw new InvalidInputException("password", "That is the password you have already.");
        var about = await unitOfWork.RunAsync(db => db.Users.AsNoTracking().SingleAsync(u => u.Id == person.User, ct), ct);
        var hash = passwords.Hash(input.Password, about.Name, about.Email); // takes its time, so it comes before the transaction

        var changed = await unitOfWork.RunAsync(async db =>
        {
            var now = time.Now();
            var user = await db.Users.SingleAsync(u => u.Id == person.User, ct);
            if (user.SecurityStamp != person.SecurityStamp) throw new WrongPasswordException("current"); // it was changed in between
            user.SetPassword(hash);
            await db.MailedLinks.Where(l => l.UserId == user.Id && l.Purpose == LinkPurpose.ResetPassword && l.UsedAt == null).ExecuteUpdateAsync(set => set.SetProperty(l => l.UsedAt, now), ct);
            audit.Add(db, AuditAction.PasswordChanged, user.Id, user.Id);
            mails.AddPasswordChanged(db, user, client);
            await db.SaveChangesAsync(ct);
            return SignedIn.As(user) with { NeedsCode = false }; // who is in already owes no code
        }, ct);
        outbox.Nudge();
        return changed;
    }
}
