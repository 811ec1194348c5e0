using Concerto.Domain.Accounts;
using Concerto.Domain.Review;

namespace Concerto.Tests.Review;

/// <summary>Whom an @ means.</summary>
public sealed class MentionTests
{
    private static readonly Nameable[] Band = [Of("Mira Ott"), Of("Jonas"), Of("Sam Vries"), Of("Sam Ode"), Of("José Núñez"), Of("Zoë"), Of("Ann"), Of("Anna-Lena Weiß")];

    [Theory]
    [InlineData("@Mira Ott, what do you think?", "Mira Ott")]
    [InlineData("Ask @mira!", "Mira Ott")]
    [InlineData("(@JONAS)", "Jonas")]
    [InlineData("@Jonas’s part", "Jonas")]
    [InlineData("@sam vries and @Zoë", "Sam Vries, Zoë")]
    [InlineData("@ZOË", "Zoë")]
    [InlineData("@zoe", "Zoë")]
    [InlineData("@Zoe\u0308 decomposed", "Zoë")]
    [InlineData("@jose", "José Núñez")]
    [InlineData("@Jose Nunez.", "José Núñez")]
    [InlineData("@Anna-Lena", "Anna-Lena Weiß")]
    [InlineData("@Ann", "Ann")]
    [InlineData("@Jonas @Jonas", "Jonas")]
    [InlineData("nobody@jonas", "")]
    [InlineData("mail jonas@Jonas.example", "")]
    [InlineData("@Sam", "")] // which?
    [InlineData("@Jonasen", "")]
    [InlineData("@ Jonas", "")]
    [InlineData("@", "")]
    [InlineData("Jonas", "")]
    public void An_at_sign_and_a_name_mean_somebody(string text, string whom) =>
        Assert.Equal(whom, string.Join(", ", Band.Where(p => Mentions.Named(text, Band).Contains(p.Id)).Select(p => p.Name).Order(StringComparer.Ordinal)));

    [Fact]
    public void All_of_a_name_goes_before_the_first_word_of_another()
    {
        Nameable sam = Of("Sam"), vries = Of("Sam Vries");
        Assert.Equal([sam.Id], Mentions.Named("@Sam?", [vries, sam]));
        Assert.Equal([vries.Id], Mentions.Named("@Sam Vries?", [vries, sam]));
    }

    [Fact]
    public void Two_who_are_called_the_same_are_both_meant()
    {
        Nameable one = Of("Sam"), other = Of("Sam");
        Assert.Equal(2, Mentions.Named("@Sam", [one, other]).Count);
    }

    [Fact]
    public void A_mention_says_where_it_is()
    {
        var mention = Assert.Single(Mentions.In("Oh @Mira Ott, yes", Band));
        Assert.Equal((3, 9), (mention.Start, mention.Length));
    }

    [Fact]
    public void A_text_of_nothing_but_at_signs_is_read_at_once() =>
        Assert.Empty(Mentions.In(new string('@', 5000), [.. Enumerable.Range(0, 500).Select(i => Of($"Somebody {i}"))]));

    private static Nameable Of(string name) => new(UserId.New(), name);
}
