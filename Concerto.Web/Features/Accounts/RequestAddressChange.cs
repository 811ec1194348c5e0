using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <param name="Email">The address that they want.</param>
/// <param name="Password">The caller's.</param>
/// <param name="Code">Of the second factor, where one is asked for.</param>
public sealed record RequestAddressChangeInput(string? Email, string? Password, string? Code = null);

/// <summary>
/// Mails a link to the address that the caller wants; it counts when it is followed (<see cref="ChangeAddress"/>). Does, answers and costs the same whether or not
/// somebody has an account with it: one mail goes to it, and only who reads that learns which.
/// </summary>
public sealed class RequestAddressChange(UnitOfWork unitOfWork, ProveAgain proveAgain, SafetyMails mails, Outbox outbox, AccountOptions options, Client client, TimeProvider time)
{
    private static readonly TimeSpan Cooldown = TimeSpan.FromMinutes(1);

    /// <exception cref="WrongPasswordException"/>
    /// <exception cref="WrongCodeException"/>
    /// <exception cref="InvalidInputException"/>
    public async Task ExecuteAsync(RequestAddressChangeInput input, Caller caller, CancellationToken ct)
    {
        var email = EmailAddress.From(input.Email);
        await proveAgain.ExecuteAsync(input.Password, input.Code, caller, ct);
        var pace = Task.Delay(options.AnswerTime, ct);
        await unitOfWork.RunAsync(async db =>
        {
            var now = time.Now();
            var user = await db.Users.SingleAsync(u => u.Id == caller.Writer, ct);
            if (user.EmailKey == email.Key) throw new InvalidInputException("email", "That is your address already.");
            var earlier = db.MailedLinks.Where(l => l.UserId == user.Id && l.Purpose == LinkPurpose.ChangeAddress);
            if (await earlier.AnyAsync(l => l.CreatedAt > now - Cooldown, ct)) throw new InvalidInputException("email", "A mail went out less than a minute ago. Wait a moment, then try again.");
            await earlier.Where(l => l.UsedAt == null).ExecuteUpdateAsync(set => set.SetProperty(l => l.UsedAt, now), ct);

            var (link, token) = MailedLink.ToChangeAddress(user, email, now);
            db.MailedLinks.Add(link);
            var owner = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.EmailKey == email.Key, ct);
            if (owner is null or { VerifiedAt: null, DisabledAt: null }) mails.AddConfirmAddress(db, user, link, token, client);
            else if (owner.IsActive) await mails.AddAddressTakenAsync(db, owner, user, client, ct);
            await db.SaveChangesAsync(ct);
        }, ct);
        outbox.Nudge();
        await pace;
    }
}
