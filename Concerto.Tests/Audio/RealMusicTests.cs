using System.Globalization;
using System.Text.RegularExpressions;
using Concerto.Domain.Audio;

namespace Concerto.Tests.Audio;

/// <summary>Our meter on real music, in every format, rate, depth and layout, against ffmpeg's.</summary>
public sealed partial class RealMusicTests(Studio studio) : IClassFixture<Studio>
{
    private const string ToSurround = "pan=5.1|FL=FL|FR=FR|FC=0.4*FL+0.4*FR|LFE=0.9*FL|BL=0.5*FR|BR=0.3*FL";

    [Fact]
    public async Task Music_as_it_comes_is_measured_as_ffmpeg_does()
    {
        foreach (var path in Music.All) await AgreesAsync(path);
    }

    /// <summary>Rates, depths and layouts, each with each.</summary>
    [Theory]
    [InlineData(8_000, "pcm_s16le", "mono")]
    [InlineData(8_000, "pcm_s24le", "stereo")]
    [InlineData(8_000, "pcm_f32le", "5.1")]
    [InlineData(44_100, "pcm_s16le", "stereo")]
    [InlineData(44_100, "pcm_s24le", "5.1")]
    [InlineData(44_100, "pcm_f32le", "mono")]
    [InlineData(96_000, "pcm_s16le", "5.1")]
    [InlineData(96_000, "pcm_s24le", "mono")]
    [InlineData(96_000, "pcm_f32le", "stereo")]
    [InlineData(192_000, "pcm_s16le", "mono")]
    [InlineData(192_000, "pcm_s24le", "stereo")]
    [InlineData(192_000, "pcm_f32le", "5.1")]
    public async Task Every_rate_depth_and_layout_is_measured_as_ffmpeg_does(int rate, string codec, string layout)
    {
        var filter = layout == "5.1" ? ToSurround : $"aformat=channel_layouts={layout}";
        var path = await studio.MakeAsync($"{rate}-{codec}-{layout}.wav", $"-ss 20 -t 12 -i {Music.Song} -af {filter},volume=-3dB -ar {rate} -c:a {codec}");
        var measured = await AgreesAsync(path);
        Assert.Equal((rate, codec, 12_000), (measured.SampleRate, measured.Codec, measured.DurationMs));
    }

    [Theory]
    [InlineData("song.aiff", "-c:a pcm_s24be")]
    [InlineData("song.caf", "-c:a pcm_s24le")]
    [InlineData("song.w64", "-c:a pcm_s32le")]
    [InlineData("song.flac", "-sample_fmt s32")]
    [InlineData("song-cbr.mp3", "-b:a 192k")]
    [InlineData("song-vbr.mp3", "-q:a 2")]
    [InlineData("song-aac.m4a", "-c:a aac -b:a 192k")]
    [InlineData("song-alac.m4a", "-c:a alac")]
    [InlineData("song-surround.m4a", "-c:a aac -b:a 384k -af " + ToSurround)]
    [InlineData("song.ogg", "-c:a libvorbis -q:a 6")]
    [InlineData("song-flac.ogg", "-c:a flac")]
    [InlineData("song.opus", "-c:a libopus -b:a 160k")]
    [InlineData("song.aac", "-c:a aac -b:a 192k")]
    [InlineData("song-64.wav", "-c:a pcm_f64le")]
    public async Task Every_format_is_measured_as_ffmpeg_does(string name, string encoding) =>
        await AgreesAsync(await studio.MakeAsync(name, $"-ss 20 -t 12 -i {Music.Song} -ar 48000 {encoding}"));

    /// <summary>Length from decoded samples; loudness, range and true peak as ebur128 has them, to a tenth.</summary>
    private async Task<Measurements> AgreesAsync(string path)
    {
        var reference = await Studio.FfmpegAsync($"-i {path} -map 0:a:0 -af astats=measure_perchannel=none,ebur128=framelog=verbose:peak=true -f null -");
        var summary = reference[reference.LastIndexOf("Summary:", StringComparison.Ordinal)..];
        double Reference(Regex line, string text) => double.Parse(line.Matches(text)[^1].Groups[1].Value, CultureInfo.InvariantCulture);

        var measured = await studio.MeasureAsync(path);

        Assert.Equal(Reference(SamplesLine(), reference) / measured.SampleRate * 1000, measured.DurationMs, 0.51);
        Assert.Equal(Reference(PeakLine(), summary), measured.TruePeakDbtp!.Value, 0.1001);
        if (measured.DurationMs < 400) return measured;
        Assert.Equal(Reference(IntegratedLine(), summary), measured.IntegratedLufs!.Value, 0.1001);
        // Of a few windows the percentiles are a matter of rounding; ours is Tech 3342's.
        if (measured.DurationMs >= 10_000) Assert.Equal(Reference(RangeLine(), summary), measured.LoudnessRangeLu!.Value, 0.1501);
        return measured;
    }

    [GeneratedRegex(@"Number of samples: (\d+)")]
    private static partial Regex SamplesLine();

    [GeneratedRegex(@"I:\s+(-?[\d.]+) LUFS")]
    private static partial Regex IntegratedLine();

    [GeneratedRegex(@"LRA:\s+([\d.]+) LU")]
    private static partial Regex RangeLine();

    [GeneratedRegex(@"Peak:\s+(-?[\d.]+) dBFS")]
    private static partial Regex PeakLine();
}
