using Concerto.Domain;
using Concerto.Domain.Sharing;

namespace Concerto.Tests.Sharing;

public sealed class AddressListTests
{
    [Theory]
    [InlineData("mira@x.com", "mira@x.com")]
    [InlineData("Mira <mira@x.com>, jonas@x.com", "mira@x.com jonas@x.com")]
    [InlineData("mira@x.com; jonas@x.com;\r\nsam@x.com\n\n", "mira@x.com jonas@x.com sam@x.com")]
    [InlineData("mira@x.com jonas@x.com\tsam@x.com", "mira@x.com jonas@x.com sam@x.com")]
    [InlineData("\"Berg, Jonas\" <jonas@x.com>, 'Sam' <sam@x.com>", "jonas@x.com sam@x.com")]
    [InlineData("Berg, Jonas <jonas@x.com>; Ott, Mira <mira@x.com>", "jonas@x.com mira@x.com")]
    [InlineData("Mira <mira@x.com> Jonas <jonas@x.com>", "mira@x.com jonas@x.com")]
    [InlineData("Mira Ott mira@x.com", "mira@x.com")]
    [InlineData("<mailto:sam@x.com>, mailto:mira@x.com, (jonas@x.com).", "sam@x.com mira@x.com jonas@x.com")]
    [InlineData("Mira <mira@x.com> jonas@x.com", "mira@x.com jonas@x.com")]
    [InlineData("\"jonas@x.com by way of\" <list@x.com>", "list@x.com")]
    [InlineData("“mira@x.com”", "mira@x.com")]
    [InlineData("Mira@X.com, mira@x.com", "Mira@X.com")]
    public void Addresses_are_found_in_any_form(string pasted, string found) => Assert.Equal(found.Split(' '), AddressList.Parse(pasted, "addresses").Select(a => a.Text));

    [Theory]
    [InlineData("mira@x.com, jonas", "“jonas” is not")]
    [InlineData("jonas, mira@x.com", "“jonas” is not")]
    [InlineData("mira@x.com; Jonas Berg", "“Jonas Berg” is not")]
    [InlineData("Jonas <jonas>, mira@x.com", "“jonas” is not")]
    [InlineData("mira@x.com\njonas@x..com", "“jonas@x..com” is not")]
    [InlineData("<>", "Type an email address")]
    [InlineData("", "Type at least one")]
    [InlineData(" ,;\n", "Type at least one")]
    public void What_is_no_address_is_named(string pasted, string said)
    {
        var refusal = Assert.Throws<InvalidInputException>(() => AddressList.Parse(pasted, "addresses"));
        Assert.Equal("addresses", refusal.Field);
        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fifty_go_in_one_go_and_not_one_more()
    {
        var hundred = string.Join('\n', Enumerable.Range(1, 100).Select(i => $"somebody.{i}@x.com"));
        Assert.Equal(100, AddressList.Parse(hundred, "addresses").Count);
        Assert.Contains("these are 101", Assert.Throws<InvalidInputException>(() => AddressList.Parse(hundred + ",one@x.com", "addresses")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Something_long_and_odd_is_read_in_no_time()
    {
        var odd = string.Concat(Enumerable.Repeat("\"a<b,", 3_900));
        var took = System.Diagnostics.Stopwatch.StartNew();
        Assert.Throws<InvalidInputException>(() => AddressList.Parse(odd, "addresses"));
        Assert.True(took.Elapsed < TimeSpan.FromSeconds(5));
    }
}
