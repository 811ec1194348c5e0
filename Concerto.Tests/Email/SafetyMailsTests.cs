using Concerto.Infrastructure.Email;
using Concerto.Web.Features;
using Concerto.Web.Features.Accounts;
using Snapshooter.Xunit;

namespace Concerto.Tests.Email;

/// <summary>What an account's owner reads when the way into it has changed.</summary>
public sealed class SafetyMailsTests
{
    private static readonly Uri Link = new("https://concerto.example/settings/security");
    private static readonly string When = SafetyMails.When(new(2026, 11, 25, 4, 40, 0, DateTimeKind.Utc), "Europe/Vienna", new Client("192.0.2.7", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"));

    [Fact]
    public void Password_changed() => Match(SafetyMails.PasswordChanged(When, Link));

    [Fact]
    public void Two_factor_on() => Match(SafetyMails.TwoFactorOn(When, Link));

    [Fact]
    public void Two_factor_off() => Match(SafetyMails.TwoFactorOff(When, Link));

    [Fact]
    public void Two_factor_removed() => Match(SafetyMails.TwoFactorRemoved(When, Link));

    [Fact]
    public void Recovery_codes_made() => Match(SafetyMails.RecoveryCodesMade(When, Link));

    [Fact]
    public void Recovery_code_used() => Match(SafetyMails.RecoveryCodeUsed(When, 1, Link));

    [Fact]
    public void Codes_tried() => Match(SafetyMails.CodesTried(When, Link));

    [Fact]
    public void Confirm_address() => Match(SafetyMails.ConfirmAddress(Link));

    [Fact]
    public void Address_taken() => Match(SafetyMails.AddressTaken(Link));

    [Fact]
    public void Address_changed() => Match(SafetyMails.AddressChanged(When, Link));

    [Fact]
    public void Account_deleted() => Match(SafetyMails.AccountDeleted(When, Link));

    [Fact]
    public void A_browser_that_calls_itself_something_mean_is_not_quoted() =>
        Assert.Equal("on 25 November 2026 at 04:40 (UTC), in an unknown browser", SafetyMails.When(new(2026, 11, 25, 4, 40, 0, DateTimeKind.Utc), "UTC", new Client(null, "Send money to https://evil.example")));

    private static void Match(MailText text)
    {
        var content = text.ToContent();
        Snapshot.Match($"Subject: {content.Subject}\n\n{content.Text}");
    }
}
