using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web.GraphQL;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Email;

[FieldsOf<Query>]
public static class MailQueries
{
    // Ids grow with time, so that the key itself is the order.
    private static readonly Keyset<OutboundEmail> NewestFirst = new Keyset<OutboundEmail>().By(m => m.Id, descending: true);
    private static readonly Keyset<Suppression> ByAddress = new Keyset<Suppression>().By(s => s.AddressKey);

    /// <summary>Mails of the last 90 days, the newest first. For admins, with a token of the scope “admin”.</summary>
    /// <param name="to">Only those to this address.</param>
    /// <param name="state">Only those that have come this far.</param>
    public static Task<Connection<OutboundEmail>> Mails(string? to, MailState? state, Page page, ConcertoDbContext db, Caller caller, CancellationToken ct)
    {
        _ = caller.Admin;
        var mails = db.OutboundEmails.AsQueryable();
        if (to?.Trim() is { Length: > 0 } address)
        {
            var key = EmailAddress.KeyOf(address);
            mails = mails.Where(m => m.AddressKey == key);
        }
        if (state is { } far) mails = mails.Where(m => m.State == far);
        return mails.ToConnectionAsync(NewestFirst, page, ct);
    }

    /// <summary>How many mails went out, how many may, and what of them is kept for which. For admins, with a token of the scope “admin”.</summary>
    public static Task<BudgetStanding> MailBudget(MailBudget budget, ConcertoDbContext db, Caller caller, CancellationToken ct)
    {
        _ = caller.Admin;
        return budget.LookAsync(db, ct);
    }

    /// <summary>Whether mail goes out at all; null when nothing has ever stood in its way. For admins, with a token of the scope “admin”.</summary>
    public static Task<MailSender?> MailSender(ConcertoDbContext db, Caller caller, CancellationToken ct)
    {
        _ = caller.Admin;
        return db.MailSenders.AsNoTracking().SingleOrDefaultAsync(ct);
    }

    /// <summary>Addresses that get no mail, by address. For admins, with a token of the scope “admin”.</summary>
    /// <param name="search">Part of an address.</param>
    public static Task<Connection<Suppression>> Suppressions(string? search, Page page, ConcertoDbContext db, Caller caller, CancellationToken ct)
    {
        _ = caller.Admin;
        var part = EmailAddress.KeyOf(search?.Trim() ?? "");
        return db.Suppressions.Where(s => s.AddressKey.Contains(part)).ToConnectionAsync(ByAddress, page, ct);
    }
}
