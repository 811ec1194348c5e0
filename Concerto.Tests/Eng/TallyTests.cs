using System.Diagnostics;

namespace Concerto.Tests.Eng;

/// <summary>The last line of <c>./test</c> may be trusted: nothing that went wrong adds up to "0 failed".</summary>
public sealed class TallyTests : IDisposable
{
    const string Passed = """<UnitTestResult testName="A_mix_is_heard" outcome="Passed" duration="00:00:01.5000000" />""";
    const string Skipped = """<UnitTestResult testName="Later" outcome="NotExecuted" duration="00:00:00" />""";
    const string Failed = """
        <UnitTestResult testName="Plays(name: &quot;a &lt; b&quot;)" outcome="Failed" duration="00:00:00.1">
          <Output><ErrorInfo><Message>Expected: 1 &amp; 2</Message><StackTrace>   at Deep.In.Xunit()
           at Plays() in /src/PlayTests.cs:line 12</StackTrace></ErrorInfo></Output>
        </UnitTestResult>
        """;

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("concerto-tally");

    [Fact]
    public async Task Results_are_summed_over_the_projects()
    {
        Write("Web.trx", Passed + Skipped);
        Write("Domain.trx", Passed);
        var (lines, code) = await TallyAsync(dotnetTestExitCode: 0);
        Assert.Equal("2 passed, 0 failed, 1 skipped", lines[^1]);
        Assert.Equal(0, code);
    }

    [Fact]
    public async Task A_failing_test_is_named_with_its_message_and_its_line()
    {
        Write("Web.trx", Passed + Failed + """<RunInfo outcome="Error"><Text>[xUnit.net 00:00:01.65] Plays [FAIL]</Text></RunInfo>""");
        var (lines, code) = await TallyAsync(dotnetTestExitCode: 1);
        Assert.Equal("1 passed, 1 failed, 0 skipped", lines[^1]);
        Assert.Equal(1, code);
        Assert.Contains("""FAILED Plays(name: "a < b")""", lines);
        Assert.Contains("    Expected: 1 & 2", lines);
        Assert.Contains("    at Plays() in /src/PlayTests.cs:line 12", lines);
    }

    [Fact]
    public async Task A_crashed_test_host_counts_as_failed()
    {
        Write("Web.trx", Passed + """<RunInfo outcome="Error"><Text>Test host process crashed</Text></RunInfo>""");
        var (lines, code) = await TallyAsync(dotnetTestExitCode: 1);
        Assert.Equal("1 passed, 1 failed, 0 skipped", lines[^1]);
        Assert.Equal(1, code);
    }

    [Theory]
    [InlineData(Passed, 1, "1 passed, 1 failed, 0 skipped")]
    [InlineData("", 0, "0 passed, 1 failed, 0 skipped")]
    public async Task A_run_that_gave_up_or_ran_nothing_counts_as_failed(string results, int exitCode, string closing)
    {
        Write("Web.trx", results);
        var (lines, code) = await TallyAsync(exitCode);
        Assert.Equal(closing, lines[^1]);
        Assert.Equal(1, code);
    }

    public void Dispose() => folder.Delete(recursive: true);

    void Write(string file, string results) => File.WriteAllText(Path.Combine(folder.FullName, file), $"<TestRun><Results>{results}</Results></TestRun>");

    async Task<(string[] Lines, int ExitCode)> TallyAsync(int dotnetTestExitCode)
    {
        using var node = Process.Start(new ProcessStartInfo("node", [Path.Combine(Repository.Root, "eng", "tally.mjs"), folder.FullName, $"{dotnetTestExitCode}"]) { RedirectStandardOutput = true })!;
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        return (output.TrimEnd().Split('\n'), node.ExitCode);
    }
}
