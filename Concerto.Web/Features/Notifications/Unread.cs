using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Notifications;

/// <summary>How much there is that somebody was told and has not seen.</summary>
public static class Unread
{
    /// <summary>More are not counted: “99+”.</summary>
    public const int Most = 100;

    /// <summary>An index leads to the unread ones in that order; of those, what is gone by now is not counted.</summary>
    /// <returns>At most <see cref="Most"/>.</returns>
    public static Task<int> CountAsync(ConcertoDbContext db, UserId person, CancellationToken ct) =>
        Access.StillThere(db, db.Notifications.Where(n => n.UserId == person && n.ReadAt == null)).OrderByDescending(n => n.Id).Take(Most).CountAsync(ct);

    /// <summary>As the bell shows it.</summary>
    public static string Said(int count) => count >= Most ? $"{Most - 1}+" : $"{count}";
}
