using Concerto.Web.Features.Live;

namespace Concerto.Tests.Live;

public sealed class ActivityMarkTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("1042")]
    [InlineData("1042-1039-1040")]
    public void Is_read_as_it_is_written(string text) => Assert.Equal(text, ActivityMark.Parse(text)?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("-1")]
    [InlineData("12-")]
    [InlineData("12;DROP TABLE")]
    [InlineData("99999999999999999999")]
    public void Anything_else_is_none(string? text) => Assert.Null(ActivityMark.Parse(text));

    [Fact]
    public void Covers_what_is_below_it_but_for_the_gaps()
    {
        var mark = new ActivityMark(10, [7, 8]);
        Assert.Equal([1, 6, 9, 10], new long[] { 1, 6, 7, 8, 9, 10, 11 }.Where(mark.Covers));
    }

    [Fact]
    public void Goes_along_with_what_is_made_up_for()
    {
        var (mark, reader) = (new ActivityMark(10, [7, 8]), new ActivityMark(20, [5, 8, 13, 17]));
        Assert.Equal("10-8", mark.After(7, reader).ToString());
        Assert.Equal("15-7-8-13", mark.After(15, reader).ToString());
        Assert.Equal("18-7-8-13-17", mark.After(15, reader).After(18, reader).ToString());
        Assert.Equal("10-7-8", mark.After(21, reader).ToString()); // between 20 and 21 there may be what nobody has read
    }
}
