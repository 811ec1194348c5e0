using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Bench;

/// <summary>Row 6: the song page with 500 notes, asked for 50 times a second; what its scripts weigh; what Lighthouse says.</summary>
internal static partial class SongPage
{
    private const int Notes = 500, PerSecond = 50;
    private const string Lighthouse = "lighthouse@12.8.2";
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(10), Long = TimeSpan.FromSeconds(20);

    public static async Task MeasureAsync(Report report, CancellationToken ct)
    {
        await using var site = await Site.NewAsync(ct);
        var (email, mira) = await site.NewPersonAsync("Mira", ct);
        var recording = Path.Combine(Path.GetTempPath(), $"concerto-bench-{Environment.ProcessId}.wav");
        await RunAsync("ffmpeg", ["-v", "error", "-y", "-f", "lavfi", "-i", "anoisesrc=d=300:c=pink:r=48000", "-ac", "2", recording], ct);
        var id = await site.AddVersionAsync(mira, new(ProjectName: "Demos", SongName: "Intro"), recording, ct);
        File.Delete(recording);
        await using var db = await site.Services.GetRequiredService<IDbContextFactory<ConcertoDbContext>>().CreateDbContextAsync(ct);
        var version = await db.Versions.SingleAsync(v => v.Id == id, ct);
        for (var i = 0; i < Notes; i++)
            db.Comments.Add(new Comment(version, mira.Writer, $"Note {i}: a little less reverb from here, and the snare could come down by a decibel and a half.", Position.From(i * 590, i % 3 == 0 ? i * 590 + 4000 : null, 300_000), version.CreatedAt.AddMinutes(i)));
        await db.SaveChangesAsync(ct);

        await using var serving = await site.ServeAsync(ct);
        var (browser, cookies) = await site.SignInAsync(email, ct);
        using var _ = browser;
        var path = $"/songs/{version.SongId}?notes=All";
        await LoadAsync(browser, path, Warm, ct);
        var before = serving.Processor();
        var times = await LoadAsync(browser, path, Long, ct);
        var processor = serving.Processor() - before;
        var page = await browser.GetStringAsync(path, ct);
        report.Add("the page", page.Length / 1e3, "kB", $"{Notes} notes");
        report.Add("processor time a page", processor.TotalMilliseconds / times.Length, "ms", "whatever else the machine does");
        report.Add("p50 at 50 requests/s", times[times.Length / 2], "ms");
        report.Add("p95 at 50 requests/s", times[(int)(times.Length * 0.95)], "ms", "goal ≤ 25 ms");

        var scripts = await ScriptsAsync(browser, page, ct);
        report.Add("scripts before interaction, gzip", scripts.Sum(s => s.Size) / 1e3, "kB", $"goal ≤ 90 kB: {string.Join(", ", scripts.OrderByDescending(s => s.Size).Select(s => $"{s.Name} {Report.Number(s.Size / 1e3)}"))}");
        await LighthouseAsync(report, new(site.Url, path), cookies, ct);
    }

    /// <summary>At a fixed rate, however long answers take; how long they took, in ms, the shortest first.</summary>
    private static async Task<double[]> LoadAsync(HttpClient browser, string path, TimeSpan howLong, CancellationToken ct)
    {
        var all = new List<Task<double>>();
        var clock = Stopwatch.StartNew();
        for (var due = TimeSpan.Zero; due < howLong; due += TimeSpan.FromSeconds(1) / PerSecond)
        {
            if (due - clock.Elapsed is { Ticks: > 0 } wait) await Task.Delay(wait, ct);
            all.Add(AskAsync());
        }
        return [.. (await Task.WhenAll(all)).Order()];

        async Task<double> AskAsync()
        {
            var one = Stopwatch.StartNew();
            using var answer = await browser.GetAsync(path, ct);
            answer.EnsureSuccessStatusCode();
            await answer.Content.CopyToAsync(Stream.Null, ct);
            return one.Elapsed.TotalMilliseconds;
        }
    }

    /// <summary>What the page loads by itself: its script elements, what those import, and the room, which is imported as soon as the page has one.</summary>
    private static async Task<IReadOnlyList<(string Name, int Size)>> ScriptsAsync(HttpClient browser, string page, CancellationToken ct)
    {
        var found = new Dictionary<string, int>();
        var waiting = new Queue<Uri>(ScriptElement().Matches(page).Select(m => new Uri(browser.BaseAddress!, m.Groups[1].Value)));
        while (waiting.TryDequeue(out var address))
        {
            if (found.ContainsKey(address.AbsolutePath)) continue;
            var bytes = await browser.GetByteArrayAsync(address, ct);
            using var packed = new MemoryStream();
            await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) await gzip.WriteAsync(bytes, ct);
            found[address.AbsolutePath] = (int)packed.Length;
            foreach (Match import in Import().Matches(System.Text.Encoding.UTF8.GetString(bytes))) waiting.Enqueue(new(address, import.Groups[1].Value));
        }
        return [.. found.Select(f => (Path.GetFileName(f.Key), f.Value))];
    }

    private static async Task LighthouseAsync(Report report, Uri page, string cookies, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("concerto-lighthouse-").FullName;
        try
        {
            var headers = Path.Combine(folder, "headers.json");
            await File.WriteAllTextAsync(headers, JsonSerializer.Serialize(new { Cookie = cookies }), ct);
            var output = Path.Combine(folder, "report.json");
            await RunAsync("npx", ["--yes", Lighthouse, page.AbsoluteUri, "--quiet", "--preset=desktop", $"--extra-headers={headers}", "--output=json", $"--output-path={output}",
                "--chrome-flags=--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"], ct,
                ("CHROME_PATH", Environment.GetEnvironmentVariable("CONCERTO_TEST_CHROMIUM") ?? "/usr/bin/chromium"));
            using var json = JsonDocument.Parse(await File.ReadAllTextAsync(output, ct));
            foreach (var (category, goal) in new[] { ("performance", 98), ("accessibility", 100) })
            {
                var score = 100 * json.RootElement.GetProperty("categories").GetProperty(category).GetProperty("score").GetDouble();
                report.Add($"Lighthouse, {category}", $"{score:0}", $"goal {(goal == 100 ? "100" : $"≥ {goal}")}");
            }
        }
        catch (InvalidOperationException e)
        {
            report.Add("Lighthouse", "–", $"did not run: {e.Message}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunAsync(string program, string[] arguments, CancellationToken ct, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (errors, output) = (process.StandardError.ReadToEndAsync(ct), process.StandardOutput.ReadToEndAsync(ct));
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program}: {(await errors + await output).Trim().Split('\n')[^1]}");
    }

    [GeneratedRegex("""<script[^>]*\bsrc="([^"]+)""")]
    private static partial Regex ScriptElement();

    [GeneratedRegex("""(?:from|import)\s*\(?\s*"(\.[^"]+\.js)""")]
    private static partial Regex Import();
}
