using System.Globalization;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web.Features.Alerts;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Email;

/// <summary>Tells admins when mail stands still or fails for minutes, when a budget goes to its end, and when they have to decide.</summary>
public sealed class MailAlerts(MailBudget budget, Caller caller, TimeProvider time) : IAlertSource
{
    private const string Desk = "/admin/mail";
    private const int Nearly = 80;

    public async Task<IReadOnlyList<Alert>> LookAsync(ConcertoDbContext db, CancellationToken ct)
    {
        var alerts = new List<Alert>();
        var (sender, now) = (await db.MailSenders.AsNoTracking().SingleOrDefaultAsync(ct), time.Now());
        if (Standstill(sender, now) is { } standstill) alerts.Add(standstill);
        if (await MailOutage.FindAsync(db, sender, now, ct) is { } outage) alerts.Add(Outage(outage, now, await ZoneAsync(db, ct)));
        var standing = await budget.LookAsync(db, ct);
        if (Budget(standing.Day, "today", "midnight (UTC)") is { } day) alerts.Add(day);
        if (Budget(standing.Month, "this month", "the first of the next (UTC)") is { } month) alerts.Add(month);
        var unknown = await db.OutboundEmails.CountAsync(m => m.State == MailState.Unknown, ct);
        if (unknown > 0) alerts.Add(new(unknown == 1 ? "A mail may have gone out or not: decide whether it is sent again." : $"{unknown} mails may have gone out or not: decide whether they are sent again.", Desk, IsUrgent: false));
        var givenUp = await db.OutboundEmails.CountAsync(m => m.State == MailState.Dead && m.Attempts >= OutboundEmail.MaxAttempts && m.Payload != null, ct);
        if (givenUp > 0) alerts.Add(new(givenUp == 1 ? "A mail was given up after many tries: decide whether it is sent after all." : $"{givenUp} mails were given up after many tries: decide whether they are sent after all.", Desk, IsUrgent: false));
        return alerts;
    }

    private static Alert Outage(MailOutage outage, DateTime now, TimeZoneInfo zone)
    {
        var next = outage.NextTryAt is { } at ? $"at {Clock(at)}" : "within a minute";
        return new($"Mail has not gone out since {Clock(outage.Since)}. {MailWords.Sentence(outage.Reason)} {(outage.Waiting == 1 ? "1 mail waits" : $"{outage.Waiting} mails wait")}; the next try is {next}. Meanwhile people can be let in by hand.", Desk, IsUrgent: true, IsSaidThere: true);

        string Clock(DateTime at)
        {
            var there = TimeZoneInfo.ConvertTimeFromUtc(at, zone);
            return there.ToString(there.Date == TimeZoneInfo.ConvertTimeFromUtc(now, zone).Date ? "HH:mm" : "HH:mm 'on' d MMMM", CultureInfo.InvariantCulture);
        }
    }

    private async Task<TimeZoneInfo> ZoneAsync(ConcertoDbContext db, CancellationToken ct) =>
        Zone.Rules(await db.Users.Where(u => u.Id == caller.User).Select(u => u.TimeZone).FirstOrDefaultAsync(ct) ?? Zone.Utc);

    private static Alert? Standstill(MailSender? sender, DateTime now) => sender switch
    {
        null => null,
        _ when !sender.StandsStill(now) => null,
        { StoppedAt: not null } => new("No mail goes out: the mail provider refuses us. People may be waiting for a link.", Desk, IsUrgent: true, IsSaidThere: true),
        { Pause: MailPause.MonthlyQuota } => new("No mail goes out: the mail provider’s quota of this month is used up. People may be waiting for a link.", Desk, IsUrgent: true, IsSaidThere: true),
        _ => new("No mail goes out until after midnight (UTC): the mail provider’s quota of today is used up. People may be waiting for a link.", Desk, IsUrgent: true, IsSaidThere: true),
    };

    private static Alert? Budget(BudgetPeriod period, string when, string until) => period switch
    {
        { Limit: null } => null,
        { Limit: { } limit } when period.Used >= limit => new($"The mail budget of {when} is used up. All mail waits until {until}; people may be waiting for a link.", Desk, IsUrgent: true),
        { Limit: { } limit } when period.Used * 100L >= limit * (long)Nearly => new($"The mail budget of {when} is used to {period.Used * 100L / limit} %. What is left is kept for {(period.Used >= limit - period.KeptForAccounts ? "mails about accounts" : "invites and mails about accounts")}; the rest waits until {until}.", Desk, IsUrgent: false),
        _ => null,
    };
}
