using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Concerto.Domain.Audio;
using Concerto.Infrastructure.Audio;

namespace Concerto.Tests.Audio;

/// <summary>Makes recordings with the real ffmpeg, each once a run, and has the real analyser listen to them.</summary>
public sealed class Studio : IDisposable
{
    /// <summary>Readable by its owner alone, as a data directory may be: the tools run as nobody and must manage.</summary>
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("concerto-audio-");
    private readonly DirectoryInfo tools = Directory.CreateTempSubdirectory("concerto-tools-");
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> made = new();

    public Studio() => Analyser = NewAnalyser(options => options);

    public FfmpegAnalyser Analyser { get; }

    public string TempDirectory => Path.Combine(folder.FullName, "temp");

    public FfmpegAnalyser NewAnalyser(Func<AudioOptions, AudioOptions> change) => new(change(new() { TempDirectory = TempDirectory }), TimeProvider.System);

    public string NewPath(string name) => Path.Combine(folder.FullName, $"{Guid.CreateVersion7():N}-{name}");

    /// <summary>The file that ffmpeg makes with these arguments before its name.</summary>
    public Task<string> MakeAsync(string name, string arguments) => made.GetOrAdd(name, _ => new(async () =>
    {
        var path = Path.Combine(folder.FullName, name);
        await FfmpegAsync($"{arguments} -y {path}");
        return path;
    })).Value;

    /// <summary>Pink noise that gets quieter half-way.</summary>
    public static string Noise(int rate, double seconds) =>
        FormattableString.Invariant($"-f lavfi -i anoisesrc=c=pink:a=0.6:seed=7:r={rate}:d={seconds},volume=volume=if(lt(t\\,{seconds / 2})\\,1\\,0.4):eval=frame");

    public string Write(string name, byte[] bytes)
    {
        var path = NewPath(name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    /// <summary>Where a tool of that name can be run from by nobody; it is not there yet.</summary>
    public string NewToolPath(string name)
    {
        if (!OperatingSystem.IsWindows()) tools.UnixFileMode |= UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        return Path.Combine(tools.FullName, name);
    }

    public static void WriteTool(string path, string script)
    {
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
    }

    /// <summary>A WAV file of 16-bit silence with whatever its header is to say; the silence takes no room on the disk.</summary>
    public string WriteWav(uint rate, ushort channels, long dataLength, uint? claimedLength = null)
    {
        var header = new byte[44];
        "RIFF"u8.CopyTo(header);
        "WAVEfmt "u8.CopyTo(header.AsSpan(8));
        "data"u8.CopyTo(header.AsSpan(36));
        void Put32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(at), value);
        void Put16(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(at), value);
        Put32(4, unchecked((uint)dataLength + 36));
        Put32(16, 16);
        Put16(20, 1);
        Put16(22, channels);
        Put32(24, rate);
        Put32(28, unchecked(rate * channels * 2));
        Put16(32, unchecked((ushort)(channels * 2)));
        Put16(34, 16);
        Put32(40, claimedLength ?? (uint)dataLength);
        var path = NewPath("made.wav");
        using var file = File.Create(path);
        file.Write(header);
        file.SetLength(44 + dataLength);
        return path;
    }

    /// <summary>The first part of a file, as an interrupted transfer leaves it.</summary>
    public string Cut(string path, double share)
    {
        var bytes = File.ReadAllBytes(path);
        return Write(Path.GetFileName(path), bytes[..(int)(bytes.Length * share)]);
    }

    public async Task<Measurements> MeasureAsync(string path, FfmpegAnalyser? analyser = null) => (await MeasureWithWaveformAsync(path, analyser)).Measurements;

    public async Task<(Measurements Measurements, Waveform Waveform)> MeasureWithWaveformAsync(string path, FfmpegAnalyser? analyser = null)
    {
        var waveformPath = NewPath("waveform.dat");
        var measurements = await (analyser ?? Analyser).MeasureAsync(path, waveformPath, CancellationToken.None);
        await using var stream = File.OpenRead(waveformPath);
        return (measurements, await Waveform.ReadAsync(stream, CancellationToken.None));
    }

    public async Task<RecordingRefusedException> RefusalAsync(string path, FfmpegAnalyser? analyser = null)
    {
        var waveformPath = NewPath("waveform.dat");
        var refusal = await Assert.ThrowsAsync<RecordingRefusedException>(() => (analyser ?? Analyser).MeasureAsync(path, waveformPath, CancellationToken.None));
        Assert.False(File.Exists(waveformPath));
        Assert.Empty(JobFolders());
        return refusal;
    }

    /// <summary>Of jobs that are running, or left something.</summary>
    public IEnumerable<string> JobFolders() => Directory.EnumerateDirectories(TempDirectory).SelectMany(Directory.EnumerateDirectories);

    /// <summary>Of the processes that work in this studio.</summary>
    public IReadOnlyList<int> RunningTools() =>
    [
        .. from process in Directory.EnumerateDirectories("/proc")
           let name = Path.GetFileName(process)
           where name.All(char.IsAsciiDigit) && WorkingFolder(process).StartsWith(TempDirectory, StringComparison.Ordinal)
           select int.Parse(name, System.Globalization.CultureInfo.InvariantCulture),
    ];

    /// <summary>In MB: the most that any process now working in this studio has held so far.</summary>
    public int MostMemory() => RunningTools().Select(tool =>
    {
        try
        {
            var line = File.ReadLines($"/proc/{tool}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : int.Parse(line["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }).DefaultIfEmpty().Max();

    /// <summary>What ffmpeg wrote to standard error.</summary>
    public static async Task<string> FfmpegAsync(string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", $"-hide_banner -nostdin -nostats {arguments}") { RedirectStandardError = true })!;
        var log = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? log : throw new InvalidOperationException(log);
    }

    public void Dispose()
    {
        Analyser.Dispose();
        folder.Delete(recursive: true);
        tools.Delete(recursive: true);
    }

    private static string WorkingFolder(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
