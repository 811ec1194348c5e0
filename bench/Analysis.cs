using System.Diagnostics;
using System.Globalization;
using Concerto.Domain.Audio;
using Concerto.Domain.Storage;
using Concerto.Infrastructure.Audio;
using Concerto.Web.Features.Analysis;
using Concerto.Web.Features.Uploads;

namespace Concerto.Bench;

/// <summary>
/// Row 4: stage 1 of an hour of music beside ffmpeg decoding it to nowhere (the floor) and beside ffmpeg's own meter, all by the clock in turn;
/// what it holds in memory for ten minutes and for sixty; stage 2; and the way through the app.
/// </summary>
internal static class Analysis
{
    private const int Hour = 3600, TenMinutes = 600, Runs = 3;

    /// <summary>Real music where eng/install music has brought it; else pink noise.</summary>
    private const string Music = "/usr/share/games/asc/music/frontiers.mp3";

    private static readonly (string Name, string Encoding)[] Formats = [("WAV", "-c:a pcm_s16le -f wav"), ("FLAC", "-sample_fmt s16 -f flac"), ("MP3", "-b:a 192k -f mp3")];

    public static async Task MeasureAsync(Report report, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("concerto-bench-");
        try
        {
            using var analyser = new FfmpegAnalyser(new() { TempDirectory = Path.Combine(folder.FullName, "temp") }, TimeProvider.System);
            var waveform = Path.Combine(folder.FullName, "waveform.dat");
            foreach (var (name, encoding) in Formats)
            {
                var path = await MakeAsync(folder, name, encoding, Hour, ct);
                await analyser.MeasureAsync(path, waveform, ct); // reads the file into the system's cache, and warms the meter up
                var (floors, ours) = (new List<double>(), new List<double>());
                for (var run = 0; run < Runs; run++)
                {
                    floors.Add(await SecondsAsync(() => FfmpegAsync($"-threads 1 -i {path} -f null -", ct)));
                    ours.Add(await SecondsAsync(() => analyser.MeasureAsync(path, waveform, ct)));
                }
                var (floor, our) = (Report.Median(floors), Report.Median(ours));
                var theirs = await SecondsAsync(() => FfmpegAsync($"-threads 1 -i {path} -af ebur128=framelog=verbose:peak=true -f null -", ct));
                report.Add($"{name}: ffmpeg decoding to nowhere, median of {Runs}", floor, "s", $"{Hour / floor:N0} × real time: the floor");
                report.Add($"{name}: ffmpeg's meter with true peak", theirs, "s", $"{Hour / theirs:N0} × real time");
                report.Add($"{name}: stage 1, median of {Runs}", our, "s",
                    $"{Hour / our:N0} × real time{(name == "WAV" ? " (goal ≥ 600)" : "")}; {our / floor:0.00} of the floor{(name == "WAV" ? "" : " (goal ≤ 1.3)")}; {theirs / our:0.0} times as fast as ffmpeg's meter (goal ≥ 3)");
            }

            var shortOne = await MakeAsync(folder, "10", Formats[0].Encoding, TenMinutes, ct);
            foreach (var (what, path) in new[] { ("ten minutes", shortOne), ("sixty", Path.Combine(folder.FullName, "WAV")) })
            {
                var before = GC.GetTotalAllocatedBytes(precise: true);
                var measuring = analyser.MeasureAsync(path, waveform, ct);
                var most = 0.0;
                for (; !measuring.IsCompleted; await Task.Delay(20, ct)) most = Math.Max(most, ToolsMegabytes(folder));
                await measuring;
                report.Add($"memory for {what}: we allocate, in all", (GC.GetTotalAllocatedBytes(precise: true) - before) / 1e6, "MB", $"ffmpeg holds {most:N0} MB at most");
            }
            var rendering = await SecondsAsync(() => analyser.RenderAsync(shortOne, Path.Combine(folder.FullName, "rendition.m4a"), ct));
            report.Add("stage 2 of ten minutes, in the background", rendering, "s", $"{TenMinutes / rendering:N0} × real time");

            await using var site = await Site.NewAsync(ct);
            var (_, uploader) = await site.NewPersonAsync("Mira", ct);
            var recording = Path.Combine(folder.FullName, "WAV");
            var signed = await site.UseAsync((SignUpload sign) => sign.ExecuteAsync(new(new(ProjectName: "Bench", SongName: "Hour"), "hour.wav", new FileInfo(recording).Length), uploader, ct));
            await site.Services.GetRequiredService<IObjectStore>().PutFileAsync(ObjectKeys.Source(signed.Upload.VersionId), recording, "application/octet-stream", ct);
            var ready = await SecondsAsync(async () =>
            {
                await site.UseAsync((CompleteUpload complete) => complete.ExecuteAsync(new(signed.Upload.Id), uploader, ct));
                await site.UseAsync((AnalyseNext analyse) => analyse.ExecuteAsync(AnalysisStage.Measure, ct));
            });
            report.Add("from the last byte of the hour in WAV to its waveform on the page", ready, "s", $"{Hour / ready:N0} × real time, out of the store on this disk");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> MakeAsync(DirectoryInfo folder, string name, string encoding, int seconds, CancellationToken ct)
    {
        var path = Path.Combine(folder.FullName, name);
        var sound = File.Exists(Music) ? $"-stream_loop -1 -i {Music}" : "-f lavfi -i anoisesrc=c=pink:a=0.5:seed=1";
        await FfmpegAsync($"{sound} -t {seconds} -ac 2 -ar 44100 {encoding} {path}", ct);
        return path;
    }

    private static async Task FfmpegAsync(string arguments, CancellationToken ct)
    {
        using var process = Process.Start("ffmpeg", $"-nostdin -v error {arguments}")!;
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0) throw new InvalidOperationException($"ffmpeg {arguments} failed.");
    }

    private static async Task<double> SecondsAsync(Func<Task> act)
    {
        var clock = Stopwatch.StartNew();
        await act();
        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>The most that a process that works in the folder has held so far, in MB.</summary>
    private static double ToolsMegabytes(DirectoryInfo folder)
    {
        var most = 0.0;
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => path.AsSpan("/proc/".Length) is [>= '0' and <= '9', ..]))
        {
            try
            {
                if (new FileInfo(Path.Combine(process, "cwd")).LinkTarget?.StartsWith(folder.FullName, StringComparison.Ordinal) != true) continue;
                var line = File.ReadLines(Path.Combine(process, "status")).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
                if (line is not null) most = Math.Max(most, double.Parse(line["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1000);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile.
            }
        }
        return most;
    }
}
