using System.Diagnostics.Metrics;
using Concerto.Domain.Email;

namespace Concerto.Infrastructure.Email;

/// <summary>What monitoring is told of mail, on the meter “Concerto”.</summary>
public sealed class MailMeter
{
    private readonly Counter<long> _sent, _failed;
    private volatile BudgetStanding? _standing;

    public MailMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Concerto");
        _sent = meter.CreateCounter<long>("concerto.mail.sent", description: "Mails that the provider has accepted, by lane.");
        _failed = meter.CreateCounter<long>("concerto.mail.failed", description: "Tries that the provider did not accept, by lane and outcome.");
        meter.CreateObservableGauge("concerto.mail.waiting", () => _standing is not { } now ? [] : now.Lanes.Select(l => new Measurement<int>(l.Waiting, Of(l.Lane))), description: "Mails that wait, by lane.");
        meter.CreateObservableGauge("concerto.mail.budget.used", () => Periods(p => p.Used), description: "Places of the budget that are taken, by period.");
        meter.CreateObservableGauge("concerto.mail.budget.limit", () => Periods(p => p.Limit), description: "Places that there are, by period; nothing without a limit.");
    }

    internal void Sent(MailLane lane) => _sent.Add(1, Of(lane));

    internal void Failed(MailLane lane, MailOutcome outcome) => _failed.Add(1, Of(lane), new KeyValuePair<string, object?>("outcome", outcome.GetType().Name));

    internal void Saw(BudgetStanding standing) => _standing = standing;

    private IEnumerable<Measurement<int>> Periods(Func<BudgetPeriod, int?> value)
    {
        if (_standing is not { } now) yield break;
        foreach (var (name, period) in new[] { ("day", now.Day), ("month", now.Month) })
            if (value(period) is { } number) yield return new(number, new KeyValuePair<string, object?>("period", name));
    }

    private static KeyValuePair<string, object?> Of(MailLane lane) => new("lane", lane.ToString());
}
