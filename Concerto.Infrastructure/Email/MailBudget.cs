using Concerto.Domain;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Infrastructure.Email;

/// <summary>How a limit stands.</summary>
/// <param name="Used">Mails that went out in this period or are on their way.</param>
/// <param name="Limit">How many may go out in it; null for no limit.</param>
/// <param name="KeptForInvites">Places that digests and mentions leave to invites and accounts.</param>
/// <param name="KeptForAccounts">Places, of those, that invites leave to accounts.</param>
/// <param name="EndsAt">When it starts again at nothing, UTC.</param>
public sealed record BudgetPeriod(int Used, int? Limit, int KeptForInvites, int KeptForAccounts, DateTime EndsAt);

/// <summary>How a lane stands.</summary>
/// <param name="Lane">Which lane it is.</param>
/// <param name="Waiting">Mails that wait in it.</param>
/// <param name="Left">How many more it may send now; null for as many as there are.</param>
public sealed record LaneStanding(MailLane Lane, int Waiting, int? Left);

/// <summary>How the budget stands.</summary>
/// <param name="Day">Today, in UTC.</param>
/// <param name="Month">This month, in UTC.</param>
/// <param name="Lanes">Each lane, in the order in which they go.</param>
public sealed record BudgetStanding(BudgetPeriod Day, BudgetPeriod Month, IReadOnlyList<LaneStanding> Lanes);

/// <summary>
/// How many mails may go out, by UTC day and month, and which must leave places to which (law 7). A place is taken in the transaction that claims a mail and under a
/// lock on the day's row, so that no number of nodes takes more than there are; it comes back when the provider certainly did not take the mail.
/// </summary>
public sealed class MailBudget(EmailOptions options, TimeProvider time)
{
    // Around midnight the provider may still be counting yesterday.
    private static readonly TimeSpan ProviderIsLate = TimeSpan.FromHours(1);

    private const MailLane None = (MailLane)(-1);
    private static readonly MailLane[] Lanes = Enum.GetValues<MailLane>();

    /// <summary>
    /// For whoever writes mail in bulk: how many places that lane may still take now, less what already waits in it and in those before it. Asked again in the
    /// transaction that writes the mails, as nothing is reserved by asking.
    /// </summary>
    /// <returns><see cref="int.MaxValue"/> without limits; 0 while no mail goes out.</returns>
    public async Task<int> LeftAsync(ConcertoDbContext db, MailLane lane, CancellationToken ct)
    {
        var now = time.Now();
        if (await StandsStillAsync(db, now, ct)) return 0;
        if (Room(await UsedAsync(db, now, ct), lane) is not { } room) return int.MaxValue;
        var waiting = await db.OutboundEmails.CountAsync(m => m.State == MailState.Queued && m.Lane <= lane && m.NextAttemptAt <= now && m.ExpiresAt > now, ct);
        return Math.Max(0, room - waiting);
    }

    /// <summary>For the gauges.</summary>
    public async Task<BudgetStanding> LookAsync(ConcertoDbContext db, CancellationToken ct)
    {
        var now = time.Now();
        var used = await UsedAsync(db, now, ct);
        var waiting = await db.OutboundEmails.Where(m => m.State == MailState.Queued || m.State == MailState.Sending).GroupBy(m => m.Lane).ToDictionaryAsync(g => g.Key, g => g.Count(), ct);
        var (midnight, standsStill) = (now.Date.AddDays(1), await StandsStillAsync(db, now, ct));
        return new(
            Period(used.Today, options.DailyLimit, midnight),
            Period(used.ThisMonth, options.MonthlyLimit, new(now.AddMonths(1).Year, now.AddMonths(1).Month, 1, 0, 0, 0, DateTimeKind.Utc)),
            [.. Lanes.Select(lane => new LaneStanding(lane, waiting.GetValueOrDefault(lane), standsStill ? 0 : Room(used, lane) is { } room ? Math.Max(0, room) : null))]);
    }

    /// <summary>One at a time from here to the end of the transaction: the others wait for the day's row.</summary>
    internal static async Task<BudgetBook> OpenAsync(ConcertoDbContext db, DateTime now, CancellationToken ct)
    {
        foreach (var period in new[] { MailUsage.DayOf(now), MailUsage.MonthOf(now) })
        {
            if (await db.MailUsages.Where(u => u.Period == period).ExecuteUpdateAsync(set => set.SetProperty(u => u.Moves, u => u.Moves + 1), ct) > 0) continue;
            db.MailUsages.Add(new(period)); // two at once: one of them starts again, and finds it
            await db.SaveChangesAsync(ct);
        }
        return await UsedAsync(db, now, ct);
    }

    /// <summary>Which mails may be claimed now.</summary>
    internal (MailLane Widest, bool Strangers) Open(BudgetBook used)
    {
        var open = Lanes.Where(lane => Room(used, lane) is not <= 0).ToList();
        return (open.Count == 0 ? None : open[^1], Room(used, MailLane.Account, byStranger: true) is not <= 0);
    }

