using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web.Features.Digests;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Email;

/// <summary>How the sending of mail stands.</summary>
/// <param name="Budget">What is used and what is left.</param>
/// <param name="Standstill">Why no mail goes out at all; null when it does.</param>
/// <param name="Outage">Mail fails for minutes; null while it does not.</param>
/// <param name="ToDecide">Mails that failed or may have, the newest first.</param>
/// <param name="Waiting">Mails that wait, in the order in which they would go.</param>
/// <param name="Suppressions">Addresses that get no mail, the newest first.</param>
/// <param name="PeopleWithNews">How many have something for their next digest, which is written only when it may go; at most <see cref="LookAtMail.MostPeople"/>.</param>
public sealed record MailDesk(BudgetStanding Budget, MailSender? Standstill, MailOutage? Outage, IReadOnlyList<OutboundEmail> ToDecide, IReadOnlyList<OutboundEmail> Waiting, IReadOnlyList<Suppression> Suppressions, int PeopleWithNews);

/// <summary>For the desk: lanes, gauges, what waits, what failed, who gets nothing.</summary>
public sealed class LookAtMail(ConcertoDbContext db, MailBudget budget, TimeProvider time)
{
    public const int Most = 100;

    /// <summary>More people with news are not counted: of a hundred thousand that would take seconds.</summary>
    public const int MostPeople = 1000;

    /// <exception cref="NotAllowedException"/>
    public async Task<MailDesk> ExecuteAsync(Caller caller, CancellationToken ct)
    {
        _ = caller.Admin;
        var mails = db.OutboundEmails.AsNoTracking();
        var (sender, now) = (await db.MailSenders.AsNoTracking().SingleOrDefaultAsync(ct), time.Now());
        return new(
            await budget.LookAsync(db, ct),
            sender?.StandsStill(now) is true ? sender : null,
            await MailOutage.FindAsync(db, sender, now, ct),
            await mails.Where(m => m.State == MailState.Dead || m.State == MailState.Unknown).OrderByDescending(m => m.CreatedAt).Take(Most).ToListAsync(ct),
            await mails.Where(m => m.State == MailState.Queued).OrderBy(m => m.Lane).ThenBy(m => m.NextAttemptAt).ThenBy(m => m.Id).Take(Most).ToListAsync(ct),
            await db.Suppressions.AsNoTracking().OrderByDescending(s => s.At).Take(Most).ToListAsync(ct),
            await RunDigests.WithNews(db).OrderBy(u => u.Id).Take(MostPeople).CountAsync(ct));
    }
}
