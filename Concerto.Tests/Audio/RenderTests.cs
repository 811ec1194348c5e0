using System.Text;
using Concerto.Domain.Audio;

namespace Concerto.Tests.Audio;

public sealed class RenderTests(Studio studio) : IClassFixture<Studio>
{
    [Theory]
    [InlineData("render-24.wav", "-ac 2 -c:a pcm_s24le -metadata title=secret", 96000, 2)]
    [InlineData("render-mono.flac", "-ac 1", 44100, 1)]
    [InlineData("render-51.wav", "-ac 6", 48000, 2)]
    public async Task A_rendition_is_AAC_at_48_kHz_with_its_index_in_front_and_no_tags(string name, string encoding, int rate, int channels)
    {
        var rendition = studio.NewPath("rendition.m4a");
        await studio.Analyser.RenderAsync(await studio.MakeAsync(name, $"{Studio.Noise(rate, 3)} {encoding}"), rendition, CancellationToken.None);

        var measurements = await studio.MeasureAsync(rendition);
        Assert.Equal(("mov", "aac", 48_000, channels, true), (measurements.Container, measurements.Codec, measurements.SampleRate, measurements.Channels, measurements.PlaysInBrowsers));
        Assert.InRange(measurements.DurationMs, 3000, 3030);
        var bytes = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(rendition));
        Assert.True(bytes.IndexOf("moov", StringComparison.Ordinal) < bytes.IndexOf("mdat", StringComparison.Ordinal));
        Assert.DoesNotContain("secret", bytes, StringComparison.Ordinal);
        Assert.Empty(studio.JobFolders());
    }

    [Fact]
    public async Task Law12_a_rendition_is_as_loud_as_its_source()
    {
        var source = await studio.MakeAsync("quiet.wav", $"{Studio.Noise(44100, 10)} -ac 2 -filter:a volume=-20dB");
        var rendition = studio.NewPath("quiet.m4a");
        await studio.Analyser.RenderAsync(source, rendition, CancellationToken.None);
        Assert.Equal((await studio.MeasureAsync(source)).IntegratedLufs!.Value, (await studio.MeasureAsync(rendition)).IntegratedLufs!.Value, 0.2);
    }

    [Fact]
    public async Task What_is_refused_leaves_no_rendition()
    {
        var rendition = studio.NewPath("none.m4a");
        await Assert.ThrowsAsync<RecordingRefusedException>(() => studio.Analyser.RenderAsync(studio.WriteWav(48_000, 9, 1000), rendition, CancellationToken.None));
        Assert.False(File.Exists(rendition));
        Assert.Empty(studio.JobFolders());
    }
}
