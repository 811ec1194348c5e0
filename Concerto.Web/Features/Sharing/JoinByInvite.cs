using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Sharing;

/// <param name="Token">From the mailed link.</param>
/// <param name="TimeZone">What the browser says.</param>
public sealed record JoinByInviteInput(string? Token, string? Name, string? Password, string? TimeZone = null);

/// <summary>Who joined, and where they go on.</summary>
public sealed record Joined(SignedIn Person, string Path);

/// <summary>
/// Makes the account of the address that an invite was mailed to. The link came to its mailbox, so it is verified by it (law 9): all that waits for it becomes theirs,
/// and what others typed at sign-ups with it is worth nothing any more. It works however sign-up is configured: whoever shared was trusted with that.
/// </summary>
public sealed class JoinByInvite(UnitOfWork unitOfWork, ConcertoDbContext look, Passwords passwords, Audit audit, TimeProvider time)
{
    /// <exception cref="InviteNotAliveException"/>
    /// <exception cref="InvalidInputException"/>
    public async Task<Joined> ExecuteAsync(JoinByInviteInput input, CancellationToken ct)
    {
        // Hashing takes its time, so it comes before the transaction.
        if (await InviteLinks.FindAsync(look, input.Token, time.Now(), ct) is not { Link.WasMailed: true, Invite.Address: { } address }) throw new InviteNotAliveException();
        var name = Name.From(input.Name, "name");
        var hash = passwords.Hash(input.Password, name.Text, address);

        return await unitOfWork.RunAsync(async db =>
        {
            var now = time.Now();
            if (await InviteLinks.TakeAsync(db, input.Token, now, ct) is not { Link: { WasMailed: true } link, Invite: { } invite }) throw new InviteNotAliveException();
            if (await SharedThing.OfAsync(db, invite, ct) is not { IsGone: false } what) throw new InviteNotAliveException();
            var email = EmailAddress.From(invite.Address);
            var user = await db.Users.SingleOrDefaultAsync(u => u.EmailKey == email.Key, ct);
            if (user is { DisabledAt: not null } or { VerifiedAt: not null }) throw new InviteNotAliveException();

            await InviteLinks.UseUpAsync(db, link, now, ct);
            if (user is null) db.Users.Add(user = new User(name, email, now));
            else await db.UseUpLinksAsync(user.Id, now, ct);
            user.Rename(name);
            user.SetPassword(hash);
            if (Zone.TryParse(input.TimeZone, out var zone)) user.Live(zone, user.DigestHour);
            audit.Add(db, AuditAction.Verified, user.Id, user.Id, "by a mailed invite");
            audit.Add(db, AuditAction.InviteAccepted, user.Id, user.Id, $"“{what.Name}” by a mailed link");
            await Admission.VerifiedAsync(db, user, now, ct);
            return new Joined(SignedIn.As(user), what.Path);
        }, ct);
    }
}
