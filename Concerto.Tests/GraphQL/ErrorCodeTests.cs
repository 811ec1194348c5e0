using System.Text.RegularExpressions;
using Concerto.Web.Pages.Developers;

namespace Concerto.Tests.GraphQL;

/// <summary>The table of codes on /developers, against the source: a code that nobody told programs of is none that they can go by.</summary>
public sealed partial class ErrorCodeTests
{
    [Fact]
    public void The_codes_that_developers_are_told_of_are_those_that_are_raised()
    {
        string[] notOurs = ["bin", "obj", "node_modules"];
        var raised = Directory.GetDirectories(Path.Combine(Repository.Root, "Concerto.Web")).Where(folder => !notOurs.Contains(Path.GetFileName(folder)))
            .SelectMany(folder => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)).SelectMany(file => Raised().Matches(File.ReadAllText(file))).Select(match => match.Groups["code"].Value).ToHashSet();
        Assert.Contains("RATE_LIMITED", raised);
        Assert.Equal(raised.Order(StringComparer.Ordinal), ErrorCode.All.SkipLast(1).Select(code => code.Name).Order(StringComparer.Ordinal)); // the last one is the engine's
    }

    [GeneratedRegex("""new (RequestError|Refusal|LimitError)\((StatusCodes\.\w+, |e\.StatusCode, )?"(?<code>\w+)""")]
    private static partial Regex Raised();
}
