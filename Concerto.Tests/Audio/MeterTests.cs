using Concerto.Domain.Audio;

namespace Concerto.Tests.Audio;

/// <summary>The meter on sounds whose loudness is known because they were made so: the cases of EBU Tech 3341 and 3342 that can be synthesised, and ours.</summary>
public sealed class MeterTests
{
    private static readonly double[] Stereo = [1, 1];

    public static TheoryData<int> Rates => [8_000, 44_100, 48_000, 96_000, 192_000];

    [Theory, MemberData(nameof(Rates))]
    public void Integrated_loudness_is_that_of_EBU_Tech_3341(int rate)
    {
        Assert.Equal(-23, Tone(rate, (-23, 20)).IntegratedLufs!.Value, 0.1);
        Assert.Equal(-33, Tone(rate, (-33, 20)).IntegratedLufs!.Value, 0.1);
        Assert.Equal(-23, Tone(rate, (-36, 10), (-23, 60), (-36, 10)).IntegratedLufs!.Value, 0.1);
        Assert.Equal(-23, Tone(rate, (-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)).IntegratedLufs!.Value, 0.1);
        Assert.Equal(-23, Tone(rate, (-26, 20), (-20, 20.1), (-26, 20)).IntegratedLufs!.Value, 0.1);
    }

    [Theory, MemberData(nameof(Rates))]
    public void Loudness_range_is_that_of_EBU_Tech_3342(int rate)
    {
        Assert.Equal(10, Tone(rate, (-20, 20), (-30, 20)).LoudnessRangeLu!.Value, 0.1);
        Assert.Equal(5, Tone(rate, (-20, 20), (-15, 20)).LoudnessRangeLu!.Value, 0.1);
        Assert.Equal(20, Tone(rate, (-40, 20), (-20, 20)).LoudnessRangeLu!.Value, 0.1);
        Assert.Equal(15, Tone(rate, (-50, 20), (-35, 20), (-20, 20), (-35, 20), (-50, 20)).LoudnessRangeLu!.Value, 0.1);
    }

    /// <summary>EBU Tech 3341, case 6; the bass effects of a sixth channel, however loud, count nothing.</summary>
    [Fact]
    public void Surround_is_weighted_channel_by_channel()
    {
        double[] levels = [-28, -28, -24, -3, -30, -30];
        var meter = new RecordingMeter(48_000, [1, 1, 1, 0, 1.41, 1.41], null);
        meter.Add(Interleave(48_000, 20, 6, (t, channel) => Gain(levels[channel]) * Math.Sin(2 * Math.PI * 1000 * t)));
        Assert.Equal(-23, meter.End().IntegratedLufs!.Value, 0.1);
    }

    /// <summary>EBU Tech 3341, cases 15 to 19: +0.2 and −0.4 dB are allowed.</summary>
    [Theory]
    [InlineData(4, 0, 0.5, -6)]
    [InlineData(4, 45, 0.5, -6)]
    [InlineData(6, 60, 0.5, -6)]
    [InlineData(8, 67.5, 0.5, -6)]
    [InlineData(4, 45, 1.41, 3)]
    public void A_true_peak_is_found_between_the_samples(int part, double degrees, double amplitude, double dbtp)
    {
        foreach (var channels in (int[])[1, 2, 6])
        {
            var meter = new RecordingMeter(48_000, [.. Enumerable.Repeat(1.0, channels)], null);
            // Faded, as its edges would ring over; in one channel alone.
            meter.Add(Interleave(48_000, 1, channels, (t, channel) =>
                channel == channels - 1 ? amplitude * Math.Min(1, Math.Min(t, 1 - t) * 10) * Math.Sin(2 * Math.PI * 48_000 / part * t + degrees * Math.PI / 180) : 0));
            Assert.InRange(meter.End().TruePeakDbtp!.Value, dbtp - 0.4, dbtp + 0.2);
        }
    }

    /// <summary>Passing over what can't hold a new maximum loses none of them: a peak is as high and stands where it does wherever in a block it falls.</summary>
    [Fact]
    public void A_true_peak_is_found_wherever_it_is_and_its_time_told()
    {
        for (var at = 2_000; at < 20_000; at += 997)
        {
            var samples = Interleave(48_000, 0.5, 2, (t, _) => 0.3 * Math.Sin(2 * Math.PI * 440 * t));
            // Two equal samples in the same direction: the curve between them is higher, by some 2 dB.
            samples[2 * at + 1] = samples[2 * at + 3] = 0.7f;
            var meter = new RecordingMeter(48_000, Stereo, null);
            foreach (var piece in samples.Chunk(2 * 777)) meter.Add(piece);
            var heard = meter.End();
            Assert.InRange(heard.TruePeakDbtp!.Value, -1.9, -0.2);
            Assert.InRange(heard.TruePeakAtMs!.Value, at * 1000 / 48_000, (at + 1) * 1000 / 48_000 + 1);
        }
    }

