using System.Diagnostics;
using Concerto.Domain.Audio;
using Concerto.Infrastructure.Audio;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Audio;

public sealed class SandboxTests(Studio studio) : IClassFixture<Studio>
{
    /// <summary>Three hours of silence, which take ffmpeg the better part of a minute.</summary>
    private string LongRecording() => studio.WriteWav(48_000, 2, 3L * 3600 * 48_000 * 4);

    [LinuxFact]
    public async Task Cancelling_leaves_no_process_and_no_file()
    {
        var waveformPath = studio.NewPath("cancelled.dat");
        using var cancel = new CancellationTokenSource();
        var measuring = studio.Analyser.MeasureAsync(LongRecording(), waveformPath, cancel.Token);
        await ToolAsync("ffmpeg");

        var start = TimeProvider.System.GetTimestamp();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => measuring);

        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(10)); // at once, while the recording takes a minute
        Assert.Empty(studio.RunningTools());
        Assert.Empty(studio.JobFolders());
        Assert.False(File.Exists(waveformPath));
    }

    [LinuxFact]
    public async Task What_a_tool_has_started_dies_with_it()
    {
        var tool = studio.NewToolPath("busy");
        Studio.WriteTool(tool, "sleep 600 &\nsleep 600");
        using var analyser = studio.NewAnalyser(options => options with { Ffprobe = tool, Timeout = TimeSpan.FromSeconds(2) });
        var failure = await Assert.ThrowsAsync<AnalysisFailedException>(() => studio.MeasureAsync(studio.WriteWav(48_000, 2, 1000), analyser));
        Assert.Contains("took longer", failure.Message, StringComparison.Ordinal);
        await Until.ItIsSoAsync(() => studio.RunningTools().Count == 0, "Something lives on.");
    }

    [LinuxFact]
    public async Task A_killed_tool_is_our_failure_not_the_recordings()
    {
        var measuring = studio.MeasureAsync(LongRecording());
        using (var tool = await ToolAsync("ffmpeg")) tool.Kill();
        await Assert.ThrowsAsync<AnalysisFailedException>(() => measuring);
        Assert.Empty(studio.JobFolders());
    }

    [LinuxFact]
    public async Task A_tool_runs_behind_every_guard_and_without_our_secrets()
    {
        Environment.SetEnvironmentVariable("Concerto__Storage__S3__SecretKey", "do-not-tell");
        using var cancel = new CancellationTokenSource();
        var measuring = studio.Analyser.MeasureAsync(LongRecording(), studio.NewPath("guarded.dat"), cancel.Token);
        using (var tool = await ToolAsync("ffmpeg"))
        {
            string Read(string what) => File.ReadAllText($"/proc/{tool.Id}/{what}");
            Assert.DoesNotContain("do-not-tell", Read("environ"), StringComparison.Ordinal);
            Assert.Matches(@"Max cpu time\s+1800\s", Read("limits"));
            Assert.Matches(@"Max address space\s+1073741824\s", Read("limits"));
            Assert.Matches(@"Max open files\s+64\s", Read("limits"));
            Assert.Matches(@"NoNewPrivs:\s+1", Read("status"));
            if (Environment.IsPrivilegedProcess) Assert.Matches(@"Uid:\s+65534\s+65534\s+65534", Read("status"));
        }
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => measuring);
    }

    [Fact]
    public async Task What_a_dead_process_left_is_swept_and_what_a_living_one_has_is_not()
    {
        var living = Directory.EnumerateDirectories(studio.TempDirectory).ToHashSet();
        var left = Directory.CreateDirectory(Path.Combine(studio.TempDirectory, "left"));
        await File.WriteAllTextAsync(Path.Combine(left.FullName, "source"), "music");
        await File.WriteAllTextAsync(left.FullName + ".lock", "");

        studio.NewAnalyser(options => options).Dispose();

        Assert.Equal(living, [.. Directory.EnumerateDirectories(studio.TempDirectory)]);
        Assert.False(File.Exists(left.FullName + ".lock"));
    }

    [Fact]
    public async Task A_file_that_only_its_owner_may_read_is_analysed_and_stays_as_it_was()
    {
        var path = studio.WriteWav(48_000, 2, 48_000 * 4);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal(1000, (await studio.MeasureAsync(path)).DurationMs);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task A_missing_ffmpeg_is_told_and_its_coming_noticed()
    {
        var ffprobe = studio.NewToolPath("ffprobe");
        var time = new FakeTimeProvider();
        using var analyser = new FfmpegAnalyser(new() { TempDirectory = studio.TempDirectory, Ffprobe = ffprobe }, time);
        Assert.Contains("not installed", await analyser.UnavailableReasonAsync(CancellationToken.None), StringComparison.Ordinal);
        await Assert.ThrowsAsync<AnalysisFailedException>(() => studio.MeasureAsync(studio.WriteWav(48_000, 2, 1000), analyser));

        Studio.WriteTool(ffprobe, "exec ffprobe \"$@\"");
        time.Advance(TimeSpan.FromSeconds(6));

        Assert.Null(await analyser.UnavailableReasonAsync(CancellationToken.None));
        Assert.Equal(1000, (await studio.MeasureAsync(studio.WriteWav(48_000, 2, 48_000 * 4), analyser)).DurationMs);
    }

    [Fact]
    public async Task The_analyser_is_had_by_asking_for_it()
    {
        await using var provider = new ServiceCollection().AddAudioAnalysis(_ => new() { TempDirectory = studio.TempDirectory }).BuildServiceProvider();
        Assert.Null(await provider.GetRequiredService<IAudioAnalyser>().UnavailableReasonAsync(CancellationToken.None));
    }

    private async Task<Process> ToolAsync(string name)
    {
        Process? tool = null;
        await Until.ItIsSoAsync(() => (tool = studio.RunningTools().Select(id => Running(id, name)).FirstOrDefault(process => process is not null)) is not null, $"{name} does not run.");
        return tool!;
    }

    private static Process? Running(int id, string name)
    {
        try
        {
            var process = Process.GetProcessById(id);
            return process.ProcessName == name ? process : null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException) // it ended meanwhile
        {
            return null;
        }
    }
}

/// <summary>Looks into /proc, which macOS does not have.</summary>
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Needs /proc.";
}
