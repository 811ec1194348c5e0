using Concerto.Domain.Email;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Email;

/// <summary>The provider has taken no mail for minutes: it answers with errors or not at all, can't be reached, or asks for less haste each time.</summary>
/// <param name="Since">When the first of the tries failed.</param>
/// <param name="Reason">Why the last one did.</param>
/// <param name="Waiting">How many mails wait.</param>
/// <param name="NextTryAt">When the first of them is tried again; null when that is within a minute.</param>
public sealed record MailOutage(DateTime Since, string Reason, int Waiting, DateTime? NextTryAt)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    /// <summary>Null while mail goes out, nothing waits, or it stands still for a reason that an admin is told in other words: refused, or over a quota.</summary>
    public static async Task<MailOutage?> FindAsync(ConcertoDbContext db, MailSender? sender, DateTime now, CancellationToken ct)
    {
        if (sender is not { FailingSince: { } since, Failure: { } failure } || !sender.HasBeenFailing(now) || sender.StandsStill(now)) return null;
        var waiting = await db.OutboundEmails.Where(m => m.State == MailState.Queued || m.State == MailState.Sending)
            .GroupBy(_ => 1).Select(g => new { Count = g.Count(), First = g.Min(m => m.CreatedAt), Next = g.Min(m => m.NextAttemptAt) }).SingleOrDefaultAsync(ct);
        if (waiting is null || waiting.First > sender.FailedAt) return null; // what failed is settled, and what came since is yet to be tried
        var next = sender.PausedUntil > waiting.Next ? sender.PausedUntil.Value : waiting.Next;
        return new(since, failure, waiting.Count, next - now < Soon ? null : next);
    }
}
