using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Concerto.Domain;

namespace Concerto.Web.Features.Demo;

/// <summary>How the band's stems become a mix: for each, ffmpeg's filters; then those of the master.</summary>
public sealed record Mix(string Master, string Drums = "anull", string Instruments = "anull", string Voice = "anull", string Room = "anull", int SampleRate = Oscillators.Rate)
{
    public string Graph { get; } = $"""
        [0:a]asplit=4[a][b][c][d];
        [a]pan=stereo|c0=c0|c1=c1,{Drums}[drums];
        [b]pan=stereo|c0=c2|c1=c3,{Instruments}[instruments];
        [c]pan=stereo|c0=c4|c1=c5,{Voice}[voice];
        [d]pan=stereo|c0=c6|c1=c7,{Room}[room];
        [drums][instruments][voice][room]amix=inputs=4:normalize=0,{Master}[mix]
        """;
}

/// <summary>Runs a performance through ffmpeg into a file, whose extension says which kind.</summary>
public static class Mixdown
{
    /// <exception cref="MixdownFailedException"/>
    public static async Task RunAsync(string ffmpeg, Piece piece, Mix mix, string path, CancellationToken ct)
    {
        string[] coding = Path.GetExtension(path) switch
        {
            ".wav" => ["-c:a", "pcm_s24le"],
            ".aiff" => ["-c:a", "pcm_s24be"],
            ".flac" => ["-c:a", "flac", "-sample_fmt", "s32", "-bits_per_raw_sample", "24"],
            ".mp3" => ["-c:a", "libmp3lame", "-b:a", "256k"],
            ".m4a" => ["-c:a", "aac", "-b:a", "192k"],
            var other => throw new ArgumentException(other, nameof(path)),
        };
        using var process = Start(new(ffmpeg,
        [
            "-hide_banner", "-v", "error", "-f", "f32le", "-ar", Text(Oscillators.Rate), "-ac", Text(Band.Channels), "-i", "pipe:0",
            "-filter_complex", mix.Graph, "-map", "[mix]", "-ar", Text(mix.SampleRate), .. coding, "-y", path,
        ])
        { RedirectStandardInput = true, RedirectStandardError = true });
        try
        {
            var errors = process.StandardError.ReadToEndAsync(ct);
            try
            {
                await using var input = process.StandardInput.BaseStream;
                foreach (var block in piece.Perform()) await input.WriteAsync(MemoryMarshal.AsBytes(block.Span).ToArray(), ct);
            }
            catch (IOException)
            {
                // ffmpeg has gone; why, it says itself.
            }
            await process.WaitForExitAsync(ct);
            if (process.ExitCode != 0) throw new MixdownFailedException(await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new MixdownFailedException(e.Message);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>ffmpeg could not make the recording.</summary>
public sealed class MixdownFailedException(string why) : DomainException($"ffmpeg could not make the demo’s recordings: {why.Trim()}");
