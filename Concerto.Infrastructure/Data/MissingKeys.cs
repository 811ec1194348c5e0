using System.Linq.Expressions;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Infrastructure.Data;

/// <summary>
/// The keys of rows that are older than the columns which hold them. The domain makes them, as it does for new rows: no database folds as it does (SQLite's LOWER() leaves
/// an É as it is), and a key that differs hides a person from the desk's search, or lets a mail slip by what is suppressed. None is empty but of those who left, whom nobody looks for: an empty one is missing.
/// </summary>
internal static class MissingKeys
{
    private const int AtOnce = 500;

    /// <summary>Safe to run beside anything, and again after it was cut short.</summary>
    public static async Task FillAsync(ConcertoDbContext db, CancellationToken ct)
    {
        await FillAsync(db, db.Users.Where(u => u.NameKey == "" && u.LeftAt == null).OrderBy(u => u.Id), u => u.NameKey, u => Name.From(u.Name, "name").Key, ct);
        await FillAsync(db, db.OutboundEmails.Where(m => m.AddressKey == "").OrderBy(m => m.Id), m => m.AddressKey, m => EmailAddress.KeyOf(m.To), ct);
    }

    private static async Task FillAsync<T>(ConcertoDbContext db, IQueryable<T> missing, Expression<Func<T, string>> key, Func<T, string> keyOf, CancellationToken ct) where T : class
    {
        while (await missing.Take(AtOnce).ToListAsync(ct) is { Count: > 0 } rows)
        {
            foreach (var row in rows) db.Entry(row).Property(key).CurrentValue = keyOf(row);
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateConcurrencyException)
            {
                // Another node has just changed one of them; they are looked for again.
            }
            db.ChangeTracker.Clear();
        }
    }
}
