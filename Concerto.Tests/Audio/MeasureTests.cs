using System.Globalization;
using System.Text.RegularExpressions;

namespace Concerto.Tests.Audio;

public sealed class MeasureTests(Studio studio) : IClassFixture<Studio>
{
    /// <summary>Name, how ffmpeg makes it (2.345 s), what is to be found, and how far the length may be off: AAC pads its end to a whole frame.</summary>
    [Theory]
    [InlineData("16.wav", "-ac 2", 44100, "wav", "pcm_s16le", "audio/wav", 44100, 2, 16, true, true, 0)]
    [InlineData("8k.wav", "-ac 1 -c:a pcm_u8", 8000, "wav", "pcm_u8", "audio/wav", 8000, 1, 8, true, true, 0)]
    [InlineData("24.wav", "-ac 2 -c:a pcm_s24le", 96000, "wav", "pcm_s24le", "audio/wav", 96000, 2, 24, true, true, 0)]
    [InlineData("32f.wav", "-ac 2 -c:a pcm_f32le", 192000, "wav", "pcm_f32le", "audio/wav", 192000, 2, 32, false, true, 0)]
    [InlineData("51.wav", "-ac 6", 48000, "wav", "pcm_s16le", "audio/wav", 48000, 6, 16, true, true, 0)]
    [InlineData("8ch.wav", "-ac 8", 384000, "wav", "pcm_s16le", "audio/wav", 384000, 8, 16, false, true, 0)]
    [InlineData("rf64.wav", "-rf64 always", 48000, "wav", "pcm_s16le", "audio/wav", 48000, 1, 16, false, true, 0)]
    [InlineData("24.aiff", "-ac 2 -c:a pcm_s24be", 48000, "aiff", "pcm_s24be", "audio/aiff", 48000, 2, 24, false, true, 0)]
    [InlineData("32f.aifc", "-c:a pcm_f32be -f aiff", 48000, "aiff", "pcm_f32be", "audio/aiff", 48000, 1, 32, false, true, 0)]
    [InlineData("16.caf", "-c:a pcm_s16be", 48000, "caf", "pcm_s16be", "audio/x-caf", 48000, 1, 16, false, true, 0)]
    [InlineData("16.w64", "-f w64", 48000, "w64", "pcm_s16le", "audio/wav", 48000, 1, 16, false, true, 0)]
    [InlineData("16.flac", "-ac 2 -sample_fmt s16", 44100, "flac", "flac", "audio/flac", 44100, 2, 16, true, true, 0)]
    [InlineData("24.flac", "-ac 1 -sample_fmt s32", 96000, "flac", "flac", "audio/flac", 96000, 1, 24, true, true, 0)]
    [InlineData("cbr.mp3", "-ac 2 -b:a 192k", 44100, "mp3", "mp3", "audio/mpeg", 44100, 2, null, true, false, 0)]
    [InlineData("vbr.mp3", "-ac 1 -q:a 2 -id3v2_version 0", 48000, "mp3", "mp3", "audio/mpeg", 48000, 1, null, true, false, 0)]
    [InlineData("noxing.mp3", "-ac 2 -q:a 2 -write_xing 0", 44100, "mp3", "mp3", "audio/mpeg", 44100, 2, null, true, false, 60)]
    [InlineData("aac.m4a", "-ac 2 -c:a aac", 44100, "mov", "aac", "audio/mp4", 44100, 2, null, true, false, 30)]
    [InlineData("alac.m4a", "-ac 2 -c:a alac -sample_fmt s32p", 48000, "mov", "alac", "audio/mp4", 48000, 2, 24, false, true, 0)]
    [InlineData("adts.aac", "-ac 2 -c:a aac", 44100, "aac", "aac", "audio/aac", 44100, 2, null, true, false, 60)]
    [InlineData("vorbis.ogg", "-ac 2 -c:a libvorbis", 44100, "ogg", "vorbis", "audio/ogg", 44100, 2, null, true, false, 0)]
    [InlineData("voice.opus", "-ac 1 -c:a libopus", 48000, "ogg", "opus", "audio/ogg", 48000, 1, null, true, false, 0)]
    [InlineData("flac.ogg", "-ac 2 -c:a flac -sample_fmt s16", 44100, "ogg", "flac", "audio/ogg", 44100, 2, 16, false, true, 0)]
    public async Task A_recording_is_known_for_what_it_is(
        string name, string encoding, int madeAt, string container, string codec, string contentType, int sampleRate, int channels, int? bitDepth, bool playsInBrowsers, bool needsRendition, int mayBeOff)
    {
        var measurements = await studio.MeasureAsync(await studio.MakeAsync(name, $"{Studio.Noise(madeAt, 2.345)} {encoding}"));

        Assert.Equal((container, codec, contentType), (measurements.Container, measurements.Codec, measurements.ContentType));
        Assert.Equal((sampleRate, channels, bitDepth), (measurements.SampleRate, measurements.Channels, measurements.BitDepth));
        Assert.Equal((playsInBrowsers, needsRendition, name.StartsWith("32f", StringComparison.Ordinal)), (measurements.PlaysInBrowsers, measurements.NeedsRendition, measurements.IsFloat));
        Assert.InRange(measurements.DurationMs, 2345, 2345 + mayBeOff);
        Assert.False(measurements.EndsEarly);
        Assert.NotNull(measurements.IntegratedLufs);
        Assert.NotNull(measurements.TruePeakDbtp);
    }

