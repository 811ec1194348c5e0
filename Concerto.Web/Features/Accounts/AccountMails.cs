using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <summary>
/// What is written to people about their account. Nothing that a stranger typed is in it: else they could have us mail
/// their words to anybody.
/// </summary>
public sealed class AccountMails(Outbox outbox, PublicLinks links)
{
    private static readonly TimeSpan Cooldown = TimeSpan.FromMinutes(1);

    /// <summary>Adds a link to verify the address and its mail; nothing when one was written within the last minute.</summary>
    public async Task AddVerifyAsync(ConcertoDbContext db, User user, PendingSignUp pending, DateTime now, string? client, CancellationToken ct)
    {
        if (await NextKeyAsync(db, user, LinkPurpose.Verify, now, ct) is not { } key) return;
        var (link, token) = MailedLink.ToVerify(user, pending, now);
        db.MailedLinks.Add(link);
        outbox.Add(db, new(MailLane.Account, user.Email, Verify(links.To($"/account/verify?token={token}")), key) { Link = link, Client = client });
    }

    /// <summary>Adds a link to reset the password and its mail; nothing when one was written within the last minute.</summary>
    public async Task AddResetAsync(ConcertoDbContext db, User user, DateTime now, string? client, CancellationToken ct)
    {
        if (await NextKeyAsync(db, user, LinkPurpose.ResetPassword, now, ct) is not { } key) return;
        var (link, token) = MailedLink.ToResetPassword(user, now);
        db.MailedLinks.Add(link);
        outbox.Add(db, new(MailLane.Account, user.Email, Reset(links.To($"/account/reset?token={token}")), key) { Link = link, Client = client });
    }

    /// <summary>Tells the owner that somebody signed up with their address again; at most once an hour.</summary>
    public async Task AddAlreadyThereAsync(ConcertoDbContext db, User user, DateTime now, string? client, CancellationToken ct)
    {
        var key = $"account-there:{user.Id}:{now:yyyyMMddHH}";
        if (await db.OutboundEmails.AnyAsync(m => m.DedupeKey == key, ct)) return;
        outbox.Add(db, new(MailLane.Account, user.Email, AlreadyThere(links.To("/account/sign-in")), key) { Client = client, ByStranger = true });
    }

    public static MailText Verify(Uri link) => new(
        "Confirm your address for Concerto",
        "One step left",
        ["Somebody, most likely you, signed up for Concerto with this address. Confirm that it is yours, and your account is ready."],
        "Confirm this address", link,
        $"This address was typed into the sign-up page at {link.Authority}. If it wasn’t you, do nothing: without this link there is no account. It works once, for 24 hours.");

    public static MailText Reset(Uri link) => new(
        "Choose a new password for Concerto",
        "Choose a new password",
        ["Somebody, most likely you, asked for a new password for your Concerto account. Your old one works until you have chosen."],
        "Choose a new password", link,
        $"This was asked for at {link.Authority}. If it wasn’t you, do nothing, and nothing changes. The link works once, for an hour.");

    public static MailText AlreadyThere(Uri link) => new(
        "You already have a Concerto account",
        "You already have an account",
        ["Somebody, most likely you, signed up for Concerto with this address again. Nothing has changed: sign in as you always did.", "If you have forgotten your password, the sign-in page helps you to a new one."],
        "Sign in", link,
        $"This address was typed into the sign-up page at {link.Authority}. If it wasn’t you, do nothing: your account is untouched.");

    // Two at once follow the same link and come to the same key, which lets one of them through. The day keeps keys apart
    // once TidyAccounts has removed the links that they followed.
    private static async Task<string?> NextKeyAsync(ConcertoDbContext db, User user, LinkPurpose purpose, DateTime now, CancellationToken ct)
    {
        var last = await db.MailedLinks.Where(l => l.UserId == user.Id && l.Purpose == purpose && !l.ByHand).OrderByDescending(l => l.CreatedAt).Select(l => new { l.Id, l.CreatedAt }).FirstOrDefaultAsync(ct);
        return last?.CreatedAt > now - Cooldown ? null : $"{purpose}:{user.Id}:{now:yyyyMMdd}:{last?.Id}";
    }
}
