using System.Globalization;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <summary>
/// What an account's owner is told when the way into it has changed: if it wasn't them, they know before it hurts. Written in the transaction of the change, and sent
/// ahead of everything else. The browser in it is named in words of ours: nothing that somebody else typed is mailed.
/// </summary>
public sealed class SafetyMails(Outbox outbox, PublicLinks links, TimeProvider time)
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    public void AddPasswordChanged(ConcertoDbContext db, User user, Client by) => Add(db, user, "password-changed", PasswordChanged(When(user, by), links.To("/account/forgot")));

    public void AddTwoFactorOn(ConcertoDbContext db, User user, Client by) => Add(db, user, "two-factor-on", TwoFactorOn(When(user, by), Settings));

    /// <param name="by">Null when an admin did it.</param>
    public void AddTwoFactorOff(ConcertoDbContext db, User user, Client? by) =>
        Add(db, user, "two-factor-off", by is null ? TwoFactorRemoved(When(user, null), Settings) : TwoFactorOff(When(user, by), Settings));

    public void AddRecoveryCodesMade(ConcertoDbContext db, User user, Client by) => Add(db, user, "recovery-codes", RecoveryCodesMade(When(user, by), Settings));

    public void AddRecoveryCodeUsed(ConcertoDbContext db, User user, Client by, int left) => Add(db, user, "recovery-code", RecoveryCodeUsed(When(user, by), left, Settings));

    /// <summary>To the new address: the link that proves it.</summary>
    public void AddConfirmAddress(ConcertoDbContext db, User user, MailedLink link, string token, Client by) => outbox.Add(db,
        new(MailLane.Account, link.NewEmail!, ConfirmAddress(links.To($"/account/change-address?token={token}")), $"{link.Purpose}:{link.Id}") { Link = link, Sender = user.Id, Client = by.Key });

    /// <summary>To the owner of an address that somebody else wanted to have; at most once an hour.</summary>
    public async Task AddAddressTakenAsync(ConcertoDbContext db, User owner, User by, Client client, CancellationToken ct)
    {
        var key = $"address-taken:{owner.Id}:{time.Now():yyyyMMddHH}";
        if (await db.OutboundEmails.AnyAsync(m => m.DedupeKey == key, ct)) return;
        outbox.Add(db, new(MailLane.Account, owner.Email, AddressTaken(links.To("/account/sign-in")), key) { Sender = by.Id, Client = client.Key });
    }

    /// <summary>To the old address.</summary>
    public void AddAddressChanged(ConcertoDbContext db, User user, string old, Client by) =>
        outbox.Add(db, new(MailLane.Account, old, AddressChanged(When(user, by), links.To("/account/sign-in")), $"address-changed:{user.Id}:{time.Now():O}"));

    public void AddAccountDeleted(ConcertoDbContext db, User user, Client by) => Add(db, user, "account-deleted", AccountDeleted(When(user, by), links.To("/")));

    /// <summary>At most once a day.</summary>
    public async Task AddCodesTriedAsync(ConcertoDbContext db, User user, Client by, CancellationToken ct)
    {
        var key = $"codes-tried:{user.Id}:{time.Now():yyyyMMdd}";
        if (!await db.OutboundEmails.AnyAsync(m => m.DedupeKey == key, ct)) outbox.Add(db, new(MailLane.Account, user.Email, CodesTried(When(user, by), links.To("/account/forgot")), key));
    }

    public static MailText PasswordChanged(string when, Uri link) => new(
        "Your Concerto password was changed",
        "Your password was changed",
        [$"It was changed {when}. Every other browser has been signed out.", "If that was you, there is nothing to do. If it wasn’t, choose a new password at once: that signs everybody out again."],
        "It wasn’t me: choose a new one", link, Why(link));

    public static MailText TwoFactorOn(string when, Uri link) => new(
        "Two-factor is on for your Concerto account",
        "Two-factor is on",
        [$"Since {when} your account asks for a code after the password. Keep the recovery codes where your phone is not.", "If it wasn’t you, somebody knows your password. Write to whoever runs this Concerto: they can turn it off and send you a link for a new password."],
        "Look at your security settings", link, Why(link));

    public static MailText TwoFactorOff(string when, Uri link) => new(
        "Two-factor is off for your Concerto account",
        "Two-factor is off",
        [$"Since {when} your password alone opens your account. The recovery codes that you had are worth nothing any more.", "If it wasn’t you, choose a new password and turn it on again."],
        "Look at your security settings", link, Why(link));

    public static MailText TwoFactorRemoved(string when, Uri link) => new(
        "Two-factor is off for your Concerto account",
        "Two-factor is off",
        [$"An admin turned it off {when}, most likely because you asked. Your password alone opens your account now; nobody else has been told it.", "You can turn it on again with a new phone at any time."],
        "Look at your security settings", link, Why(link));

    public static MailText RecoveryCodesMade(string when, Uri link) => new(
        "New recovery codes for your Concerto account",
        "You have new recovery codes",
        [$"They were made {when}. Those that you had before are worth nothing any more.", "If it wasn’t you, choose a new password and make new ones."],
        "Look at your security settings", link, Why(link));

    public static MailText RecoveryCodeUsed(string when, int left, Uri link) => new(
        "A recovery code was used for your Concerto account",
        "A recovery code was used",
        [$"It was used {when}, in place of a code from your app. {Left(left)}", "If it wasn’t you, choose a new password and make new recovery codes."],
        "Look at your security settings", link, Why(link));

    public static MailText CodesTried(string when, Uri link) => new(
        "Somebody may know your Concerto password",
        "Somebody may know your password",
        [$"Your password was typed, and then {Authenticator.MaxTries} codes that were wrong, the last {when}. Your account stayed shut.", "If that was you, wait a quarter of an hour and try again. If it wasn’t, choose a new password."],
        "It wasn’t me: choose a new one", link, Why(link));

    public static MailText ConfirmAddress(Uri link) => new(
        "Confirm your new address for Concerto",
        "Is this your new address?",
        ["Somebody, most likely you, wants to use this address for their Concerto account. Open the link where you are signed in, and confirm it. Until then everything goes to the old address."],
        "Confirm this address", link,
        $"This address was typed into the settings at {link.Authority}. If it wasn’t you, do nothing, and nothing changes. The link works once, for 24 hours.");

    public static MailText AddressTaken(Uri link) => new(
        "You already have a Concerto account",
        "You already have an account",
        ["Somebody, most likely you, wanted to move another Concerto account to this address. It has an account already, so nothing has changed.", "If you have two accounts and want to keep the other one, delete this one first, or give it another address."],
        "Sign in", link,
        $"This address was typed into the settings at {link.Authority}. If it wasn’t you, do nothing: your account is untouched.");

    public static MailText AddressChanged(string when, Uri link) => new(
        "Your Concerto account has another address",
        "Your account has another address",
        [$"It was changed {when}. You sign in with the new one from now on, and this one hears nothing more from us.", "If it wasn’t you, write to whoever runs this Concerto at once: they can see what happened and give the account back to you."],
        "Sign in", link, $"We write this once to the address that an account at {link.Authority} had.");

    public static MailText AccountDeleted(string when, Uri link) => new(
        "Your Concerto account is gone",
        "Your account is gone",
        [$"It was deleted {when}, with your projects. What you wrote and uploaded in other people’s projects stays there without your name. This is the last mail.", "If it wasn’t you, write to whoever runs this Concerto soon: what was in your projects is kept for 30 days."],
        "Concerto", link, $"We write this once to the address that an account at {link.Authority} had.");

    private static string Left(int codes) => codes switch
    {
        0 => "It was the last one: make new ones.",
        1 => "One is left: make new ones soon.",
        _ => $"{codes} are left.",
    };

    private static string Why(Uri link) => $"We write this to the owner of an account at {link.Authority} whenever the way into it changes.";

    /// <summary>“on 25 November 2026 at 05:40 (Europe/Vienna), in Firefox on Linux”, by the person's own clock.</summary>
    public static string When(DateTime at, string zone, Client? by)
    {
        var there = TimeZoneInfo.ConvertTimeFromUtc(at, Zone.Rules(zone));
        return there.ToString("'on' d MMMM yyyy 'at' HH:mm", English) + $" ({zone})" + (by?.Browser is { } agent ? $", in {Uncapitalised(BrowserName.Of(agent))}" : "");
    }

    private static string Uncapitalised(string browser) => browser.StartsWith("A ", StringComparison.Ordinal) || browser.StartsWith("An ", StringComparison.Ordinal) ? "a" + browser[1..] : browser;

    private Uri Settings => links.To("/settings/security");

    private string When(User user, Client? by) => When(time.Now(), user.TimeZone, by);

    private void Add(ConcertoDbContext db, User user, string what, MailText text) => outbox.Add(db, new(MailLane.Account, user.Email, text, $"{what}:{user.Id}:{time.Now():O}"));
}
