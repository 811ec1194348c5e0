using Concerto.Domain;
using Concerto.Domain.Projects;
using CsCheck;

namespace Concerto.Tests.Projects;

public class NameTests
{
    [Theory]
    [InlineData("Intro", "INTRO")]
    [InlineData("Intro", "  intro\t")]
    [InlineData("Night  Drive", "Night Drive")]
    [InlineData("Caf\u00e9", "Cafe\u0301")]                    // composed and combining é
    [InlineData("In\u200btro", "Intro")]                       // zero-width space
    [InlineData("Intro\ufeff", "Intro")]
    [InlineData("ﬁn", "fin")]                                  // ligature
    [InlineData("Ｄｅｍｏ", "demo")]                            // full width
    [InlineData("Straße", "STRASSE")]
    [InlineData("ΟΔΟΣ", "οδος")]                               // final sigma
    [InlineData("\u212aelvin", "kelvin")]                      // the Kelvin sign
    [InlineData("❤\ufe0f", "❤")]                               // variation selector
    [InlineData("Привет", "ПРИВЕТ")]
    public void Law1_names_that_look_the_same_are_the_same(string one, string other) =>
        Assert.Equal(Name.From(one, "name").Key, Name.From(other, "name").Key);

    [Theory]
    [InlineData("foo", "föo")]
    [InlineData("😀", "😂")]
    [InlineData("Intro", "Intro 2")]
    [InlineData("resume", "résumé")]
    [InlineData("イントロ", "いんとろ")]
    [InlineData("a b", "ab")]
    public void Law1_names_that_differ_stay_different(string one, string other) =>
        Assert.NotEqual(Name.From(one, "name").Key, Name.From(other, "name").Key);

    [Theory]
    [InlineData(null, "visible")]
    [InlineData("", "visible")]
    [InlineData(" \u200b\u2060 ", "visible")]
    [InlineData("\u3164", "visible")]
    [InlineData("a\u0000b", "not text")]
    public void A_name_that_is_none_is_refused_by_name_of_its_field(string? text, string because)
    {
        var refusal = Assert.Throws<InvalidInputException>(() => Name.From(text, "target.songName"));
        Assert.Equal("target.songName", refusal.Field);
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
    }

    [Fact] // not in a theory: attributes can't carry half a surrogate pair
    public void Half_a_character_is_no_text() => Assert.Throws<InvalidInputException>(() => Name.From("half " + '\ud83d', "name"));

    [Fact]
    public void A_name_has_at_most_200_characters_and_its_key_255()
    {
        Assert.Equal(200, Name.From(new string('x', 200), "name").Text.Length);
        Assert.Throws<InvalidInputException>(() => Name.From(new string('x', 201), "name"));
        Assert.Throws<InvalidInputException>(() => Name.From(new string('\ufdfa', 100), "name")); // one character that is eighteen when written out
    }

    [Fact]
    public void The_name_shown_is_the_name_typed() => Assert.Equal("Ｎight ＤRIVE", Name.From("  Ｎight   ＤRIVE ", "name").Text);

    [Fact]
    public void Any_text_either_has_a_stable_key_or_is_refused_clearly() => Gen.String[Gen.Char, 0, 60].Sample(text =>
    {
        try
        {
            var name = Name.From(text, "name");
            return Name.From(name.Text, "name") == name && Name.From(name.Key, "name").Key == name.Key && name.Key.Length <= Name.MaxKeyLength;
        }
        catch (InvalidInputException e)
        {
            return e.Field == "name";
        }
    });
}
