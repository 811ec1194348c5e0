using Concerto.Domain;
using Concerto.Domain.Review;
using CsCheck;

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

    [Theory]
    [InlineData("1:23.4–1:31", 83_400, 91_000)]
    [InlineData("1:23-1:31", 83_000, 91_000)]
    [InlineData(" 1:23 — 91,5 ", 83_000, 91_500)]
    [InlineData("1:23 to 1:31", 83_000, 91_000)]
    [InlineData("59:59→1:00:01", 3_599_000, 3_601_000)]
    [InlineData("1:23", 83_000, null)]
    public void A_range_is_read_the_way_people_write_it(string text, int start, int? end) => Assert.Equal(new Position(start, end), Position.Parse(text, "at"));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void No_time_is_the_whole(string text) => Assert.Null(Position.Parse(text, "at"));

    [Theory]
    [InlineData("1:31–1:23", "A range ends after it starts: 01:23 is not after 01:31.")]
    [InlineData("1:23–1:23", "A range ends after it starts: 01:23 is not after 01:23.")]
    [InlineData("1:23–", "A range needs an end, as in 1:23–1:31.")]
    [InlineData("–1:31", "A range needs a start, as in 1:23–1:31.")]
    [InlineData("1:23–1:31–1:40", "Write a time like 1:23 or 1:23.4.")]
    [InlineData("the bridge", "Write a time like 1:23 or 1:23.4.")]
    [InlineData("tomorrow", "Write a time like 1:23 or 1:23.4.")]
    public void What_is_no_range_is_refused_with_what_is_wrong_with_it(string text, string message)
    {
        var refusal = Assert.Throws<InvalidInputException>(() => Position.Parse(text, "at"));
        Assert.Equal(("at", message), (refusal.Field, refusal.Message));
    }

    [Fact]
    public void What_is_written_with_tenths_reads_back_as_the_same_place() =>
        Gen.Select(Gen.Int[0, 900_000], Gen.Int[0, 100_000]).Sample((tenths, length) =>
        {
            var position = new Position(tenths * 100, length == 0 ? null : (tenths + length) * 100);
            return Position.Parse(position.Format(tenths: true), "at") == position;
        });

    [Fact]
    public void Whatever_is_typed_is_read_or_refused_by_the_name_of_its_field() =>
        Gen.Char["0123456789:.,-–— to"].Array[0, 12].Sample(typed =>
        {
            try
            {
                return Position.Parse(new(typed), "at") is not { } read || read.StartMs >= 0 && (read.EndMs is null || read.EndMs > read.StartMs);
            }
            catch (InvalidInputException refusal)
            {
                return refusal.Field == "at";
            }
        });

    [Theory]
    [InlineData(83_000, 91_000, "01:23–01:31")]
    [InlineData(83_100, 83_900, "01:23.1–01:23.9")]
    public void A_range_shows_tenths_where_it_would_look_like_a_moment_without(int start, int end, string text) => Assert.Equal(text, new Position(start, end).Format());
}
