using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;

namespace Concerto.Web.Features.Accounts;

/// <summary>What a mailed link would do.</summary>
/// <param name="Email">The address it is bound to.</param>
/// <param name="Name">The person's name, as far as it is known.</param>
/// <param name="NeedsPassword">A password has to be chosen with it.</param>
public sealed record LinkSight(string Email, string Name, bool NeedsPassword);

/// <summary>Looks at a link without using it: mail scanners open every address that they find.</summary>
public sealed class LookAtLink(ConcertoDbContext db, TimeProvider time)
{
    /// <returns>Null when the link is dead, or never was one.</returns>
    public async Task<LinkSight?> ExecuteAsync(LinkPurpose purpose, string? token, string? signUpCookie, CancellationToken ct) =>
        await db.FindLinkAsync(purpose, token, time.Now(), ct) is var (link, user)
            ? new(user.Email, link.Pending?.Name ?? user.Name, NeedsPassword: !link.BelongsTo(signUpCookie))
            : null;
}