    /// <summary>Takes a place. False, and nothing is taken, when there is none for that mail.</summary>
    internal async Task<bool> TakeAsync(ConcertoDbContext db, OutboundEmail mail, DateTime now, CancellationToken ct)
    {
        var unpaid = Unpaid(mail, now).ToList();
        if (unpaid.Count > 0 && Room(await UsedAsync(db, now, ct), mail.Lane, mail.ByStranger) is <= 0) return false;
        foreach (var period in unpaid)
            await db.MailUsages.Where(u => u.Period == period).ExecuteUpdateAsync(set => set.SetProperty(u => u.Used, u => u.Used + 1), ct);
        return true;
    }

    /// <summary>Gives a place back: the provider certainly has not taken the mail.</summary>
    internal static async Task GiveBackAsync(ConcertoDbContext db, DateTime takenAt, CancellationToken ct)
    {
        foreach (var period in new[] { MailUsage.DayOf(takenAt), MailUsage.MonthOf(takenAt) })
            await db.MailUsages.Where(u => u.Period == period && u.Used > 0).ExecuteUpdateAsync(set => set.SetProperty(u => u.Used, u => u.Used - 1), ct);
    }

    /// <summary>
    /// Takes over what the provider counts. More than we do is believed at once; less only from an answer that came while nobody else sent anything, as answers
    /// overtake each other.
    /// </summary>
    /// <param name="alone">Nothing was claimed or recorded between this mail's claim and now.</param>
    internal static async Task CorrectAsync(ConcertoDbContext db, ProviderCount count, bool alone, DateTime now, CancellationToken ct)
    {
        var underway = alone ? await db.OutboundEmails.CountAsync(m => m.State == MailState.Sending, ct) : 0;
        if (count.Today is { } today) await CorrectAsync(MailUsage.DayOf(now), today, mayRise: now.TimeOfDay >= ProviderIsLate);
        if (count.ThisMonth is { } month) await CorrectAsync(MailUsage.MonthOf(now), month, mayRise: now.Day > 1 || now.TimeOfDay >= ProviderIsLate);

        Task<int> CorrectAsync(string period, int counted, bool mayRise) => db.MailUsages
            .Where(u => u.Period == period && ((mayRise && u.Used < counted) || (alone && u.Used > counted + underway)))
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.Used, u => u.Used < counted ? counted : counted + underway), ct);
    }

    // A mail that the provider may have since earlier today needs no second place: with its key it counts once.
    private static IEnumerable<string> Unpaid(OutboundEmail mail, DateTime now)
    {
        var paid = mail.InDoubtSince is null ? null : mail.TakenAt;
        if (paid is null || MailUsage.DayOf(paid.Value) != MailUsage.DayOf(now)) yield return MailUsage.DayOf(now);
        if (paid is null || MailUsage.MonthOf(paid.Value) != MailUsage.MonthOf(now)) yield return MailUsage.MonthOf(now);
    }

    private static async Task<BudgetBook> UsedAsync(ConcertoDbContext db, DateTime now, CancellationToken ct)
    {
        var (day, month) = (MailUsage.DayOf(now), MailUsage.MonthOf(now));
        var rows = await db.MailUsages.AsNoTracking().Where(u => u.Period == day || u.Period == month).ToListAsync(ct);
        var today = rows.Find(u => u.Period == day);
        return new(day, today?.Used ?? 0, rows.Find(u => u.Period == month)?.Used ?? 0, today?.Moves ?? 0);
    }

    // A moment's rest, because the provider asked for less haste, is none.
    private static Task<bool> StandsStillAsync(ConcertoDbContext db, DateTime now, CancellationToken ct) =>
        db.MailSenders.AnyAsync(s => s.StoppedAt != null || (s.PausedUntil > now && s.Pause != MailPause.Haste), ct);

    // Below nothing when others took what was kept back; null without limits.
    private int? Room(BudgetBook used, MailLane lane, bool byStranger = false)
    {
        var day = options.DailyLimit is { } daily ? daily - options.Budget.Floor(daily, lane, byStranger) - used.Today : (int?)null;
        var month = options.MonthlyLimit is { } monthly ? monthly - options.Budget.Floor(monthly, lane, byStranger) - used.ThisMonth : (int?)null;
        return day < month ? day : month ?? day;
    }

    private BudgetPeriod Period(int used, int? limit, DateTime endsAt) =>
        new(used, limit, options.Budget.Floor(limit ?? 0, MailLane.Digest), options.Budget.Floor(limit ?? 0, MailLane.Invite), endsAt);
}

/// <summary>What is taken, as of a moment.</summary>
/// <param name="Moves">See <see cref="MailUsage.Moves"/>, of the day.</param>
internal sealed record BudgetBook(string Day, int Today, int ThisMonth, long Moves);
