using Concerto.Domain;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Email;

/// <summary>For pages that tell somebody of a mail to come: whether it will be late. It goes by the sender alone; whether a mail waits for the address would tell who has an account.</summary>
public sealed class MailDelay(ConcertoDbContext db, TimeProvider time)
{
    /// <summary>Mail is known to stand still, or to have failed for minutes.</summary>
    public async Task<bool> ExecuteAsync(CancellationToken ct) => await db.MailSenders.AsNoTracking().SingleOrDefaultAsync(ct) is { } sender && sender.IsLate(time.Now());
}
