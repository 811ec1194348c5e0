using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <summary>What the sign-up page has to say.</summary>
/// <param name="IsOpen">There is a form.</param>
/// <param name="ByInvitation">It is of use to those who were invited only, and the page must not tell who was.</param>
/// <param name="IsDead">There was a link, and it doesn't work any more.</param>
/// <param name="Address">The only address that the link is for.</param>
public sealed record SignUpSight(bool IsOpen, bool ByInvitation, bool IsDead, string? Address);

/// <summary>Who may sign up, as far as this browser and the link that it came by tell. Looking does nothing.</summary>
public sealed class LookAtSignUp(ConcertoDbContext db, ConcertoOptions concerto, TimeProvider time)
{
    /// <param name="link">The token of a link from an admin.</param>
    /// <param name="invite">The token of an invite's link.</param>
    public async Task<SignUpSight> ExecuteAsync(string? link, string? invite, string? signUpCookie, CancellationToken ct)
    {
        var (mode, now) = (concerto.SignUpMode, time.Now());
        if (link is { Length: > 0 })
        {
            var hash = Secret.Hash(link);
            var found = await db.SignUpLinks.AsNoTracking().SingleOrDefaultAsync(l => l.TokenHash == hash, ct);
            if (found?.Opens(null, signUpCookie, now) is true) return new(true, false, false, found.Address);
            return new(mode is SignUpMode.Open, mode is SignUpMode.Invited, IsDead: true, null);
        }
        var invited = mode is SignUpMode.Invited && await InviteLinks.FindAsync(db, invite, now, ct) is not null;
        return new(mode is not SignUpMode.Closed, mode is SignUpMode.Invited && !invited, false, null);
    }
}
