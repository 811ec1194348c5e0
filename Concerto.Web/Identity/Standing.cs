using System.Net.Http.Headers;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Identity;

/// <summary>A request that stays open is asked again who it is from: a new password, a disabled account, an ended session or a revoked token ends it.</summary>
internal static class Standing
{
    public static async Task<bool> StillStandsAsync(this HttpContext http, CancellationToken ct)
    {
        await using var db = await http.RequestServices.GetRequiredService<IDbContextFactory<ConcertoDbContext>>().CreateDbContextAsync(ct);
        var now = http.RequestServices.GetRequiredService<TimeProvider>().Now();
        if (AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization, out var header) && header.Parameter is { } token)
            return await TokenHandler.FindAsync(db, token, now, ct) is not null;
        return await Sessions.FindAsync(db, Principals.SessionOf(http.User), now, ct) is not null;
    }
}
