using System.Text;
using Concerto.Domain.Audio;

namespace Concerto.Tests.Audio;

public sealed class HostileFileTests(Studio studio) : IClassFixture<Studio>
{
    [Theory]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nsecret.wav\n#EXT-X-ENDLIST\n")]
    [InlineData("ffconcat version 1.0\nfile secret.wav\n")]
    [InlineData("v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n")]
    [InlineData("<?xml version=\"1.0\"?><MPD><Period><AdaptationSet><Representation><BaseURL>secret.wav</BaseURL></Representation></AdaptationSet></Period></MPD>")]
    public async Task A_playlist_that_names_a_secret_beside_it_is_refused(string playlist)
    {
        await studio.MakeAsync("secret.wav", Studio.Noise(44100, 1));
        var refusal = await studio.RefusalAsync(studio.Write("mix.wav", playlist));
        Assert.Equal((RejectionCode.NotAudio, "That file is a playlist, not a recording."), (refusal.Reason, refusal.Message));
    }

    [Theory]
    [InlineData(1, 1, "Its sample rate is 1 Hz; we take 8 kHz to 384 kHz.")]
    [InlineData(7_999, 2, "Its sample rate is 7.999 kHz; we take 8 kHz to 384 kHz.")]
    [InlineData(768_000, 2, "Its sample rate is 768 kHz; we take 8 kHz to 384 kHz.")]
    [InlineData(48_000, 9, "It has 9 channels; we take 1 to 8.")]
    [InlineData(48_000, 255, "It has 255 channels; we take 1 to 8.")]
    public async Task Rates_and_channels_out_of_range_are_refused_by_their_figures(uint rate, ushort channels, string words)
    {
        var refusal = await studio.RefusalAsync(studio.WriteWav(rate, channels, 100_000));
        Assert.Equal((RejectionCode.OutOfRange, words), (refusal.Reason, refusal.Message));
    }

    [Theory]
    [InlineData(2_147_483_648, 2)]
    [InlineData(48_000, 65_535)]
    [InlineData(48_000, 0)]
    [InlineData(0, 2)]
    public async Task Headers_of_nonsense_are_refused(uint rate, ushort channels) =>
        Assert.True((await studio.RefusalAsync(studio.WriteWav(rate, channels, 100_000))).Reason is RejectionCode.OutOfRange or RejectionCode.Damaged);

    [Fact]
    public async Task Nothing_but_a_header_is_no_sound()
    {
        var refusal = await studio.RefusalAsync(studio.WriteWav(48_000, 2, 0));
        Assert.Equal((RejectionCode.NoSound, "There is no sound in that file."), (refusal.Reason, refusal.Message));
    }

    [Theory]
    [InlineData("OggS\0\u0002")]
    [InlineData("fLaC\0\0\0\u0022")]
    [InlineData("FORM\0\0\0\u0024AIFFCOMM")]
    [InlineData("\0\0\0\u0020ftypM4A ")]
    [InlineData("RIFF\u0024\0\0\0WAVE")]
    [InlineData("ID3\u0003\0\0\0\0\0\u0002..")]
    public async Task Noise_behind_a_good_beginning_is_refused(string head)
    {
        var noise = new byte[200_000];
        new Random(4).NextBytes(noise);
        Assert.True((await studio.RefusalAsync(studio.Write("noise", [.. Encoding.Latin1.GetBytes(head), .. noise]))).Reason is RejectionCode.Damaged or RejectionCode.NoSound);
    }

