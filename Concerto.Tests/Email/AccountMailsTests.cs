using Concerto.Infrastructure.Email;
using Concerto.Web.Features.Accounts;
using Snapshooter.Xunit;

namespace Concerto.Tests.Email;

/// <summary>What people read; a change shows in review.</summary>
public sealed class AccountMailsTests
{
    private const string Site = "https://concerto.example";

    [Fact]
    public void Verify() => Match(AccountMails.Verify(new($"{Site}/account/verify?token=TOKEN")));

    [Fact]
    public void Reset() => Match(AccountMails.Reset(new($"{Site}/account/reset?token=TOKEN")));

    [Fact]
    public void Already_there() => Match(AccountMails.AlreadyThere(new($"{Site}/account/sign-in")));

    [Fact]
    public void What_is_in_a_mail_is_text_and_never_markup()
    {
        var content = new MailText("<b>&", "<script>", ["<i>"], "<em>", new("https://concerto.example/?a=1&b=\"x\""), "<u>").ToContent();
        Assert.DoesNotContain("<script>", content.Html);
        Assert.DoesNotContain("<i>", content.Html);
        Assert.DoesNotContain("<em>", content.Html);
        Assert.DoesNotContain("b=\"", content.Html);
    }

    private static void Match(MailText text)
    {
        var content = text.ToContent();
        Snapshot.Match($"Subject: {content.Subject}\n\n{content.Text}\n{content.Html}");
    }
}
