using System.Linq.Expressions;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Infrastructure.Email;

/// <summary>
/// Keeps one stranger, one sender and one address from taking the budget of all. Over a cap a mail is not refused, it waits: one an hour still goes. So whoever
/// floods an address with reset links can't keep its owner from getting one that works, and the one who typed a form is answered as ever.
/// </summary>
internal sealed class MailCaps(EmailOptions options)
{
    private static readonly TimeSpan Window = TimeSpan.FromDays(1), Pace = TimeSpan.FromHours(1);

    // Without a limit there is nothing to drain, but a good name to lose.
    private const int AccountMailsToOne = 5, InvitesToOne = 5, MentionsToOne = 20, UnlimitedClient = 200, UnlimitedSender = 100, AtLeast = 5;

    private int OfClient => options.DailyLimit is { } limit ? Math.Max(AtLeast, limit / 5) : UnlimitedClient;
    private int OfSender => options.DailyLimit is { } limit ? Math.Max(AtLeast, limit / 4) : UnlimitedSender;

    /// <returns>Why it has to wait, and until when; null when it may go.</returns>
    public async Task<(string Reason, DateTime Until)?> LookAsync(ConcertoDbContext db, OutboundEmail mail, DateTime now, CancellationToken ct)
    {
        if (mail.Lane is MailLane.Digest) return null; // one a day, and nobody has it sent
        var toOne = mail.Lane switch { MailLane.Account => AccountMailsToOne, MailLane.Invite => InvitesToOne, _ => MentionsToOne };
        if (await Over(m => m.AddressKey == mail.AddressKey && m.Lane == mail.Lane, toOne) is { } address) return ("Many mails went to this address within a day; until fewer did, it gets one an hour.", address);
        // Of sign-ups and of what people with accounts ask for apart: a stranger next door takes no places from them. Invites and mentions have a sender instead.
        if (mail is { Lane: MailLane.Account, Client: { } client } && await Over(m => m.Client == client && m.Lane == MailLane.Account && m.ByStranger == mail.ByStranger, OfClient) is { } place) return ($"Many mails were asked for from {client} within a day; until fewer were, one goes an hour.", place);
        if (mail.SenderId is { } sender && await Over(m => m.SenderId == sender, OfSender) is { } person) return ("Its sender had many mails sent within a day; until fewer were, one goes an hour.", person);
        return null;

        async Task<DateTime?> Over(Expression<Func<OutboundEmail, bool>> alike, int cap)
        {
            var since = now - Window;
            var taken = await db.OutboundEmails.Where(alike).Where(m => m.TakenAt > since).GroupBy(_ => 1).Select(g => new { Count = g.Count(), Last = g.Max(m => m.TakenAt) }).SingleOrDefaultAsync(ct);
            return taken?.Count >= cap && taken.Last + Pace is { } next && next > now ? next : null;
        }
    }
}
