using System.Linq.Expressions;
using System.Security.Cryptography;
using Concerto.Domain;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Concerto.Infrastructure.Email;

/// <summary>
/// Sends what is due, one mail at a time: claim it with a lease and a place in the budget, hand it over, record what became of it. Any number of dispatchers may
/// run at once. Who dies between handing over and recording leaves a lease that ends, and the next one hands over the same bytes with the same key: one delivery.
/// </summary>
public sealed class MailDispatcher(
    IDbContextFactory<ConcertoDbContext> contexts, UnitOfWork unitOfWork, IMailProvider provider, Outbox outbox, StillThere stillThere, MailBudget budget, MailMeter meter, EmailOptions options, TimeProvider time, ILogger<MailDispatcher> log)
{
    private const int HeldAtOnce = 20;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2), FirstWait = TimeSpan.FromSeconds(5), LongestWait = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ShortRest = TimeSpan.FromSeconds(3), AroundMidnight = TimeSpan.FromHours(1), AskAgain = TimeSpan.FromMinutes(10), AfterMidnight = TimeSpan.FromMinutes(2);

    private readonly MailCaps _caps = new(options);

    /// <summary>One pass; returns how many mails the provider accepted.</summary>
    public async Task<int> DispatchAsync(CancellationToken ct)
    {
        await SettleAsync(ct);
        var sent = 0;
        while (await IsAnythingDueAsync(ct) && await ClaimAsync(ct) is { } claim)
        {
            if (claim.Mail is not { } mail) continue; // some were held back, there may be more
            var outcome = await SendAsync(mail);
            await RecordAsync(mail, claim.Book, outcome);
            if (outcome is MailOutcome.Accepted)
            {
                meter.Sent(mail.Lane);
                sent++;
                continue;
            }
            meter.Failed(mail.Lane, outcome);
            log.LogWarning("Mail {Mail} did not go out at attempt {Attempt}: {Outcome}", mail.Id, mail.Attempts, outcome);
        }
        return sent;
    }

    // --- What time decides ------------------------------------------------------------------------------------------

    private async Task SettleAsync(CancellationToken ct)
    {
        var now = time.Now();
        var (left, doubtful) = (LeftBehind(now), TooLongInDoubt(now));
        await using (var db = await contexts.CreateDbContextAsync(ct))
            if (!await db.OutboundEmails.AnyAsync(m => (m.State == MailState.Queued || m.State == MailState.Dead || m.State == MailState.Unknown) && m.Payload != null && m.ExpiresAt <= now, ct)
                && !await db.OutboundEmails.AnyAsync(left, ct) && !await db.OutboundEmails.AnyAsync(doubtful, ct)) return;

        await unitOfWork.RunAsync(async db =>
        {
            // Their dispatcher died with them in hand: whether the provider has them, nobody here knows.
            await db.OutboundEmails.Where(left).ExecuteUpdateAsync(set => set
                .SetProperty(m => m.State, MailState.Queued)
                .SetProperty(m => m.InDoubtSince, m => m.InDoubtSince ?? m.LeasedUntil)
                .SetProperty(m => m.LeaseToken, (Guid?)null), ct); // not LeasedUntil: MySQL would read it after it was written
            await db.OutboundEmails.Where(doubtful).ExecuteUpdateAsync(set => set
                .SetProperty(m => m.State, MailState.Unknown)
                .SetProperty(m => m.LastError, "Whoever was sending it stopped halfway, and it is too late to ask the provider again."), ct);
            await ExpireAsync(db, now, ct);
        }, ct);
    }

    private static async Task ExpireAsync(ConcertoDbContext db, DateTime now, CancellationToken ct)
    {
        var expired = await db.OutboundEmails.Where(m => m.State == MailState.Queued && m.ExpiresAt <= now).Select(m => (OutboundEmailId?)m.Id).ToListAsync(ct);
        foreach (var some in expired.Chunk(500))
        {
            await CarriedNotifications.GiveBackAsync(db, some, ct);
            await db.OutboundEmails.Where(m => some.Contains(m.Id)).ExecuteUpdateAsync(set => set.SetProperty(m => m.State, MailState.Expired), ct);
        }
        await db.OutboundEmails.Where(m => m.ExpiresAt <= now && m.State != MailState.Sending && m.Payload != null).ExecuteUpdateAsync(set => set.SetProperty(m => m.Payload, (byte[]?)null), ct);
    }

    private static Expression<Func<OutboundEmail, bool>> LeftBehind(DateTime now) => mail => mail.State == MailState.Sending && mail.LeasedUntil <= now;

    // It is not sent again: its own time is over, or the provider may have forgotten its key.
    private Expression<Func<OutboundEmail, bool>> TooLongInDoubt(DateTime now)
    {
        var forgotten = provider.KeysLive switch
        {
            { Ticks: 0 } => now,
            var life when life == TimeSpan.MaxValue => DateTime.UnixEpoch,
            var life => now - life + IMailProvider.KeyMargin,
        };
        return mail => mail.State == MailState.Queued && mail.InDoubtSince != null && (mail.ExpiresAt <= now || mail.InDoubtSince <= forgotten);
    }

    // --- Claim, hand over, record -----------------------------------------------------------------------------------

    private static Expression<Func<OutboundEmail, bool>> Due(DateTime now) => mail => mail.State == MailState.Queued && mail.NextAttemptAt <= now && mail.ExpiresAt > now;

    // Looked up without a lock first: most of the time there is nothing to do.
    private async Task<bool> IsAnythingDueAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var now = time.Now();
        if (!await db.OutboundEmails.AnyAsync(Due(now), ct)) return false;
        if (await db.MailSenders.AsNoTracking().SingleOrDefaultAsync(ct) is not { } sender || sender.MaySend(now)) return true;
        if (sender is not { StoppedAt: null, Pause: MailPause.Haste } || sender.PausedUntil - now is not { } rest || rest > ShortRest) return false;
        await Task.Delay(rest, time, ct);
        return true;
    }

    // Opening the budget's book makes claims one at a time on all nodes, so what is due first is nobody else's, and no place is taken twice. (SKIP LOCKED would let
    // two choose at once, and then wait for each other at the book; and MariaDB locks all rows that it sorts, not those that it returns.)
    private Task<Claim?> ClaimAsync(CancellationToken ct) => unitOfWork.RunAsync<Claim?>(async db =>
    {
        var now = time.Now();
        var book = await MailBudget.OpenAsync(db, now, ct);
        if (await db.MailSenders.SingleOrDefaultAsync(ct) is { } sender && !sender.MaySend(now)) return null;
        for (var held = 0; held < HeldAtOnce; held++)
        {
            if (await NextAsync(db, book, now, ct) is not { } mail) return null;
            if (await MailNeed.WhyNotAsync(db, mail, stillThere, now, ct) is { } reason)
            {
                mail.NotNeeded(reason);
                if (mail.InDoubtSince is null) await CarriedNotifications.GiveBackAsync(db, [mail.Id], ct);
            }
            else if (await db.Suppressions.AsNoTracking().SingleOrDefaultAsync(s => s.AddressKey == mail.AddressKey, ct) is { } suppression && mail.InDoubtSince is null && suppression.Blocks(mail.Lane))
            {
                mail.Refused(suppression.Words);
                await CarriedNotifications.GiveBackAsync(db, [mail.Id], ct);
            }
            else if (mail.InDoubtSince is null && await _caps.LookAsync(db, mail, now, ct) is { } cap) mail.PutBack(cap.Reason, cap.Until);
            else if (!await budget.TakeAsync(db, mail, now, ct)) return null; // nor is there a place for those after it
            else
            {
                mail.Claim(Guid.CreateVersion7(), until: now + Lease, takenAt: now);
                await db.SaveChangesAsync(ct);
                return new(mail, book);
            }
            await db.SaveChangesAsync(ct);
        }
        return new(null, book);
    }, ct);

    private Task<OutboundEmail?> NextAsync(ConcertoDbContext db, BudgetBook book, DateTime now, CancellationToken ct)
    {
        var (widest, strangers) = budget.Open(book);
        var today = now.Date;
        return db.OutboundEmails.Where(Due(now))
            .Where(m => (m.InDoubtSince != null && m.TakenAt >= today) || (m.Lane <= widest && (strangers || !m.ByStranger)))
            .OrderBy(m => m.Lane).ThenBy(m => m.NextAttemptAt).ThenBy(m => m.Id).FirstOrDefaultAsync(ct);
    }

    // Not cancelled either, nor is the recording: a process that is told to stop first finishes the mail in its hand.
    private async Task<MailOutcome> SendAsync(OutboundEmail mail)
    {
        MailContent content;
        try
        {
            content = outbox.Thaw(mail);
        }
        catch (CryptographicException)
        {
            return new MailOutcome.Refused("Its content can’t be decrypted: the data-protection key is gone.");
        }
        return await provider.SendAsync(new(content.From ?? options.From, mail.To, mail.CreatedAt, content), mail.Key, CancellationToken.None);
    }

    private Task RecordAsync(OutboundEmail claimed, BudgetBook before, MailOutcome outcome) => unitOfWork.RunAsync(async db =>
    {
        var now = time.Now();
        var book = await MailBudget.OpenAsync(db, now, default);
        if (await db.OutboundEmails.SingleOrDefaultAsync(m => m.Id == claimed.Id && m.LeaseToken == claimed.LeaseToken) is not { } mail) return;
        await RecordAsync(db, mail, outcome, now);
        if (mail is { InDoubtSince: null, State: not MailState.Sent, TakenAt: { } taken })
        {
            await MailBudget.GiveBackAsync(db, taken, default);
            mail.LeaveBudget();
        }
        if (mail is { State: MailState.Dead, InDoubtSince: null }) await CarriedNotifications.GiveBackAsync(db, [mail.Id], default);
        await db.SaveChangesAsync();
        if (outcome.Count is { } count) await MailBudget.CorrectAsync(db, count, alone: book.Day == before.Day && book.Moves == before.Moves + 1, now, default);
    }, CancellationToken.None);

    private static async Task RecordAsync(ConcertoDbContext db, OutboundEmail mail, MailOutcome outcome, DateTime now)
    {
        switch (outcome)
        {
            case MailOutcome.Accepted accepted:
                mail.Sent(accepted.ProviderId, now);
                if (mail.LinkId is { } id && await db.MailedLinks.SingleOrDefaultAsync(l => l.Id == id) is { } link) link.Delivered(now);
                if (await db.MailSenders.SingleOrDefaultAsync() is { } sender) sender.Took(now);
                if (accepted.Rest is { } rest) (await SenderAsync(db)).PauseUntil(now + rest, MailPause.Haste, "The provider takes only so many mails a second.");
                break;
            case MailOutcome.TryAgain again:
                if (!again.OfMailbox) (await SenderAsync(db)).Failed(again.Reason, now);
                if (again.MayHaveIt) mail.MayHaveGone(now);
                var wait = Backoff(mail.Attempts);
                mail.Failed(again.Reason, now + (again.After > wait ? again.After.Value : wait)); // who asks for a second each time would have all attempts burned in ten
                break;
            case MailOutcome.TooFast fast:
                var hasty = await SenderAsync(db);
                hasty.PauseUntil(now + fast.After, MailPause.Haste, fast.Reason);
                hasty.Failed(fast.Reason, now);
                mail.PutBack(fast.Reason, mail.NextAttemptAt);
                break;
            case MailOutcome.OverQuota quota:
                (await SenderAsync(db)).PauseUntil(QuotaIsBack(now), quota.OfMonth ? MailPause.MonthlyQuota : MailPause.DailyQuota, quota.Reason);
                mail.PutBack(quota.Reason, mail.NextAttemptAt);
                break;
            case MailOutcome.Stopped stopped:
                (await SenderAsync(db)).Stop(stopped.Reason, now);
                mail.PutBack(stopped.Reason, mail.NextAttemptAt);
                break;
            case MailOutcome.Refused refused:
                mail.Refused(refused.Reason);
                break;
            case MailOutcome.Doubtful doubtful:
                mail.InDoubt(doubtful.Reason, now);
                break;
        }
    }

    private static async Task<MailSender> SenderAsync(ConcertoDbContext db) => await db.MailSenders.SingleOrDefaultAsync() ?? db.MailSenders.Add(MailSender.Ready()).Entity;

    // Just after midnight, when the day's quota is new. The provider's clock may be late: who is refused then asks again in a while. A month's quota may
    // begin on any day, so it is asked for once a day.
    private static DateTime QuotaIsBack(DateTime now) => now.TimeOfDay < AroundMidnight ? now + AskAgain : now.Date.AddDays(1) + AfterMidnight;

    // Doubling, and never quite the same, so that what failed together does not come back together.
    private static TimeSpan Backoff(int attempts)
    {
        var wait = FirstWait.TotalMilliseconds * Math.Pow(2, attempts - 1) * (0.5 + Random.Shared.NextDouble());
        return TimeSpan.FromMilliseconds((long)Math.Min(wait, LongestWait.TotalMilliseconds)); // whole ones: what both databases keep
    }

    /// <param name="Mail">Null when those that were first had to wait.</param>
    /// <param name="Book">The budget as it was when the mail was claimed.</param>
    private sealed record Claim(OutboundEmail? Mail, BudgetBook Book);
}
