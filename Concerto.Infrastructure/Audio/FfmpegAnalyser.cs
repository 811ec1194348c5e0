using System.Globalization;
using System.Runtime.InteropServices;
using Concerto.Domain.Audio;

namespace Concerto.Infrastructure.Audio;

/// <summary>Listens through ffprobe and ffmpeg, in a <see cref="Sandbox"/>. ffprobe looks at a file before ffmpeg is let near it.</summary>
public sealed class FfmpegAnalyser : IAudioAnalyser, IDisposable
{
    /// <summary>How long an answer about ffmpeg holds: asking often is cheap, and installing it later is noticed.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private const int MaxReport = 256 * 1024;

    /// <summary>ffprobe gives up when it may not open a stream's decoder, and covers are streams. It is allowed one pixel, so none is ever decoded.</summary>
    private const string Covers = "mjpeg,png,gif,bmp,tiff,webp";

    private readonly AudioOptions options;
    private readonly TimeProvider time;
    private readonly Workspace workspace;
    private readonly Sandbox sandbox;
    private Finding? found;

    /// <summary>Also clears away what killed processes left in <see cref="AudioOptions.TempDirectory"/>.</summary>
    public FfmpegAnalyser(AudioOptions options, TimeProvider time)
    {
        (this.options, this.time) = (options, time);
        workspace = new(options.TempDirectory);
        sandbox = new(workspace, options.Timeout);
    }

    public void Dispose() => workspace.Dispose();

    public async ValueTask<string?> UnavailableReasonAsync(CancellationToken ct)
    {
        if (found is { } last && time.GetElapsedTime(last.At) < Fresh) return last.Reason;
        var reason = await Missing(options.Ffmpeg) ?? await Missing(options.Ffprobe);
        found = new(time.GetTimestamp(), reason);
        return reason;

        async Task<string?> Missing(string tool)
        {
            using var job = workspace.OpenEmpty();
            try
            {
                var ending = await sandbox.RunAsync([tool, "-version"], job.Folder, bytes => bytes.Length, ct);
                return ending.ExitCode == 0 ? null : $"{tool} does not run: {ending.Errors}";
            }
            catch (AnalysisFailedException e)
            {
                return $"ffmpeg is not installed, or does not run. {e.Message}";
            }
        }
    }

    public async Task<Measurements> MeasureAsync(string sourcePath, string waveformPath, CancellationToken ct)
    {
        using var job = await workspace.OpenAsync(sourcePath, ct);
        var recording = await LookAsync(job, ct);
        var meter = new RecordingMeter(recording.SampleRate, ChannelLayout.Weights(recording.ChannelLayout, recording.Channels), recording.IsFloat ? null : recording.BitDepth);
        await ListenAsync(job, recording, meter, ct);
        var heard = meter.End();
        var duration = TimeSpan.FromSeconds((double)heard.Frames / recording.SampleRate);
        await using (var file = File.Create(waveformPath)) meter.Waveform.WriteTo(file);
        return new()
        {
            Container = recording.Container,
            Codec = recording.Codec,
            ContentType = recording.ContentType,
            DurationMs = (long)Math.Round(duration.TotalMilliseconds),
            SampleRate = recording.SampleRate,
            Channels = recording.Channels,
            BitDepth = recording.BitDepth,
            IsFloat = recording.IsFloat,
            IntegratedLufs = heard.IntegratedLufs,
            LoudnessRangeLu = heard.LoudnessRangeLu,
            TruePeakDbtp = heard.TruePeakDbtp,
            TruePeakAtMs = heard.TruePeakAtMs,
            ClippedRuns = recording.IsLossless ? heard.ClippedRuns : null,
            FirstClipAtMs = recording.IsLossless ? heard.FirstClipAtMs : null,
            SilentStartMs = heard.SilentStartMs,
            SilentEndMs = heard.SilentEndMs,
            StereoImage = heard.StereoImage,
            EndsEarly = recording.Claim - duration > recording.Tolerance,
            PlaysInBrowsers = recording.PlaysInBrowsers,
            NeedsRendition = recording.IsLossless || !recording.PlaysInBrowsers,
        };
    }

    public async Task RenderAsync(string sourcePath, string renditionPath, CancellationToken ct)
    {
        using var job = await workspace.OpenAsync(sourcePath, ct);
        var recording = await LookAsync(job, ct);
        var rendition = job.NewOutput("rendition");
        await FfmpegAsync(job, recording, bytes => bytes.Length, ct,
            "-map_metadata", "-1", "-map_chapters", "-1", "-af", "aformat=channel_layouts=mono|stereo", "-ar", "48000",
            "-c:a", "aac", "-b:a", "256k", "-movflags", "+faststart", "-f", "ipod", "-y", "file:rendition");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(rendition, Job.ForAllToRead);
        File.Move(rendition, renditionPath, overwrite: true);
    }

