using System.Net.Http.Headers;
using System.Security.Claims;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Identity;

/// <summary>A request that stays open is asked again who it is from: a new password, a disabled account or a revoked token ends it.</summary>
internal static class Standing
{
    public static async Task<bool> StillStandsAsync(this HttpContext http, CancellationToken ct)
    {
        await using var db = await http.RequestServices.GetRequiredService<IDbContextFactory<ConcertoDbContext>>().CreateDbContextAsync(ct);
        if (AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization, out var header) && header.Parameter is { } token)
            return await TokenHandler.FindAsync(db, token, http.RequestServices.GetRequiredService<TimeProvider>().Now(), ct) is not null;
        return Principals.ReadCookie(http.User) is var (id, stamp) && await Sessions.FindAsync(db, id, stamp, ct) is not null;
    }
}
