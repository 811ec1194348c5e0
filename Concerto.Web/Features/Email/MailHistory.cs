using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Email;

/// <summary>What was written to an address within the last 90 days, for the question why a mail did not arrive.</summary>
/// <param name="Address">As it was asked for.</param>
/// <param name="Suppression">Why the address gets no mail; null when it does.</param>
/// <param name="Mails">The newest first.</param>
/// <param name="StandsStill">No mail goes out at all just now.</param>
public sealed record MailHistory(string Address, Suppression? Suppression, IReadOnlyList<OutboundEmail> Mails, bool StandsStill)
{
    private const int Newest = 50;

    /// <summary>For admins; whoever calls has asked.</summary>
    public static async Task<MailHistory> OfAsync(ConcertoDbContext db, string address, DateTime now, CancellationToken ct)
    {
        var text = address.Trim();
        var key = EmailAddress.KeyOf(text);
        var mails = await db.OutboundEmails.AsNoTracking().Where(m => m.AddressKey == key).OrderByDescending(m => m.Id).Take(Newest).ToListAsync(ct);
        var sender = await db.MailSenders.AsNoTracking().SingleOrDefaultAsync(ct);
        return new(text, await db.Suppressions.AsNoTracking().SingleOrDefaultAsync(s => s.AddressKey == key, ct), mails, sender?.StandsStill(now) is true);
    }
}