    [Fact]
    public void The_pieces_in_which_a_recording_comes_make_no_difference()
    {
        var random = new Random(6);
        var samples = Interleave(44_100, 7, 3, (t, channel) => 0.4 * Math.Sin(2 * Math.PI * (200 + 300 * channel) * t) + 0.2 * (random.NextDouble() - 0.5));
        var (whole, pieces) = (new RecordingMeter(44_100, [1, 1, 1], null), new RecordingMeter(44_100, [1, 1, 1], null));
        whole.Add(samples);
        for (var at = 0; at < samples.Length;)
        {
            var next = Math.Min(3 * random.Next(1, 4000), samples.Length - at);
            pieces.Add(samples.AsSpan(at, next));
            at += next;
        }
        var (one, other) = (whole.End(), pieces.End());
        Assert.Equal(one.IntegratedLufs!.Value, other.IntegratedLufs!.Value, 1e-6);
        Assert.Equal(one.TruePeakDbtp!.Value, other.TruePeakDbtp!.Value, 1e-6);
        Assert.Equal(one with { IntegratedLufs = 0, TruePeakDbtp = 0 }, other with { IntegratedLufs = 0, TruePeakDbtp = 0 });
    }

    [Fact]
    public void Sixteen_bits_and_floating_point_read_the_same()
    {
        var floats = Interleave(44_100, 5, 2, (t, channel) => 0.8 * Math.Sin(2 * Math.PI * (300 + channel) * t * t));
        var shorts = Array.ConvertAll(floats, sample => (short)Math.Round(sample * 32767));
        var (a, b) = (new RecordingMeter(44_100, Stereo, 16), new RecordingMeter(44_100, Stereo, null));
        a.Add(shorts);
        b.Add(Array.ConvertAll(shorts, sample => sample / 32768f));
        Assert.Equal(a.End(), b.End());
        var (drawnA, drawnB) = (new MemoryStream(), new MemoryStream());
        a.Waveform.WriteTo(drawnA);
        b.Waveform.WriteTo(drawnB);
        Assert.Equal(drawnA.ToArray(), drawnB.ToArray());
    }

    [Fact]
    public void Full_scale_counts_from_three_samples_on_in_the_steps_of_its_depth()
    {
        Assert.Equal((0, null), Clips(16, 0, 32767, 32767, 0, -32768, -32768, 0));
        Assert.Equal((1, 1), Clips(16, 0, 32767, 32767, 32767, 32767, 0));
        Assert.Equal((0, null), Clips(16, 0, 32767, 32767, -32768, -32768, 32767, 32767, 0));
        Assert.Equal((2, 2), Clips(16, 0, 0, 32767, 32767, 32767, -32768, -32768, -32768, 0));
        Assert.Equal((0, null), Clips(16, 32766, 32766, 32766, 32766, 32766));
        Assert.Equal((2, 0), Clips(16, 32767, 32767, 32767, 0, 32767, 32767, 32767));
        Assert.Equal((1, 0), Clips(8, 127 << 8, 127 << 8, 127 << 8));
        Assert.Equal((0, null), Clips(16, 127 << 8, 127 << 8, 127 << 8));

        static (int, long?) Clips(int bits, params int[] samples)
        {
            // At 1 kHz a sample is a millisecond.
            var meter = new RecordingMeter(1000, [1], bits);
            foreach (var sample in samples) meter.Add([(short)sample]);
            var heard = meter.End();
            return (heard.ClippedRuns, heard.FirstClipAtMs);
        }
    }

    [Fact]
    public void A_clip_in_both_channels_at_once_is_one_and_is_seen_across_blocks()
    {
        const int at = 1023;
        var samples = new short[2 * 4000];
        samples.AsSpan(2 * at, 2 * 4).Fill(short.MaxValue);
        var meter = new RecordingMeter(1000, Stereo, 16);
        meter.Add(samples);
        Assert.Equal((1, at), (meter.End() is var heard ? heard.ClippedRuns : 0, heard.FirstClipAtMs));
    }

    [Fact]
    public void Silence_before_and_after_is_what_no_channel_rises_out_of()
    {
        var samples = new float[2 * 10_000];
        for (var i = 0; i < samples.Length; i++) samples[i] = 0.0003f * (i % 2 == 0 ? 1 : -1); // −70.5 dBFS of hiss
        samples[2 * 2_345] = 0.01f;
        samples[2 * 7_000 + 1] = -0.01f;
        var meter = new RecordingMeter(1000, Stereo, null);
        meter.Add(samples);
        var heard = meter.End();
        Assert.Equal((2_345, 2_999), (heard.SilentStartMs, heard.SilentEndMs));
    }

