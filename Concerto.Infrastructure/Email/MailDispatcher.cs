using System.Linq.Expressions;
using System.Security.Cryptography;
using Concerto.Domain;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Concerto.Infrastructure.Email;

/// <summary>
/// Sends what is due, one mail at a time: claim it with a lease, hand it over, record what became of it. Any number of
/// dispatchers may run at once. Who dies between handing over and recording leaves a lease that ends, and the next one hands
/// over the same bytes with the same key: one delivery.
/// </summary>
public sealed class MailDispatcher(UnitOfWork unitOfWork, IMailProvider provider, Outbox outbox, EmailOptions options, TimeProvider time, ILogger<MailDispatcher> log)
{
    private const int Candidates = 20;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2), FirstWait = TimeSpan.FromSeconds(5), LongestWait = TimeSpan.FromMinutes(15);

    /// <summary>One pass; returns how many mails the provider accepted.</summary>
    public async Task<int> DispatchAsync(CancellationToken ct)
    {
        await ExpireAsync(ct);
        var sent = 0;
        while (await ClaimAsync(ct) is { } mail)
        {
            var outcome = await SendAsync(mail, ct);
            await RecordAsync(mail, outcome);
            if (outcome is MailOutcome.Accepted) sent++;
            else log.LogWarning("Mail {Mail} did not go out at attempt {Attempt}: {Outcome}", mail.Id, mail.Attempts, outcome);
        }
        return sent;
    }

    private Task ExpireAsync(CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        var now = time.Now();
        await db.OutboundEmails.Where(m => m.ExpiresAt <= now && m.State == MailState.Queued)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.State, MailState.Expired), ct);
        // Its dispatcher died with it in hand, too long ago to ask the provider again.
        await db.OutboundEmails.Where(m => m.ExpiresAt <= now && m.State == MailState.Sending && m.LeasedUntil <= now)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.State, MailState.Unknown).SetProperty(m => m.LeaseToken, (Guid?)null), ct);
        await db.OutboundEmails.Where(m => m.ExpiresAt <= now && m.State != MailState.Sending && m.Payload != null)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.Payload, (byte[]?)null), ct);
    }, ct);

    // The conditional UPDATE settles who gets a mail, the same on both databases and without holding a lock while sending.
    private Task<OutboundEmail?> ClaimAsync(CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        var now = time.Now();
        var due = await db.OutboundEmails.Where(Due(now)).OrderBy(m => m.Lane).ThenBy(m => m.NextAttemptAt).Select(m => m.Id).Take(Candidates).ToListAsync(ct);
        foreach (var id in due)
        {
            var lease = Guid.CreateVersion7();
            var claimed = await db.OutboundEmails.Where(m => m.Id == id).Where(Due(now)).ExecuteUpdateAsync(set => set
                .SetProperty(m => m.State, MailState.Sending)
                .SetProperty(m => m.LeaseToken, lease)
                .SetProperty(m => m.LeasedUntil, now + Lease)
                .SetProperty(m => m.Attempts, m => m.Attempts + 1), ct);
            if (claimed == 1 && await db.OutboundEmails.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id && m.LeaseToken == lease, ct) is { } mail) return mail;
        }
        return null;
    }, ct);

    private static Expression<Func<OutboundEmail, bool>> Due(DateTime now) => mail =>
        mail.ExpiresAt > now && ((mail.State == MailState.Queued && mail.NextAttemptAt <= now) || (mail.State == MailState.Sending && mail.LeasedUntil <= now));

    private async Task<MailOutcome> SendAsync(OutboundEmail mail, CancellationToken ct)
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
        return await provider.SendAsync(new(options.From, mail.To, mail.CreatedAt, content), mail.Id.ToString(), ct);
    }

    // Not cancelled: what has been sent is written down even while the process is told to stop.
    private Task RecordAsync(OutboundEmail claimed, MailOutcome outcome) => unitOfWork.RunAsync(async db =>
    {
        var now = time.Now();
        if (await db.OutboundEmails.SingleOrDefaultAsync(m => m.Id == claimed.Id && m.LeaseToken == claimed.LeaseToken) is not { } mail) return;
        switch (outcome)
        {
            case MailOutcome.Accepted accepted:
                mail.Sent(accepted.ProviderId, now);
                if (mail.LinkId is { } id && await db.MailedLinks.SingleOrDefaultAsync(l => l.Id == id) is { } link) link.Delivered(now);
                break;
            case MailOutcome.TryAgain again:
                mail.Failed(again.Reason, now + (again.After ?? Backoff(mail.Attempts)));
                break;
            case MailOutcome.Refused refused:
                mail.Refused(refused.Reason);
                break;
            case MailOutcome.Doubtful doubtful:
                mail.InDoubt(doubtful.Reason);
                break;
        }
        await db.SaveChangesAsync();
    }, CancellationToken.None);

    // Doubling, and never quite the same, so that what failed together does not come back together.
    private static TimeSpan Backoff(int attempts)
    {
        var wait = FirstWait.TotalMilliseconds * Math.Pow(2, attempts - 1) * (0.5 + Random.Shared.NextDouble());
        return TimeSpan.FromMilliseconds((long)Math.Min(wait, LongestWait.TotalMilliseconds)); // whole ones: what both databases keep
    }
}
