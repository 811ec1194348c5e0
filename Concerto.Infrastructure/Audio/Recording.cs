using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Concerto.Domain.Audio;

namespace Concerto.Infrastructure.Audio;

/// <summary>What ffprobe, its demuxer forced, reads in a file's header, after everything that we do not take was refused.</summary>
/// <param name="Claim">How long the header says it is; null when it doesn't say, or ffprobe only guessed.</param>
internal sealed partial record Recording(string Container, string Codec, int SampleRate, int Channels, int? BitDepth, TimeSpan? Claim)
{
    private const int MinSampleRate = 8_000, MaxSampleRate = 384_000, MaxPlayedRate = 192_000, MaxChannels = 8;

    private static readonly JsonSerializerOptions FromFfprobe = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
    };

    private static readonly HashSet<string> Codecs =
    [
        "pcm_u8", "pcm_s8", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be", "pcm_f32le", "pcm_f32be", "pcm_f64le", "pcm_f64be",
        "flac", "alac", "mp3", "aac", "vorbis", "opus",
    ];

    /// <summary>For ffmpeg's whitelist. MP3 has two decoders.</summary>
    public static string Decoders { get; } = string.Join(',', Codecs.Append("mp3float"));

    /// <summary>What ffprobe is asked for.</summary>
    public const string Entries =
        "stream=codec_type,codec_name,sample_rate,channels,channel_layout,duration,bits_per_sample,bits_per_raw_sample:stream_disposition=attached_pic,timed_thumbnails";

    public bool IsFloat => Codec.StartsWith("pcm_f", StringComparison.Ordinal);

    public bool IsLossless => Codec is "flac" or "alac" || Codec.StartsWith("pcm_", StringComparison.Ordinal);

    /// <summary>Of raw samples; null when they are compressed.</summary>
    public long? BytesPerSecond => Codec.StartsWith("pcm_", StringComparison.Ordinal) ? (long)SampleRate * Channels * SampleBits / 8 : null;

    /// <summary>What a raw sample takes up: the number in the codec's name.</summary>
    private int SampleBits => int.Parse(Codec.AsSpan(5).TrimEnd("lbe"), CultureInfo.InvariantCulture);

    /// <summary>As ffmpeg names it; null when the file doesn't say.</summary>
    public string? ChannelLayout { get; init; }

    /// <summary>Sixteen bits hold all of it, so it goes through the pipe in 16-bit samples; what has more, or was lossy, in 32-bit floating point.</summary>
    public bool FitsInShorts => !IsFloat && BitDepth <= 16;

    /// <summary>A WAV file in the form for more than 4 GiB.</summary>
    public bool IsRf64 { get; init; }

    /// <summary>Only what each of Chromium, Firefox and Safari plays.</summary>
    public bool PlaysInBrowsers => !IsRf64 && SampleRate <= MaxPlayedRate && (Container, Codec) is
        ("wav", "pcm_u8" or "pcm_s16le" or "pcm_s24le") or ("flac", _) or ("mp3", _) or ("aac", _) or ("mov", "aac") or ("ogg", "vorbis" or "opus");

    public string ContentType => Container switch
    {
        "wav" or "w64" => "audio/wav",
        "aiff" => "audio/aiff",
        "flac" => "audio/flac",
        "mp3" => "audio/mpeg",
        "mov" => "audio/mp4",
        "ogg" => "audio/ogg",
        "aac" => "audio/aac",
        "caf" => "audio/x-caf",
        _ => "application/octet-stream",
    };

    /// <summary>
    /// How much of what the header promises may be missing without a word. Encoders of MP3 and AAC promise their padding too, two or three frames.
    /// </summary>
    public TimeSpan Tolerance => IsLossless ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromMilliseconds(300);

    /// <param name="container">Whose demuxer was forced.</param>
    /// <param name="json">ffprobe's <see cref="Entries"/>.</param>
    /// <param name="guessed">ffprobe made the duration up from the bit rate.</param>
    /// <exception cref="RecordingRefusedException">It is not one that we take.</exception>
    public static Recording Read(string container, ReadOnlySpan<byte> json, bool guessed)
    {
        var streams = JsonSerializer.Deserialize<Report>(json, FromFfprobe)?.Streams ?? [];
        if (streams.Any(stream => stream is { CodecType: "video", Disposition: { AttachedPic: 0, TimedThumbnails: 0 } }))
            throw Video();
        var sound = streams.FirstOrDefault(stream => stream.CodecType == "audio")
            ?? throw new RecordingRefusedException(RejectionCode.NoSound, "There is no sound in that file.");
        var codec = sound.CodecName ?? "an unknown format";
        if (!Codecs.Contains(codec)) throw CodedAs(codec);
        if (sound.SampleRate <= 0 || sound.Channels <= 0)
            throw new RecordingRefusedException(RejectionCode.Damaged, "That file is damaged and can't be read. Export it again.");
        if (sound.SampleRate is < MinSampleRate or > MaxSampleRate)
            throw new RecordingRefusedException(RejectionCode.OutOfRange, $"Its sample rate is {Hertz(sound.SampleRate)}; we take 8 kHz to 384 kHz.");
        if (sound.Channels > MaxChannels)
            throw new RecordingRefusedException(RejectionCode.OutOfRange, $"It has {sound.Channels} channels; we take 1 to {MaxChannels}.");
        int? depth = sound.BitsPerRawSample > 0 ? sound.BitsPerRawSample : sound.BitsPerSample > 0 ? sound.BitsPerSample : null;
        TimeSpan? claim = guessed || sound.Duration is not (> 0 and < 1e9) ? null : TimeSpan.FromSeconds(sound.Duration.Value);
        var recording = new Recording(container, codec, (int)sound.SampleRate, sound.Channels, depth, claim) { ChannelLayout = sound.ChannelLayout };
        return recording.IsLossless ? recording : recording with { BitDepth = null };
    }

    /// <summary>The refusal of a stream whose decoder ffprobe was not allowed to open; null when that was not what stopped it.</summary>
    /// <param name="log">ffprobe's. It lists the streams before it opens them.</param>
    public static RecordingRefusedException? Unlisted(string log) =>
        UnlistedCodec().Match(log) is { Success: true } match
            ? log.Contains($": Video: {match.Groups[1].Value}", StringComparison.Ordinal) ? Video() : CodedAs(match.Groups[1].Value)
            : null;

    private static RecordingRefusedException Video() => new(RejectionCode.NotAudio, "That file is a video. Export its sound as WAV, FLAC or MP3 and upload that.");

    private static RecordingRefusedException CodedAs(string codec) => new(RejectionCode.UnsupportedFormat, $"Its sound is coded as {Called(codec)}, which we can't take. Export it as WAV, FLAC or MP3.");

    /// <summary>What people call it.</summary>
    private static string Called(string codec) => codec switch
    {
        "ac3" => "Dolby Digital",
        "eac3" => "Dolby Digital Plus",
        "dts" or "dca" => "DTS",
        "mp2" => "MPEG Layer II",
        "pcm_mulaw" => "µ-law",
        "pcm_alaw" => "A-law",
        _ when codec.StartsWith("wma", StringComparison.Ordinal) => "Windows Media",
        _ when codec.StartsWith("adpcm", StringComparison.Ordinal) => "ADPCM",
        _ when codec.StartsWith("gsm", StringComparison.Ordinal) => "GSM",
        _ => codec,
    };

    [GeneratedRegex(@"Codec \((\w+)\) not on whitelist")]
    private static partial Regex UnlistedCodec();

    private static string Hertz(long rate) => rate < 1000 ? $"{rate} Hz" : string.Create(CultureInfo.InvariantCulture, $"{rate / 1000.0:0.###} kHz");

    private sealed record Report(IReadOnlyList<Track>? Streams);

    private sealed record Track(string? CodecType, string? CodecName, long SampleRate, int Channels, string? ChannelLayout, double? Duration, int BitsPerSample, int BitsPerRawSample, Disposition? Disposition);

    private sealed record Disposition(int AttachedPic, int TimedThumbnails);
}
