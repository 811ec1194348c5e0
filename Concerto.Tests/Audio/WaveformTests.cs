using Concerto.Domain.Audio;

namespace Concerto.Tests.Audio;

public sealed class WaveformTests
{
    [Theory]
    [InlineData(1, 1_000_003)]
    [InlineData(2, 700_001)]
    public async Task Every_point_holds_the_extremes_of_its_samples_in_whatever_pieces_they_came(int channels, int frames)
    {
        var random = new Random(3);
        var samples = new short[frames * channels];
        for (var i = 0; i < samples.Length; i++) samples[i] = (short)random.Next(-30_000, 30_000);
        var writer = new WaveformWriter(48_000, channels);
        for (var at = 0; at < frames;)
        {
            var next = Math.Min(random.Next(1, 3000), frames - at);
            writer.Add(samples.AsSpan(at * channels, next * channels));
            at += next;
        }

        var waveform = await ReadBackAsync(writer);

        Assert.Equal((frames, 256, (frames + 255) / 256, channels), (writer.Frames, waveform.SamplesPerPoint, waveform.Points, waveform.Channels));
        var outline = waveform.Resample(waveform.Points);
        for (var point = 0; point < waveform.Points; point++)
        {
            var stretch = samples.AsSpan(point * 256 * channels, Math.Min(256, frames - point * 256) * channels).ToArray();
            Assert.Equal((stretch.Min(), stretch.Max()), (outline[point * 2], outline[point * 2 + 1]));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task A_long_recording_gets_coarser_points_not_more(int points)
    {
        // Three hours of stereo at 48 kHz: silence, then one loud left sample, then silence.
        const int minutes = 180;
        var minute = new short[60 * 48_000 * 2];
        var writer = new WaveformWriter(48_000, 2);
        for (var i = 0; i < minutes; i++)
        {
            minute[1_000_000] = i == 90 ? (short)12_345 : (short)0;
            writer.Add(minute);
        }

        var waveform = await ReadBackAsync(writer);

        Assert.Equal(4096, waveform.SamplesPerPoint);
        Assert.InRange(waveform.Points, Waveform.MaxPoints / 2, Waveform.MaxPoints);
        var outline = waveform.Resample(points);
        var loud = (int)((90 * 60.0 + 500_000 / 48_000.0) / (minutes * 60) * points);
        Assert.Equal(12_345, outline[loud * 2 + 1]);
        Assert.Equal(12_345, outline.Sum(value => value));
    }

    [Fact]
    public async Task More_channels_than_two_are_drawn_as_one()
    {
        var writer = new WaveformWriter(48_000, 6);
        writer.Add([1, 2, 3, 4, 5, -6, 0, 0, 0, 0, 0, 0]);
        var waveform = await ReadBackAsync(writer);
        Assert.Equal(1, waveform.Channels);
        Assert.Equal([-6, 5], waveform.Resample(1));
    }

    [Fact]
    public async Task Nothing_is_made_up_between_points()
    {
        var writer = new WaveformWriter(48_000, 1);
        writer.Add(new short[300]);
        Assert.Equal([0, 0, 0, 0], (await ReadBackAsync(writer)).Resample(1000));
    }

    [Fact]
    public async Task The_file_is_laid_out_as_audiowaveform_says()
    {
        var writer = new WaveformWriter(44_100, 2);
        writer.Add([-1, 2, 3, -4]);
        var file = new MemoryStream();
        writer.WriteTo(file);
        Assert.Equal(
            [2, 0, 0, 0, 0, 0, 0, 0, 0x44, 0xAC, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0xFF, 0xFF, 3, 0, 0xFC, 0xFF, 2, 0],
            file.ToArray());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(30)]
    public async Task A_file_that_ends_early_is_refused(int length)
    {
        var writer = new WaveformWriter(48_000, 2);
        writer.Add(new short[2]);
        var file = new MemoryStream();
        writer.WriteTo(file);
        await Assert.ThrowsAsync<InvalidDataException>(() => Waveform.ReadAsync(new MemoryStream(file.ToArray()[..length]), CancellationToken.None));
    }

    private static async Task<Waveform> ReadBackAsync(WaveformWriter writer)
    {
        var file = new MemoryStream();
        writer.WriteTo(file);
        file.Position = 0;
        return await Waveform.ReadAsync(file, CancellationToken.None);
    }
}