    [Fact]
    public async Task An_M4A_that_lost_its_end_is_refused_with_advice()
    {
        var refusal = await studio.RefusalAsync(studio.Cut(await studio.MakeAsync("index-last.m4a", $"{Studio.Noise(44100, 5)} -c:a aac"), 0.5));
        Assert.Equal(RejectionCode.Damaged, refusal.Reason);
        Assert.Contains("cut off before its last part", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("film.mp4", "-c:v mpeg4 -c:a aac")]
    [InlineData("mute.mp4", "-c:v mpeg4 -an")]
    [InlineData("film.ogg", "-c:v libtheora -c:a libvorbis")]
    public async Task A_video_is_refused_with_sound_and_without(string name, string encoding)
    {
        var path = await studio.MakeAsync(name, $"-f lavfi -i sine=d=1 -f lavfi -i testsrc=d=1:s=64x64 {encoding}");
        var refusal = await studio.RefusalAsync(path);
        Assert.Equal((RejectionCode.NotAudio, "That file is a video. Export its sound as WAV, FLAC or MP3 and upload that."), (refusal.Reason, refusal.Message));
    }

    [Fact]
    public async Task A_codec_that_we_do_not_take_is_named_as_people_call_it()
    {
        foreach (var (name, encoding, called) in new[] { ("dolby.m4a", "-c:a ac3 -f mp4", "Dolby Digital"), ("phone.wav", "-c:a pcm_mulaw", "µ-law"), ("old.wav", "-c:a adpcm_ms", "ADPCM") })
        {
            var refusal = await studio.RefusalAsync(await studio.MakeAsync(name, $"{Studio.Noise(48000, 1)} {encoding}"));
            Assert.Equal((RejectionCode.UnsupportedFormat, $"Its sound is coded as {called}, which we can't take. Export it as WAV, FLAC or MP3."), (refusal.Reason, refusal.Message));
        }
    }

    /// <summary>Whatever it is called, before any tool is let near it.</summary>
    [Fact]
    public async Task What_is_no_recording_is_refused_for_what_it_is_and_the_tools_never_start()
    {
        using var analyser = studio.NewAnalyser(options => options with { Ffprobe = "/nowhere", Ffmpeg = "/nowhere" });
        var random = new byte[50_000];
        new Random(8).NextBytes(random);
        const string tracker = "A tracker module holds notes and samples, not a mix. Export (bounce) the mix as WAV, FLAC or MP3 and upload that.";
        (byte[] Bytes, RejectionCode Reason, string Words)[] things =
        [
            ([], RejectionCode.NoSound, "That file is empty."),
            (Encoding.UTF8.GetBytes("Take 3: more cowbell."), RejectionCode.NotAudio, "That file is text, not a recording."),
            (random, RejectionCode.NotAudio, "We don't recognise that file as a recording. WAV, AIFF, FLAC, MP3, M4A, Ogg and Opus are welcome."),
            (Encoding.UTF8.GetBytes("<!doctype html><script>alert(1)</script>"), RejectionCode.NotAudio, "That file is a web page, not a recording."),
            (Encoding.UTF8.GetBytes("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"), RejectionCode.NotAudio, "That file is a picture, not a recording."),
            (Encoding.UTF8.GetBytes("[playlist]\nFile1=/etc/passwd\n"), RejectionCode.NotAudio, "That file is a playlist, not a recording."),
            (Encoding.UTF8.GetBytes("#EXTM3U\n/etc/passwd\n"), RejectionCode.NotAudio, "That file is a playlist, not a recording."),
            (Encoding.UTF8.GetBytes("Extended Module: elysium"), RejectionCode.NotAudio, tracker),
            ([.. "IMPM"u8, .. new byte[200]], RejectionCode.NotAudio, tracker),
            ([.. new byte[44], .. "SCRM"u8, .. new byte[200]], RejectionCode.NotAudio, tracker),
            ([.. "space debris"u8, .. new byte[1068], .. "M.K."u8, .. new byte[200]], RejectionCode.NotAudio, tracker),
        ];
        foreach (var (bytes, reason, words) in things)
        {
            var refusal = await studio.RefusalAsync(studio.Write("mix.wav", bytes), analyser);
            Assert.Equal((reason, words), (refusal.Reason, refusal.Message));
        }
    }

    /// <summary>Should a playlist ever get past the first look (behind a tag, say), the forced demuxer is deaf to it.</summary>
    [Fact]
    public async Task A_playlist_behind_the_beginning_of_a_recording_opens_nothing()
    {
        var secret = await studio.MakeAsync("secret.wav", Studio.Noise(44100, 1));
        var playlist = Encoding.UTF8.GetBytes($"\n#EXTM3U\n#EXTINF:9,\n{secret}\nffconcat version 1.0\nfile {secret}\n");
        foreach (var head in (string[])["ID3\u0003\0\0\0\0\0\u0002..", "OggS\0\u0002", "RIFF\u0024\0\0\0WAVE", "caff\0\u0001\0\0"])
        {
            var refusal = await studio.RefusalAsync(studio.Write("mix.wav", [.. Encoding.Latin1.GetBytes(head), .. playlist]));
            Assert.True(refusal.Reason is RejectionCode.Damaged or RejectionCode.NoSound, $"{refusal.Reason}: {refusal.Message}");
        }
    }

    [Fact]
    public async Task A_header_that_promises_less_than_there_is_is_taken_at_its_word()
    {
        var measurements = await studio.MeasureAsync(studio.WriteWav(48_000, 2, 48_000 * 4 * 3, 48_000 * 4));
        Assert.Equal((1000, false), (measurements.DurationMs, measurements.EndsEarly));
    }

    [Fact]
    public async Task Ten_hours_in_a_small_file_are_refused_by_the_header()
    {
        var refusal = await studio.RefusalAsync(await studio.MakeAsync("bomb.flac", "-f lavfi -i anullsrc=r=8000:cl=mono -t 36000"));
        Assert.Equal((RejectionCode.TooLong, "It is 10 h 0 min long; we take up to 4 h 0 min."), (refusal.Reason, refusal.Message));
    }

    [Fact]
    public async Task A_bomb_whose_header_lies_is_stopped_at_the_limit()
    {
        var bomb = await File.ReadAllBytesAsync(await studio.MakeAsync("liar.flac", "-f lavfi -i anullsrc=r=48000:cl=stereo -t 1800"));
        // The last 36 bits of the 18 bytes that begin the stream's facts are its length; 0 means unknown.
        bomb[21] &= 0xF0;
        bomb.AsSpan(22, 4).Clear();
        using var analyser = studio.NewAnalyser(options => options with { MaxDuration = TimeSpan.FromSeconds(90) });
        var refusal = await studio.RefusalAsync(studio.Write("liar.flac", bomb), analyser);
        Assert.Equal((RejectionCode.TooLong, "It is longer than 1 min 30 s; we take up to 1 min 30 s."), (refusal.Reason, refusal.Message));
    }

    [Fact]
    public async Task A_wav_that_claims_to_be_longer_than_it_is_is_not_taken_for_too_long() =>
        Assert.True((await studio.MeasureAsync(studio.WriteWav(8_000, 1, 16_000, 0xE000_0000))).EndsEarly);

    [Fact]
    public async Task A_file_of_empty_chunks_is_given_up() =>
        Assert.Equal(RejectionCode.Damaged, (await studio.RefusalAsync(studio.Write("chunks.wav", [.. "RIFF\0\0\0\0WAVE"u8, .. Enumerable.Repeat("junk\0\0\0\0"u8.ToArray(), 100_000).SelectMany(chunk => chunk)]))).Reason);

    private static readonly (string Name, string Encoding)[] Formats =
    [
        ("w.wav", "-ac 2"), ("w.w64", "-f w64"), ("w.aiff", "-c:a pcm_s24be"), ("w.caf", "-c:a pcm_s16be"), ("w.flac", ""), ("w.mp3", ""), ("w.aac", "-c:a aac"),
        ("w.m4a", "-c:a aac"), ("alac.m4a", "-c:a alac -movflags +faststart"), ("w.ogg", "-c:a libvorbis"), ("flac.ogg", "-c:a flac"), ("w.opus", ""),
    ];

    /// <summary>Twelve formats, each with bits flipped in three ways and cut off in two: whatever comes of it, it is an answer, and nothing is left behind.</summary>
    [LinuxFact]
    public async Task Flipped_bits_and_missing_ends_come_to_measurements_or_a_refusal()
    {
        var bad = new List<string>();
        foreach (var (name, encoding) in Formats)
        {
            var good = await File.ReadAllBytesAsync(await studio.MakeAsync(name, $"{Studio.Noise(48000, 0.5)} {encoding}"));
            for (var seed = 0; seed < 3; seed++)
            {
                var (random, bytes) = (new Random(seed), good.ToArray());
                for (var flip = 0; flip < 20; flip++)
                {
                    // Half of them in the header, where they hurt.
                    var at = random.Next(flip % 2 == 0 ? Math.Min(200, bytes.Length) : bytes.Length);
                    bytes[at] ^= (byte)(1 << random.Next(8));
                }
                bad.Add(studio.Write(name, bytes));
            }
            bad.Add(studio.Cut(studio.Write(name, good), 0.7));
            bad.Add(studio.Cut(studio.Write(name, good), 0.05));
        }

        await Parallel.ForEachAsync(bad, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (path, _) =>
        {
            try
            {
                var measured = await studio.MeasureAsync(path);
                Assert.InRange(measured.DurationMs, 1, 4 * 3_600_000);
                Assert.True(double.IsFinite(measured.IntegratedLufs ?? 0) && double.IsFinite(measured.TruePeakDbtp ?? 0));
            }
            catch (RecordingRefusedException refusal)
            {
                Assert.NotEqual(RejectionCode.AnalysisFailed, refusal.Reason);
            }
        });

        Assert.Empty(studio.JobFolders());
        Assert.Empty(studio.RunningTools());
    }
}
