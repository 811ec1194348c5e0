using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Digests;

/// <summary>Stops somebody's digest for whoever has one of their digests. Stopping twice is stopping once.</summary>
public sealed class StopDigest(UnitOfWork unitOfWork, UnsubscribeLinks links, Audit audit)
{
    /// <returns>The person; null when nobody's digest was meant.</returns>
    public Task<User?> ExecuteAsync(string token, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        if (links.Read(token) is not { } id || await db.Users.SingleOrDefaultAsync(u => u.Id == id, ct) is not { } person) return null;
        if (person.DigestHour is null) return person;
        person.Live(Zone.From(person.TimeZone), digestHour: null);
        audit.Add(db, AuditAction.DigestStopped, actor: null, person.Id, "By the link in a digest.");
        await db.SaveChangesAsync(ct);
        return person;
    }, ct);
}
