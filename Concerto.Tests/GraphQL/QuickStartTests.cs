using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Text.Json.Nodes;

namespace Concerto.Tests.GraphQL;

/// <summary>The README's “GraphQL in five minutes”, run as it is pasted.</summary>
public sealed partial class QuickStartTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task The_quick_start_does_what_the_readme_says()
    {
        await using var server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite);
        var folder = Directory.CreateTempSubdirectory("concerto-quick-start-");
        try
        {
            var block = Block().Match(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"))).Groups["block"].Value;
            Assert.Contains("./run token add", block, StringComparison.Ordinal);
            WriteRun(Path.Combine(folder.FullName, "run"), server);
            var (printed, complaints) = await PasteAsync(block.Replace("http://localhost:5080", server.Url.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal), folder.FullName);

            Assert.True(printed.Contains("\"comment\":{\"id\":", StringComparison.Ordinal), $"{printed}\n{complaints}");
            var answers = printed.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonNode.Parse(line)!["data"]!).ToList();
            Assert.Equal("ANALYSING", (string)answers[0]["completeUpload"]!["version"]!["status"]!);
            Assert.Equal(("READY", 3000, "Demos"), ((string)answers[1]["version"]!["status"]!, (int)answers[1]["version"]!["durationMs"]!, (string)answers[1]["version"]!["song"]!["project"]!["name"]!));
            Assert.Equal(1230, (int)answers[2]["addComment"]!["comment"]!["startMs"]!);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>./run without its building: this very program, on the data of the server that is running.</summary>
    private static void WriteRun(string path, Server server)
    {
        var settings = string.Join(' ', server.Settings.Select(setting => $"'{setting}'"));
        File.WriteAllText(path, $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "Concerto.Web.dll")}' \"$@\" {settings}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private static async Task<(string Printed, string Complaints)> PasteAsync(string block, string folder)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", block]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var (printed, complaints) = (shell.StandardOutput.ReadToEndAsync(limit.Token), shell.StandardError.ReadToEndAsync(limit.Token));
            await shell.WaitForExitAsync(limit.Token);
            return (await printed, await complaints);
        }
        finally
        {
            if (!shell.HasExited) shell.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex("^## GraphQL in five minutes.*?^```sh\n(?<block>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
