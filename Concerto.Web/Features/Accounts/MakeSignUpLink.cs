using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Hosting;

namespace Concerto.Web.Features.Accounts;

/// <param name="Email">The only address that it is for; null for whichever.</param>
public sealed record MakeSignUpLinkInput(string? Email = null);

/// <summary>A link by which somebody may sign up, whoever else may.</summary>
/// <param name="Url">Where they sign up. It is shown this once.</param>
/// <param name="Email">The only address that it is for; null for whichever.</param>
/// <param name="ExpiresAt">One person signs up by it, until then.</param>
public sealed record DirectSignUp(Uri Url, string? Email, DateTime ExpiresAt);

/// <summary>Law 8: lets somebody sign up without a mail having reached them, for an admin to hand over. It verifies nothing; that takes the address's mail, or an admin.</summary>
public sealed class MakeSignUpLink(UnitOfWork unitOfWork, PublicLinks links, Audit audit, TimeProvider time)
{
    /// <exception cref="NotAllowedException"/>
    /// <exception cref="InvalidInputException"/>
    public Task<DirectSignUp> ExecuteAsync(MakeSignUpLinkInput input, Caller caller, CancellationToken ct)
    {
        var admin = caller.Admin;
        var address = string.IsNullOrWhiteSpace(input.Email) ? (EmailAddress?)null : EmailAddress.From(input.Email);
        return unitOfWork.RunAsync(async db =>
        {
            var (link, token) = SignUpLink.Make(address, admin, time.Now());
            db.SignUpLinks.Add(link);
            audit.Add(db, AuditAction.SignUpLinkMade, admin, null, address is { } only ? $"for {only.Text}" : null);
            await db.SaveChangesAsync(ct);
            return new DirectSignUp(links.To($"/account/sign-up?link={token}"), link.Address, link.ExpiresAt);
        }, ct);
    }
}
