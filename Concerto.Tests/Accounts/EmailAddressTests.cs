using Concerto.Domain;
using Concerto.Domain.Accounts;
using MimeKit;

namespace Concerto.Tests.Accounts;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("mira@example.com")]
    [InlineData("  mira+mix@sub.example.co.uk ")]
    [InlineData("Müller@exämple.de")]
    [InlineData("o'brien@example.com")]
    [InlineData("me@localhost")]
    public void An_address_is_taken_as_typed(string text) => Assert.Equal(text.Trim(), EmailAddress.From(text).Text);

    [Theory]
    [InlineData(null)]
    [InlineData("   ")]
    [InlineData("mira")]
    [InlineData("@example.com")]
    [InlineData("mira@")]
    [InlineData("mira@example")]
    [InlineData("mira@@example.com")]
    [InlineData("mira..jones@example.com")]
    [InlineData("mira@.example.com")]
    [InlineData("mira@example.com.")]
    [InlineData("mira@-example.com")]
    [InlineData("mira jones@example.com")]
    [InlineData("mira@example.com\r\nBcc: all@example.com")]
    [InlineData("Mira <mira@example.com>")]
    [InlineData("mira@example.com,jonas@example.com")]
    public void What_mail_could_not_reach_is_refused_and_the_field_named(string? text) =>
        Assert.Equal("email", Assert.Throws<InvalidInputException>(() => EmailAddress.From(text)).Field);

    /// <summary>Else a mail would be written that no provider can be given, and that comes up again and again.</summary>
    [Fact]
    public void What_is_taken_for_an_address_can_be_written_on_a_mail()
    {
        var odd = Enumerable.Range(33, 94).Select(c => $"{(char)c}").Concat(["\u00ad", "\u200b", "\u202e", "\ufeff", "\u0301", "é", "李", "🎵", "．", "＠", "xn--", "-"]).ToList();
        var texts = odd.SelectMany(c => new[] { $"mi{c}ra@example.com", $"{c}mira@example.com", $"mira{c}@example.com", $"mira@ex{c}ample.com", $"mira@{c}example.com", $"mira@example{c}.com", $"mira@example.c{c}m", $"mira@example.com{c}" });
        var unfit = texts.Where(text => Record.Exception(() => EmailAddress.From(text)) is null && !(MailboxAddress.TryParse(text, out var box) && box.ToString().Length > 0)).ToList();
        Assert.Empty(unfit);
    }

    [Fact]
    public void Half_a_character_is_refused() => Assert.Throws<InvalidInputException>(() => EmailAddress.From("mira\uD800@example.com"));

    [Fact]
    public void An_address_has_at_most_254_characters()
    {
        var longest = $"mira@{string.Join('.', Enumerable.Repeat(new string('x', 60), 4))}.exam";
        Assert.Equal(EmailAddress.MaxLength, longest.Length + 1);
        Assert.Equal(longest + "p", EmailAddress.From(longest + "p").Text);
        Assert.Throws<InvalidInputException>(() => EmailAddress.From(longest + "ple"));
    }

    [Fact]
    public void Spellings_that_differ_in_case_are_one_address() =>
        Assert.Equal(EmailAddress.From("mira@example.com").Key, EmailAddress.From(" MIRA@Example.COM ").Key);
}
