using System.Diagnostics;
using AngleSharp.Html.Parser;
using Concerto.Tests.Sharing;
using Concerto.Web.Pages.Developers;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.GraphQL;

/// <summary>The quick starts on /developers: the files that are shown are the files that are run, as they stand.</summary>
public sealed class QuickStartFileTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData("quick-start.sh", "From curl")]
    [InlineData("quick-start.mts", "From TypeScript")]
    [InlineData("quick-start.cs", "From C#")]
    public async Task A_quick_start_uploads_a_mix_leaves_a_note_and_hears_what_is_said(string file, string song)
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var folder = Directory.CreateTempSubdirectory("concerto-quick-start-").FullName;
        Directory.CreateSymbolicLink(Path.Combine(folder, "node_modules"), Path.Combine(Repository.Root, "Concerto.Tests", "Clients", "node_modules")); // npx looks there first
        File.Copy(Path.Combine(Repository.Root, "Concerto.Web", "QuickStarts", file), Path.Combine(folder, file));
        await using var program = new RunningProgram(folder, QuickStart.All.Single(start => start.File == file).Command, server, mira.Token);

        await MakeMixAsync(folder);
        program.Start();
        var printed = await program.UntilAsync("83000");
        Assert.Contains("READY", printed);

        var version = await server.QueryAsync(db => db.Versions.SingleAsync(v => v.UploaderId == mira.Id));
        Assert.Equal((song, "Quick start"), await server.QueryAsync(async db => (
            (await db.Songs.SingleAsync(s => s.Id == version.SongId)).Name, (await db.Projects.SingleAsync(p => p.OwnerId == mira.Id)).Name)));
        await server.ShareOpenedAsync(mira, await server.QueryAsync(db => db.Projects.SingleAsync(p => p.OwnerId == mira.Id)), jonas);
        for (var i = 1; !program.Said.Contains("Gladly", StringComparison.Ordinal); i++) // it says nothing when it begins to listen
        {
            Assert.True(i < 100, $"It hears nothing: {program.Said}");
            await server.CommentAsync(jonas, version.Id, $"Gladly, {i}.");
            await Task.Delay(300);
        }
    }

    [Fact]
    public async Task The_page_shows_those_very_files_and_the_limits_that_hold()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        using var browser = server.NewBrowser();
        var page = new HtmlParser().ParseDocument(await (await browser.GetAsync("/developers")).Content.ReadAsStringAsync());
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "Concerto.Web", "QuickStarts")))
        {
            var text = await File.ReadAllTextAsync(file);
            Assert.Equal(text, page.QuerySelector($"pre[aria-label='{Path.GetFileName(file)}']")!.TextContent);
            Assert.Equal(text, await (await browser.GetAsync(page.QuerySelector($"a[download='{Path.GetFileName(file)}']")!.GetAttribute("href")!)).Content.ReadAsStringAsync());
        }
        Assert.Contains("20,000", page.QuerySelector("#limits .figures")!.TextContent);
    }

    // Of more than one part.
    private static async Task MakeMixAsync(string folder)
    {
        using var ffmpeg = Process.Start("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "sine=440:duration=90:sample_rate=48000", Path.Combine(folder, "mix.wav")]);
        await ffmpeg.WaitForExitAsync();
    }

    /// <summary>A quick start's command as it is pasted, until it is stopped.</summary>
    private sealed class RunningProgram(string folder, string command, Server server, string token) : IAsyncDisposable
    {
        private readonly System.Text.StringBuilder _said = new();
        private Process? _process;

        public void Start()
        {
            _process = Process.Start(new ProcessStartInfo("bash", ["-c", command])
            {
                WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
                Environment =
                {
                    ["CONCERTO_URL"] = server.Url.GetLeftPart(UriPartial.Authority), ["CONCERTO_TOKEN"] = token,
                },
            })!;
            _process.OutputDataReceived += Hear;
            _process.ErrorDataReceived += Hear;
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        public string Said
        {
            get
            {
                lock (_said) return _said.ToString();
            }
        }

        public async Task<string> UntilAsync(string text)
        {
            for (var since = Stopwatch.StartNew(); ; await Task.Delay(100))
            {
                var said = Said;
                if (said.Contains(text, StringComparison.Ordinal)) return said;
                Assert.True(since.Elapsed < Patience && !_process!.HasExited, $"It did not say {text}: {said}");
            }
        }

        public ValueTask DisposeAsync()
        {
            if (_process is { HasExited: false }) _process.Kill(entireProcessTree: true);
            _process?.Dispose();
            Directory.Delete(folder, recursive: true);
            return ValueTask.CompletedTask;
        }

        private void Hear(object sender, DataReceivedEventArgs line)
        {
            lock (_said) _said.AppendLine(line.Data);
        }
    }
}