    [Theory]
    [InlineData("meter-mono.wav", "-ac 1", 48000)]
    [InlineData("meter-stereo.wav", "-ac 2", 44100)]
    [InlineData("meter-51.wav", "-ac 6", 48000)]
    [InlineData("meter-96k.flac", "-ac 2", 96000)]
    [InlineData("meter.mp3", "-ac 2", 44100)]
    public async Task Loudness_is_what_ffmpegs_own_meter_says(string name, string encoding, int rate)
    {
        var path = await studio.MakeAsync(name, $"{Studio.Noise(rate, 20)} {encoding}");
        var reference = await Studio.FfmpegAsync($"-i {path} -af ebur128=peak=true -f null -");
        var measurements = await studio.MeasureAsync(path);

        double Reference(string line) => double.Parse(Regex.Matches(reference, line)[^1].Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.Equal(Reference(@"I:\s+(-[\d.]+) LUFS"), measurements.IntegratedLufs!.Value, 0.1);
        Assert.Equal(Reference(@"LRA:\s+([\d.]+) LU"), measurements.LoudnessRangeLu!.Value, 0.1);
        Assert.Equal(Reference(@"Peak:\s+(-?[\d.]+) dBFS"), measurements.TruePeakDbtp!.Value, 0.1);
        Assert.InRange(measurements.LoudnessRangeLu.Value, 1, 12);
    }

    [Fact]
    public async Task A_stereo_sine_at_minus_23_reads_minus_23()
    {
        // EBU Tech 3341, case 1.
        var path = await studio.MakeAsync("ebu1.wav", "-f lavfi -i aevalsrc=0.0707946*sin(2*PI*1000*t)|0.0707946*sin(2*PI*1000*t):s=48000:d=20 -c:a pcm_s24le");
        Assert.Equal(-23.0, (await studio.MeasureAsync(path)).IntegratedLufs!.Value, 0.1);
    }

    [Theory]
    [InlineData("ebu15-mono.wav", "0.5*sin(2*PI*12000*t+PI/4)")]
    [InlineData("ebu15-stereo.wav", "0.5*sin(2*PI*12000*t+PI/4)|0.5*sin(2*PI*12000*t+PI/4)")]
    public async Task A_peak_between_samples_is_found_in_mono_and_stereo_alike(string name, string sound)
    {
        // EBU Tech 3341, case 15: the samples reach −9 dBFS, the sound −6 dBTP; +0.2 and −0.4 dB are allowed.
        var path = await studio.MakeAsync(name, $"-f lavfi -i aevalsrc={sound}:s=48000:d=5 -af afade=d=0.1,afade=t=out:st=4.9:d=0.1 -c:a pcm_s24le");
        Assert.InRange((await studio.MeasureAsync(path)).TruePeakDbtp!.Value, -6.42, -5.8);
    }

    [Fact]
    public async Task Silence_has_a_length_but_no_loudness()
    {
        var (measurements, waveform) = await studio.MeasureWithWaveformAsync(studio.WriteWav(48_000, 2, 48_000 * 4 * 5));
        Assert.Equal(5000, measurements.DurationMs);
        Assert.Equal((null, null, null), (measurements.IntegratedLufs, measurements.LoudnessRangeLu, measurements.TruePeakDbtp));
        Assert.All(waveform.Resample(100), value => Assert.Equal(0, value));
    }

    [Fact]
    public async Task A_click_is_too_short_for_loudness_but_has_a_peak()
    {
        var measurements = await studio.MeasureAsync(await studio.MakeAsync("click.wav", "-f lavfi -i sine=f=1000:r=48000:d=0.2"));
        Assert.Equal((200, null, null), (measurements.DurationMs, measurements.IntegratedLufs, measurements.LoudnessRangeLu));
        Assert.Equal(-18.1, measurements.TruePeakDbtp!.Value, 0.2);
    }

    [Theory]
    [InlineData("square.wav", "if(lt(mod(t\\,0.01)\\,0.005)\\,1\\,-1)", "pcm_s16le", -32768, 32767)]
    [InlineData("half.wav", "0.5*sin(2*PI*1000*t)", "pcm_s24le", -16384, 16384)]
    [InlineData("hot.wav", "1.5*sin(2*PI*1000*t)", "pcm_f32le", -32768, 32767)]
    public async Task The_waveform_of_a_known_sound_is_right_at_every_resolution(string name, string sound, string codec, short low, short high)
    {
        var path = await studio.MakeAsync(name, $"-f lavfi -i aevalsrc={sound}:s=48000:d=4 -c:a {codec}");
        var (_, waveform) = await studio.MeasureWithWaveformAsync(path);
        Assert.Equal(750, waveform.Points);
        foreach (var points in (int[])[1, 10, 99, 375])
        {
            var outline = waveform.Resample(points);
            Assert.Equal(points * 2, outline.Length);
            Assert.All(Enumerable.Range(0, points), i =>
            {
                Assert.InRange(outline[i * 2], low, low + 1);
                Assert.InRange(outline[i * 2 + 1], high - 1, high);
            });
        }
    }

    [Fact]
    public async Task Left_and_right_are_drawn_apart()
    {
        var path = await studio.MakeAsync("left.wav", "-f lavfi -i aevalsrc=0.5*sin(2*PI*1000*t)|0:s=48000:d=1 -c:a pcm_s16le");
        var waveformPath = studio.NewPath("left.dat");
        await studio.Analyser.MeasureAsync(path, waveformPath, CancellationToken.None);
        var values = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(File.ReadAllBytes(waveformPath).AsSpan(24)).ToArray();
        Assert.Equal([-16384, 16384, 0, 0], values[4..8]);
    }

    [Theory]
    [InlineData("whole.wav", "-ac 2", 0.6)]
    [InlineData("whole-rf64.wav", "-ac 2 -rf64 always", 0.6)]
    [InlineData("whole.aiff", "-ac 2", 0.6)]
    [InlineData("whole.flac", "-ac 2", 0.6)]
    [InlineData("whole.mp3", "-ac 2", 0.6)]
    [InlineData("whole.m4a", "-ac 2 -c:a aac -movflags +faststart", 0.6)]
    public async Task A_recording_cut_off_is_measured_as_far_as_it_goes_and_said_to_end_early(string name, string encoding, double share)
    {
        var path = await studio.MakeAsync(name, $"{Studio.Noise(44100, 10)} {encoding}");
        var whole = await studio.MeasureAsync(path);
        var cut = await studio.MeasureAsync(studio.Cut(path, share));
        Assert.Equal((false, true), (whole.EndsEarly, cut.EndsEarly));
        Assert.InRange(cut.DurationMs, 10_000 * (share - 0.15), 10_000 * (share + 0.05));
    }

    [Fact]
    public async Task A_length_that_was_never_filled_in_is_no_claim()
    {
        foreach (var claim in (uint[])[0, 0xFFFF_FFFF, 0x7FFF_FFFF, 0x7FFF_F000])
        {
            var measurements = await studio.MeasureAsync(studio.WriteWav(48_000, 2, 48_000 * 4, claim));
            Assert.Equal((1000, false), (measurements.DurationMs, measurements.EndsEarly));
        }
    }

    [LinuxFact]
    public async Task A_large_cover_costs_little()
    {
        var cover = await studio.MakeAsync("cover.png", "-f lavfi -i color=red:s=9000x9000 -frames:v 1");
        var sound = await studio.MakeAsync("covered.wav", $"{Studio.Noise(44100, 2)}");
        foreach (var name in (string[])["covered.mp3", "covered.flac", "covered.m4a"])
        {
            var path = await studio.MakeAsync(name, $"-i {sound} -i {cover} -map 0:a -map 1:v -c:v copy -disposition:v attached_pic");
            var most = 0;
            for (var measured = 0; most == 0 && measured < 20; measured++) // the tools are quick: where much else runs, one looks too late
            {
                var measuring = studio.MeasureAsync(path);
                while (!measuring.IsCompleted)
                {
                    most = Math.Max(most, studio.MostMemory());
                    await Task.Delay(5);
                }
                Assert.InRange((await measuring).DurationMs, 2000, 2030);
            }
            // Decoded, it would fill 232 MB; one of 12,000² is stopped by -max_alloc already.
            Assert.InRange(most, 1, 150);
        }
    }

    [Fact]
    public async Task A_FLAC_file_behind_a_tag_with_a_large_cover_is_still_FLAC()
    {
        var flac = await File.ReadAllBytesAsync(await studio.MakeAsync("tagged.flac", $"{Studio.Noise(44100, 1)}"));
        byte[] tag = [.. "ID3"u8, 4, 0, 0, 0, 0, 0x40, 0, .. new byte[8192]];
        Assert.Equal("flac", (await studio.MeasureAsync(studio.Write("tagged.flac", [.. tag, .. flac]))).Container);
    }
}
