using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Email;

/// <summary>
/// Takes in what the provider tells of a mail later, once. An address is suppressed only when it told us that mail can never arrive there, or that it is not wanted:
/// a full mailbox is no reason.
/// </summary>
public sealed class RecordDelivery(UnitOfWork unitOfWork, TimeProvider time)
{
    // Older ones are refused by their age.
    private static readonly TimeSpan ReceiptsKept = TimeSpan.FromDays(1);

    /// <param name="messageId">The message's own id: the same is taken in once.</param>
    /// <returns>False when it has to be told again later: it may be about a mail in hand, of which is not written down yet what the provider calls it.</returns>
    public Task<bool> ExecuteAsync(string messageId, DeliveryNews news, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        var now = time.Now();
        if (await db.WebhookReceipts.AnyAsync(r => r.Id == messageId, ct)) return true;
        var mail = news.Data is { EmailId: { } id } ? await db.OutboundEmails.FirstOrDefaultAsync(m => m.ProviderId == id, ct) : null;
        var to = news.Data?.To is [var first, ..] ? EmailAddress.KeyOf(first) : null;
        if (mail is null && to is not null && await db.OutboundEmails.AnyAsync(m => m.AddressKey == to && m.ProviderId == null && (m.State == MailState.Sending || (m.State == MailState.Queued && m.InDoubtSince != null)), ct)) return false;
        db.WebhookReceipts.Add(new(messageId, now)); // two at once: the second starts again, and finds it
        var before = now - ReceiptsKept;
        await db.WebhookReceipts.Where(r => r.At < before).ExecuteDeleteAsync(ct);
        if (mail is not null) await TakeAsync(db, mail, news.Type, news.Data!, now, ct);
        await db.SaveChangesAsync(ct);
        return true;
    }, ct);

    // Of mails that we don't know nothing is believed: others may send through the same account.
    private static async Task TakeAsync(ConcertoDbContext db, OutboundEmail mail, string? type, DeliveryNews.About news, DateTime now, CancellationToken ct)
    {
        var address = EmailAddress.From(mail.To);
        switch (type)
        {
            case "email.delivered":
                mail.Delivered(now);
                break;
            case "email.bounced":
                var reason = news.Bounce?.Message ?? "The recipient’s mail server did not take it.";
                mail.Bounced(reason, now);
                if (news.Bounce?.Type is "Permanent") await db.SuppressAsync(address, SuppressionReason.Bounced, reason, now, ct);
                break;
            case "email.suppressed":
                mail.Bounced(news.Suppressed?.Message ?? "The mail provider has this address on a list of those that get no mail.", now);
                await db.SuppressAsync(address, SuppressionReason.ByProvider, news.Suppressed?.Message, now, ct);
                break;
            case "email.failed":
                // Our side of it, a quota or a domain: the address is innocent. What it would have told rides in the next digest.
                if (mail.FailedAfterAll(news.Failed?.Reason ?? "It gave no reason.")) await CarriedNotifications.GiveBackAsync(db, [mail.Id], ct);
                break;
            case "email.delivery_delayed":
                mail.Delayed("The recipient’s mail server does not take it yet: the mailbox may be full.");
                break;
            case "email.complained":
                mail.Complained(now);
                await db.SuppressAsync(address, SuppressionReason.Complained, null, now, ct);
                break;
        }
    }
}
