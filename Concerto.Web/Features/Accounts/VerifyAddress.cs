using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;

namespace Concerto.Web.Features.Accounts;

/// <param name="Token">From the mailed link.</param>
/// <param name="SignUpCookie">What the browser got when it signed up, if it did.</param>
/// <param name="Password">Needed in any other browser; it counts instead of the one typed at sign-up.</param>
public sealed record VerifyAddressInput(string? Token, string? SignUpCookie, string? Password);

/// <summary>
/// Verifies an address by its mailed link and signs the person in (law 9). In the browser that signed up, what was typed there
/// counts; in any other, whoever reads the mailbox chooses the password.
/// </summary>
public sealed class VerifyAddress(UnitOfWork unitOfWork, LookAtLink lookAtLink, Passwords passwords, Audit audit, TimeProvider time)
{
    /// <exception cref="LinkNotAliveException"/>
    /// <exception cref="PasswordNeededException"/>
    /// <exception cref="InvalidInputException"/>
    public async Task<SignedIn> ExecuteAsync(VerifyAddressInput input, CancellationToken ct)
    {
        // Hashing takes its time, so it comes before the transaction.
        var sight = await lookAtLink.ExecuteAsync(LinkPurpose.Verify, input.Token, input.SignUpCookie, ct) ?? throw new LinkNotAliveException();
        if (sight.NeedsPassword && input.Password is null or "") throw new PasswordNeededException();
        var chosen = sight.NeedsPassword ? passwords.Hash(input.Password, sight.Name, sight.Email) : null;

        return await unitOfWork.RunAsync(async db =>
        {
            var now = time.Now();
            var (link, user) = await db.FindLinkAsync(LinkPurpose.Verify, input.Token, now, ct) ?? throw new LinkNotAliveException();
            await db.UseUpAsync(link, now, ct);
            user.Rename(Name.From(link.Pending!.Name, "name"));
            user.SetPassword(chosen ?? link.Pending.PasswordHash);
            if (Zone.TryParse(link.Pending.TimeZone, out var zone)) user.Live(zone, user.DigestHour);
            audit.Add(db, AuditAction.Verified, user.Id, user.Id);
            await Admission.VerifiedAsync(db, user, now, ct);
            return SignedIn.As(user);
        }, ct);
    }
}
