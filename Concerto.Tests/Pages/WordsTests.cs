using Concerto.Domain.Accounts;
using Concerto.Web.Pages.Songs;
using Concerto.Web.Pages.TagHelpers;

namespace Concerto.Tests.Pages;

public sealed class WordsTests
{
    private static readonly DateTime Now = new(2026, 11, 23, 13, 5, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("2026-11-23T13:04:30Z", "just now")]
    [InlineData("2026-11-23T13:05:20Z", "just now")] // another machine's clock may be ahead
    [InlineData("2026-11-23T13:03:10Z", "1 minute ago")]
    [InlineData("2026-11-23T12:20:00Z", "45 minutes ago")]
    [InlineData("2026-11-23T02:07:00Z", "today, 02:07")]
    [InlineData("2026-11-22T21:40:00Z", "yesterday, 21:40")]
    [InlineData("2026-11-17T08:00:00Z", "Tuesday, 08:00")]
    [InlineData("2026-05-03T08:00:00Z", "3 May")]
    [InlineData("2025-05-03T08:00:00Z", "3 May 2025")]
    public void Times_are_said_as_people_say_them(string at, string said) =>
        Assert.Equal(said, RelativeTimeTagHelper.Say(DateTime.Parse(at, null, System.Globalization.DateTimeStyles.AdjustToUniversal), Now));

    [Theory]
    [InlineData("Mira van den Ott", "MO")]
    [InlineData("mira", "M")]
    [InlineData("Éva  Kiss", "ÉK")]
    [InlineData("👩‍🎤 Zoë", "👩‍🎤Z")]
    public void Initials_are_of_the_first_and_the_last_name(string name, string initials) => Assert.Equal(initials, AvatarTagHelper.Initials(name));

    [Fact]
    public void People_come_in_all_twelve_hues() =>
        Assert.Equal(Enumerable.Range(0, 12), Enumerable.Range(0, 400).Select(_ => AvatarTagHelper.Hue(UserId.New())).Distinct().Order());

    [Theory]
    [InlineData(-14.16, "−14.2")]
    [InlineData(0.04, "0.0")]
    [InlineData(-0.04, "0.0")]
    [InlineData(1.25, "1.3")]
    [InlineData(null, "–")]
    public void Levels_have_one_decimal_and_a_true_minus(double? level, string figure) => Assert.Equal(figure, Figures.Decibels(level));

    [Theory]
    [InlineData(44_100, "44.1 kHz")]
    [InlineData(8_000, "8 kHz")]
    [InlineData(384_000, "384 kHz")]
    public void Rates_are_in_kilohertz(int hertz, string said) => Assert.Equal(said, Figures.Rate(hertz));
}