    [Fact]
    public void Nothing_but_silence_has_neither_loudness_nor_peak_nor_ends()
    {
        var meter = new RecordingMeter(48_000, Stereo, 16);
        meter.Add(new short[2 * 48_000 * 5]);
        Assert.Equal(new(240_000, null, null, null, null, 0, null, null, null, null), meter.End());
    }

    public static TheoryData<StereoImage, Func<double, int, double>> Images => new()
    {
        { StereoImage.Stereo, (t, channel) => 0.5 * Math.Sin(2 * Math.PI * (300 + channel) * t) },
        { StereoImage.Stereo, (t, channel) => (channel == 0 ? 0.5 : -0.5) * Math.Sin(2 * Math.PI * 300 * t) },
        { StereoImage.DualMono, (t, _) => 0.5 * Math.Sin(2 * Math.PI * 300 * t) },
        { StereoImage.DualMono, (t, channel) => 0.5 * Math.Sin(2 * Math.PI * 300 * t) + channel / 32768.0 },
        { StereoImage.LeftOnly, (t, channel) => channel == 0 ? 0.5 * Math.Sin(2 * Math.PI * 300 * t) : 0 },
        { StereoImage.RightOnly, (t, channel) => (channel == 1 ? 0.5 : 0.0003) * Math.Sin(2 * Math.PI * 300 * t) },
    };

    [Theory, MemberData(nameof(Images))]
    public void Left_and_right_are_told_apart(StereoImage image, Func<double, int, double> sound)
    {
        var meter = new RecordingMeter(44_100, Stereo, null);
        // A frame more than whole vectors, as the last samples are looked at in another way.
        meter.Add(Interleave(44_100, 1 + 1 / 44_100.0, 2, sound));
        Assert.Equal(image, meter.End().StereoImage);
    }

    [Fact]
    public void Samples_that_are_no_numbers_or_beyond_all_measure_spoil_nothing()
    {
        var samples = Interleave(48_000, 2, 1, (t, _) => 0.1 * Math.Sin(2 * Math.PI * 1000 * t));
        (samples[100], samples[200], samples[300], samples[^1]) = (float.NaN, float.PositiveInfinity, float.MinValue, float.NaN);
        var meter = new RecordingMeter(48_000, [1], null);
        meter.Add(samples);
        var heard = meter.End();
        Assert.True(double.IsFinite(heard.IntegratedLufs!.Value));
        Assert.InRange(heard.TruePeakDbtp!.Value, 59, 66);
    }

    /// <summary>Recordings of any number of channels in whatever pieces: in bounds, and the last samples too are looked at.</summary>
    [Fact]
    public void Any_number_of_channels_is_measured_to_the_last_sample()
    {
        for (var channels = 1; channels <= 8; channels++)
        for (var frames = 1; frames < 300; frames += 37)
        {
            var samples = new short[frames * channels];
            samples[^1] = 16384;
            var meter = new RecordingMeter(8_000, [.. Enumerable.Repeat(1.0, channels)], 16);
            meter.Add(samples);
            var heard = meter.End();
            Assert.Equal((frames, 0), (heard.Frames, heard.SilentEndMs));
            Assert.InRange(heard.TruePeakDbtp!.Value, -6.1, -5.5);
        }
    }

    /// <summary>A stereo sine of 1 kHz in stretches of so many dBFS and seconds. In stereo such a sine reads as loud as its level.</summary>
    private static Heard Tone(int rate, params (double Dbfs, double Seconds)[] stretches)
    {
        var meter = new RecordingMeter(rate, Stereo, null);
        foreach (var (dbfs, seconds) in stretches)
        {
            // A tenth of a second, over and over, has a whole number of cycles in it.
            var tenth = Interleave(rate, 0.1, 2, (t, _) => Gain(dbfs) * Math.Sin(2 * Math.PI * 1000 * t));
            for (var i = 0; i < (int)Math.Round(seconds * 10); i++) meter.Add(tenth);
        }
        return meter.End();
    }

    private static double Gain(double decibels) => Math.Pow(10, decibels / 20);

    private static float[] Interleave(int rate, double seconds, int channels, Func<double, int, double> sound)
    {
        var samples = new float[(int)Math.Round(rate * seconds) * channels];
        for (var i = 0; i < samples.Length; i++) samples[i] = (float)sound(i / channels / (double)rate, i % channels);
        return samples;
    }
}