    /// <summary>Magic bytes, then ffprobe with their demuxer forced.</summary>
    private async Task<Recording> LookAsync(Job job, CancellationToken ct)
    {
        using var source = File.OpenRead(Path.Combine(job.Folder, Job.Source));
        var container = await ContainerAsync(source, ct);
        var report = new MemoryStream();
        var ending = await sandbox.RunAsync(
            [options.Ffprobe, "-hide_banner", "-v", "info", "-max_pixels", "1", .. Input(container, $"{Recording.Decoders},{Covers}"), "-of", "json", "-show_entries", Recording.Entries],
            job.Folder,
            bytes =>
            {
                if (report.Length + bytes.Length > MaxReport) throw Damaged();
                report.Write(bytes);
                return bytes.Length;
            },
            ct);
        if (ending.ExitCode != 0)
        {
            if (Recording.Unlisted(ending.Errors) is { } unlisted) throw unlisted;
            throw ending.Errors.Contains("moov atom not found", StringComparison.Ordinal)
                ? new RecordingRefusedException(RejectionCode.Damaged, "That file was cut off before its last part, without which it can't be played. Export it again.")
                : Broken(ending);
        }
        var guessed = ending.Errors.Contains("Estimating duration", StringComparison.Ordinal);
        var recording = Recording.Read(container, report.GetBuffer().AsSpan(0, (int)report.Length), guessed);
        // Raw samples are as long as they are, whatever the header says.
        var longest = recording.BytesPerSecond is { } bytes ? TimeSpan.FromSeconds((double)source.Length / bytes) : TimeSpan.MaxValue;
        if (recording.Claim > options.MaxDuration && longest > options.MaxDuration) throw TooLong(recording.Claim.Value);
        if (recording is not { Container: "wav", BytesPerSecond: { } rate }) return recording;
        var header = WavHeader.Read(source);
        return recording with { Claim = TimeSpan.FromSeconds((double)header.PromisedBytes / rate), IsRf64 = header.IsRf64 };
    }

    private static async Task<string> ContainerAsync(FileStream source, CancellationToken ct)
    {
        var head = await HeadAsync(source, 0, ct);
        var container = AudioSniffer.Container(head);
        var tag = AudioSniffer.TagLength(head);
        if (tag < head.Length) return container;
        // A tag with a cover: what comes after it was out of the sniffer's sight.
        return AudioSniffer.BehindTag(await HeadAsync(source, tag, ct));
    }

    private static async Task<byte[]> HeadAsync(FileStream source, long offset, CancellationToken ct)
    {
        var head = new byte[AudioSniffer.Length];
        source.Position = offset;
        return head[..await source.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct)];
    }

    /// <summary>Decodes once, at the native rate and with the channels as they are, into a pipe that the meter is at the other end of.</summary>
    private async Task ListenAsync(Job job, Recording recording, RecordingMeter meter, CancellationToken ct)
    {
        var (sample, format) = recording.FitsInShorts ? (sizeof(short), "s16le") : (sizeof(float), "f32le");
        var frame = recording.Channels * sample;
        var most = (long)(options.MaxDuration.TotalSeconds * recording.SampleRate);
        await FfmpegAsync(job, recording, bytes =>
        {
            var whole = bytes[..(bytes.Length / frame * frame)];
            if (recording.FitsInShorts) meter.Add(MemoryMarshal.Cast<byte, short>(whole));
            else meter.Add(MemoryMarshal.Cast<byte, float>(whole));
            if (meter.Frames > most) throw TooLong(null);
            return whole.Length;
        }, ct, "-ar", Text(recording.SampleRate), "-ac", Text(recording.Channels), "-c:a", $"pcm_{format}", "-f", format, "-flush_packets", "0", "pipe:1");
        if (meter.Frames == 0) throw new RecordingRefusedException(RejectionCode.NoSound, "There is no sound in that file.");
    }

    /// <summary>Runs ffmpeg on the first audio stream.</summary>
    private async Task FfmpegAsync(Job job, Recording recording, Sandbox.Take take, CancellationToken ct, params string[] output)
    {
        // A second more than is taken, so that it shows when there is more.
        var limit = Text((long)options.MaxDuration.TotalSeconds + 1);
        var ending = await sandbox.RunAsync(
            [options.Ffmpeg, "-hide_banner", "-nostdin", "-nostats", "-v", "info", "-t", limit, .. Input(recording.Container, Recording.Decoders), "-map", "0:a:0", .. output],
            job.Folder, take, ct);
        if (ending.ExitCode != 0) throw Broken(ending);
    }

    /// <summary>
    /// The whitelists: a protocol list alone is not enough, as a playlist named .wav leaks the files it names; without a codec list,
    /// a cover of 12,000² pixels costs 464 MB. One thread: decoding is quick, and threads cost rationed memory.
    /// </summary>
    private static string[] Input(string container, string decoders) =>
    [
        "-max_alloc", "268435456", "-threads", "1", "-protocol_whitelist", "file,pipe", "-format_whitelist", container, "-codec_whitelist", decoders,
        "-f", container, "-i", $"file:{Job.Source}",
    ];

    private static Exception Broken(Sandbox.Ending ending) =>
        ending.Errors.Contains("Cannot allocate memory", StringComparison.Ordinal) ? new AnalysisFailedException($"Out of memory. {ending.Errors}") : Damaged();

    private static RecordingRefusedException Damaged() => new(RejectionCode.Damaged, "That file is damaged and can't be read. Export it again.");

    private RecordingRefusedException TooLong(TimeSpan? length) => new(
        RejectionCode.TooLong,
        $"It is {(length is { } known ? $"{Words(known)} long" : $"longer than {Words(options.MaxDuration)}")}; we take up to {Words(options.MaxDuration)}.");

    private static string Words(TimeSpan length) => length.TotalHours >= 1 ? $"{(int)length.TotalHours} h {length.Minutes} min" : $"{length.Minutes} min {length.Seconds} s";

    private sealed record Finding(long At, string? Reason);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
