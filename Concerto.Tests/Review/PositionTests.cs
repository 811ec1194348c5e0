using Concerto.Domain;
using Concerto.Domain.Review;

namespace Concerto.Tests.Review;

public class PositionTests
{
    [Theory]
    [InlineData("1:23", 83_000)]
    [InlineData("01:23.4", 83_400)]
    [InlineData("83", 83_000)]
    [InlineData("1:02:03", 3_723_000)]
    [InlineData("0:00,5", 500)]
    [InlineData("", null)]
    public void A_time_is_read_the_way_people_write_it(string text, int? milliseconds) => Assert.Equal(milliseconds, Timecode.Parse(text, "at"));

    [Theory]
    [InlineData("soon")]
    [InlineData("1:75")]
    [InlineData("-1:00")]
    [InlineData("1:2:3:4")]
    [InlineData("99999999999999999999")]
    public void What_is_no_time_is_refused(string text) => Assert.Equal("at", Assert.Throws<InvalidInputException>(() => Timecode.Parse(text, "at")).Field);

    [Theory]
    [InlineData(83_456, "01:23", "01:23.4")]
    [InlineData(3_723_000, "1:02:03", "1:02:03.0")]
    [InlineData(0, "00:00", "00:00.0")]
    public void A_time_is_written_with_tenths_if_asked(int milliseconds, string plain, string tenths) =>
        Assert.Equal((plain, tenths), (Timecode.Format(milliseconds), Timecode.Format(milliseconds, tenths: true)));

    [Theory]
    [InlineData(-1, null, "startMs")]
    [InlineData(300_001, null, "startMs")]
    [InlineData(1_000, 1_000, "endMs")]
    [InlineData(1_000, 300_001, "endMs")]
    [InlineData(null, 2_000, "startMs")]
    public void A_note_lies_within_its_recording(int? start, int? end, string field) =>
        Assert.Equal(field, Assert.Throws<InvalidInputException>(() => Position.From(start, end, 300_000)).Field);

    [Fact]
    public void A_note_on_the_whole_version_has_no_position() => Assert.Null(Position.From(null, null, 300_000));
}
