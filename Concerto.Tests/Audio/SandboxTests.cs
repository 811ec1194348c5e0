using System.Diagnostics;
using Concerto.Domain.Audio;
using Microsoft.Extensions.Time.Testing;
using Concerto.Infrastructure.Audio;

namespace Concerto.Tests.Audio;

public sealed class SandboxTests(Studio studio) : IClassFixture<Studio>
{
    /// <summary>Three hours of silence, which take ffmpeg the better part of a minute.</summary>
    private string LongRecording() => studio.WriteWav(48_000, 2, 3L * 3600 * 48_000 * 4);

    [Fact]
    public async Task Cancelling_leaves_no_process_and_no_file()
    {
        var waveformPath = studio.NewPath("cancelled.dat");
        using var cancel = new CancellationTokenSource();
        var measuring = studio.Analyser.MeasureAsync(LongRecording(), waveformPath, cancel.Token);
        await ToolAsync("ffmpeg");

        var start = TimeProvider.System.GetTimestamp();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => measuring);

        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(1));
        Assert.Empty(studio.RunningTools());
        Assert.Empty(studio.JobFolders());
        Assert.False(File.Exists(waveformPath));
    }

    [Fact]
    public async Task What_a_tool_has_started_dies_with_it()
    {
        var tool = studio.Write("tool", "#!/bin/sh\nsleep 600 &\nsleep 600\n");
        var open = Directory.CreateTempSubdirectory("concerto-tool-");
        try
        {
            // Where nobody may get at it.
            if (!OperatingSystem.IsWindows()) open.UnixFileMode = (UnixFileMode)0b111_101_101;
            File.Move(tool, tool = Path.Combine(open.FullName, "tool"));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(tool, (UnixFileMode)0b111_101_101);
            using var analyser = studio.NewAnalyser(options => options with { Ffprobe = tool, Timeout = TimeSpan.FromSeconds(2) });
            var failure = await Assert.ThrowsAsync<AnalysisFailedException>(() => studio.MeasureAsync(studio.WriteWav(48_000, 2, 1000), analyser));
            Assert.Contains("took longer", failure.Message, StringComparison.Ordinal);
            await EventuallyAsync(() => studio.RunningTools().Count == 0);
        }
        finally
        {
            open.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_killed_tool_is_our_failure_not_the_recordings()
    {
        var measuring = studio.MeasureAsync(LongRecording());
        using (var tool = await ToolAsync("ffmpeg")) tool.Kill();
        await Assert.ThrowsAsync<AnalysisFailedException>(() => measuring);
        Assert.Empty(studio.JobFolders());
    }

    [Fact]
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
        var place = studio.NewPath("ffprobe");
        var time = new FakeTimeProvider();
        using var analyser = new FfmpegAnalyser(new() { TempDirectory = studio.TempDirectory, Ffprobe = place }, time);
        Assert.Contains("not installed", await analyser.UnavailableReasonAsync(CancellationToken.None), StringComparison.Ordinal);
        await Assert.ThrowsAsync<AnalysisFailedException>(() => studio.MeasureAsync(studio.WriteWav(48_000, 2, 1000), analyser));

        Assert.Null(await studio.Analyser.UnavailableReasonAsync(CancellationToken.None));
    }

    private async Task<Process> ToolAsync(string name)
    {
        Process? tool = null;
        await EventuallyAsync(() => (tool = studio.RunningTools().Select(Process.GetProcessById).FirstOrDefault(process => process.ProcessName == name)) is not null);
        return tool!;
    }

    private static async Task EventuallyAsync(Func<bool> holds)
    {
        for (var tries = 0; !holds(); tries++)
        {
            Assert.True(tries < 500, "It did not come to pass within five seconds.");
            await Task.Delay(10);
        }
    }
}
