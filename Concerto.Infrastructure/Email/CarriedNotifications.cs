using Concerto.Domain.Email;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Infrastructure.Email;

/// <summary>What mails tell people of.</summary>
public static class CarriedNotifications
{
    /// <summary>Those mails will not tell anybody: what is in them rides in the next digests.</summary>
    public static Task<int> GiveBackAsync(ConcertoDbContext db, IReadOnlyCollection<OutboundEmailId?> mails, CancellationToken ct) =>
        db.Notifications.Where(n => mails.Contains(n.MailId)).ExecuteUpdateAsync(set => set.SetProperty(n => n.MailId, (OutboundEmailId?)null), ct);
}
