using Concerto.Domain.Audio;

namespace Concerto.Tests.Audio;

public sealed class WarningTests
{
    private static readonly Measurements Fine = new()
    {
        Container = "wav", Codec = "pcm_s24le", ContentType = "audio/wav", DurationMs = 100_000, SampleRate = 48_000, Channels = 2, BitDepth = 24,
        IntegratedLufs = -14, LoudnessRangeLu = 6, TruePeakDbtp = -1, TruePeakAtMs = 5_000, ClippedRuns = 0, SilentStartMs = 999, SilentEndMs = 2_999, StereoImage = StereoImage.Stereo,
    };

    [Fact]
    public void A_good_mix_is_left_alone() => Assert.Empty(Warning.Of(Fine));

    [Fact]
    public void What_was_measured_before_there_were_silent_ends_is_no_silence() =>
        Assert.Empty(Warning.Of(Fine with { TruePeakAtMs = null, ClippedRuns = null, SilentStartMs = null, SilentEndMs = null, StereoImage = null }));

    public static TheoryData<Measurements, Warning> Cases => new()
    {
        { Fine with { EndsEarly = true }, new(WarningCode.EndsEarly, "It ends before the file says it should. Was the bounce or the upload cut off?", null) },
        { Fine with { TruePeakDbtp = null, TruePeakAtMs = null, SilentStartMs = null, SilentEndMs = null, StereoImage = null }, new(WarningCode.OnlySilence, "There is only silence in it.", null) },
        { Fine with { TruePeakDbtp = -75, SilentStartMs = null, SilentEndMs = null, StereoImage = null }, new(WarningCode.OnlySilence, "There is only silence in it.", null) },
        { Fine with { ClippedRuns = 1, FirstClipAtMs = 62_000 }, new(WarningCode.Clipped, "It stays at full scale once, so something was clipped.", 62_000) },
        { Fine with { ClippedRuns = 1_414, FirstClipAtMs = 62_000 }, new(WarningCode.Clipped, "It stays at full scale 1,414 times, so something was clipped.", 62_000) },
        { Fine with { ClippedRuns = 2, FirstClipAtMs = 7, IsFloat = true }, new(WarningCode.Clipped, "It stays over full scale twice, and will be clipped in anything but floating point.", 7) },
        { Fine with { TruePeakDbtp = 0.31, TruePeakAtMs = 130_000 }, new(WarningCode.TruePeakHigh, "The true peak is 0.3 dBTP. Over −1 it may clip when it is encoded.", 130_000) },
        { Fine with { TruePeakDbtp = -0.94, TruePeakAtMs = 130_000 }, new(WarningCode.TruePeakHigh, "The true peak is −0.9 dBTP. Over −1 it may clip when it is encoded.", 130_000) },
        { Fine with { SilentStartMs = 3_210 }, new(WarningCode.SilentStart, "3.2 s of silence before the first sound.", 3_210) },
        { Fine with { SilentEndMs = 65_000 }, new(WarningCode.SilentEnd, "1 min 5 s of silence after the last sound.", 35_000) },
        { Fine with { StereoImage = StereoImage.LeftOnly }, new(WarningCode.OneSided, "All of it is on the left.", null) },
        { Fine with { StereoImage = StereoImage.RightOnly }, new(WarningCode.OneSided, "All of it is on the right.", null) },
        { Fine with { StereoImage = StereoImage.DualMono }, new(WarningCode.DualMono, "Both channels are the same: mono in a stereo file.", null) },
    };

    [Theory, MemberData(nameof(Cases))]
    public void What_one_should_know_is_said_in_plain_words(Measurements measured, Warning warning) => Assert.Equal([warning], Warning.Of(measured));
}
