using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <summary>When people were last here, in a browser or by a program of theirs. Sessions are kept for as long as they could be used.</summary>
public static class LastSeen
{
    /// <returns>Of those who were.</returns>
    public static async Task<Dictionary<UserId, DateTime>> OfAsync(ConcertoDbContext db, IReadOnlyList<UserId> people, CancellationToken ct)
    {
        var sessions = await db.Sessions.Where(s => people.Contains(s.UserId)).GroupBy(s => s.UserId).Select(g => new { g.Key, At = g.Max(s => s.SeenAt) }).ToListAsync(ct);
        var tokens = await db.ApiTokens.Where(t => people.Contains(t.UserId) && t.LastUsedAt != null).GroupBy(t => t.UserId).Select(g => new { g.Key, At = g.Max(t => t.LastUsedAt!.Value) }).ToListAsync(ct);
        return sessions.Concat(tokens).GroupBy(x => x.Key).ToDictionary(g => g.Key, g => g.Max(x => x.At));
    }
}
