using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;

namespace Concerto.Web.Features.Accounts;

/// <summary>The audit log's one way in.</summary>
public sealed class Audit(Client client, TimeProvider time)
{
    /// <summary>Adds an entry to the caller's unit of work.</summary>
    /// <param name="actor">Who did it; null for Concerto itself, or somebody unknown.</param>
    /// <param name="person">Whom it happened to.</param>
    /// <param name="detail">In words, without secrets.</param>
    public void Add(ConcertoDbContext db, AuditAction action, UserId? actor, UserId? person = null, string? detail = null) =>
        db.AuditEntries.Add(new(action, actor, person, detail, client.Key, time.Now()));
}
