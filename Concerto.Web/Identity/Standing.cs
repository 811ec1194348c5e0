using System.Net.Http.Headers;
using System.Security.Claims;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Identity;

/// <summary>A request that stays open is asked again who it is from: a new password, a disabled account, an ended session or a revoked token ends it.</summary>
internal static class Standing
{
    public static async Task<bool> StillStandsAsync(this HttpContext http, CancellationToken ct) => await http.WhoStandsAsync(ct) is not null;

    /// <summary>Who it is from, as they are now; null when they are not signed in any more.</summary>
    public static async Task<ClaimsPrincipal?> WhoStandsAsync(this HttpContext http, CancellationToken ct)
    {
        await using var db = await http.RequestServices.GetRequiredService<IDbContextFactory<ConcertoDbContext>>().CreateDbContextAsync(ct);
        var now = http.RequestServices.GetRequiredService<TimeProvider>().Now();
        if (AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization, out var header) && header.Parameter is { } text)
            return await TokenHandler.FindAsync(db, text, now, ct) is var (token, owner) ? Principals.Of(owner, token, TokenHandler.Scheme) : null;
        return await Sessions.FindAsync(db, Principals.SessionOf(http.User), now, ct) is var (session, person) ? Principals.Of(person, session, Sessions.Scheme) : null;
    }
}
