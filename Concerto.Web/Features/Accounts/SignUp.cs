using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <param name="SignUpCookie">What the browser got when it signed up before, if it did: it stays the same, so that links already mailed still know it.</param>
/// <param name="TimeZone">What the browser says; believed when there is such a zone.</param>
/// <param name="Link">The token of a link from an admin, see <see cref="SignUpLink"/>.</param>
/// <param name="Invite">The token of an invite's link, which opens the sign-up where it is by invitation.</param>
public sealed record SignUpInput(string? Name, string? Email, string? Password, string? SignUpCookie = null, string? TimeZone = null, string? Link = null, string? Invite = null);

/// <summary>
/// Makes an account that waits for its address to be verified. Does, answers and costs the same whether or not there is an account
/// already, and whether or not the address was invited; only the mailbox learns which.
/// </summary>
public sealed class SignUp(
    UnitOfWork unitOfWork, Passwords passwords, AccountMails mails, Outbox outbox, Audit audit, ConcertoOptions concerto, AccountOptions options, Client client, TimeProvider time)
{
    /// <returns>The sign-up cookie: the browser that has it may verify the address without choosing a password again.</returns>
    /// <exception cref="InvalidInputException"/>
    /// <exception cref="SignUpClosedException"/>
    /// <exception cref="SignUpLinkNotAliveException"/>
    public async Task<string> ExecuteAsync(SignUpInput input, CancellationToken ct)
    {
        if (concerto.SignUpMode is SignUpMode.Closed && string.IsNullOrEmpty(input.Link)) throw new SignUpClosedException();
        var email = EmailAddress.From(input.Email);
        var name = Name.From(input.Name, "name");
        var hash = passwords.Hash(input.Password, name.Text, email.Text);
        var cookie = Secret.IsWellFormed(input.SignUpCookie) ? input.SignUpCookie : Secret.New();
        var pending = new PendingSignUp(name.Text, hash, Secret.Hash(cookie))
        {
            Client = client.Key, Browser = client.Browser, TimeZone = Zone.TryParse(input.TimeZone, out var zone) ? zone.Name : null,
        };

        var pace = Task.Delay(options.AnswerTime, ct);
        await unitOfWork.RunAsync(async db =>
        {
            var now = time.Now();
            var maySignUp = await MayAsync(db, email, input, cookie, now, ct);
            var user = await db.Users.SingleOrDefaultAsync(u => u.EmailKey == email.Key, ct);
            if (user?.DisabledAt is not null || user?.VerifiedAt is null && !maySignUp) return;
            if (user is null) db.Users.Add(user = new User(name, email, now));
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
        await pace;
        return cookie;
    }

    private async Task<bool> MayAsync(ConcertoDbContext db, EmailAddress email, SignUpInput input, string cookie, DateTime now, CancellationToken ct)
    {
        if (input.Link is { Length: > 0 } token)
        {
            await TakeAsync(db, token, email, cookie, now, ct);
            return true;
        }
        return concerto.SignUpMode switch
        {
            SignUpMode.Open => true,
            SignUpMode.Invited => await db.Invites.AnyAsync(i => i.AddressKey == email.Key, ct) || await InviteLinks.FindAsync(db, input.Invite, now, ct) is not null,
            _ => false,
        };
    }

    // Of two browsers at once the conditional UPDATE lets one through.
    private static async Task TakeAsync(ConcertoDbContext db, string token, EmailAddress email, string cookie, DateTime now, CancellationToken ct)
    {
        var (hash, session) = (Secret.Hash(token), Secret.Hash(cookie));
        var link = await db.SignUpLinks.AsNoTracking().SingleOrDefaultAsync(l => l.TokenHash == hash, ct);
        if (link?.Opens(email, cookie, now) is not true) throw new SignUpLinkNotAliveException();
        var taken = await db.SignUpLinks.Where(l => l.Id == link.Id && (l.UsedAt == null || l.SessionHash == session))
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.UsedAt, l => l.UsedAt ?? now).SetProperty(l => l.SessionHash, session), ct);
        if (taken == 0) throw new SignUpLinkNotAliveException();
    }
}
