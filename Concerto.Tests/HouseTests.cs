using System.Reflection;
using System.Text.RegularExpressions;
using Concerto.Domain;
using Concerto.Infrastructure.Data;
using Concerto.Web;

namespace Concerto.Tests;

/// <summary>The walls of the house: dependencies run Web → Infrastructure → Domain, and the domain knows nothing but .NET.</summary>
public sealed class HouseTests
{
    private static readonly Assembly Domain = typeof(DomainException).Assembly, Infrastructure = typeof(ConcertoDbContext).Assembly, Web = typeof(ConcertoApp).Assembly;

    [Fact]
    public void The_domain_references_nothing_but_dotnet() =>
        Assert.All(Names(Domain), name => Assert.True(name.StartsWith("System.", StringComparison.Ordinal), $"The domain references {name}."));

    [Fact]
    public void The_outside_world_does_not_know_the_web() => Assert.DoesNotContain(Web.GetName().Name, Names(Infrastructure));

    [Fact]
    public void Failures_that_callers_can_cause_are_sealed_and_say_it() => Assert.All(
        new[] { Domain, Infrastructure, Web }.SelectMany(assembly => assembly.GetTypes()).Where(type => type.IsSubclassOf(typeof(DomainException)) && !type.IsAbstract),
        type => Assert.True(type.IsSealed && type.Name.EndsWith("Exception", StringComparison.Ordinal), type.FullName));

    [Fact]
    public void Pages_hold_no_rule_they_save_nothing() =>
        Assert.All(Directory.EnumerateFiles(Path.Combine(Repository.Root, "Concerto.Web", "Pages"), "*.cs", SearchOption.AllDirectories),
            file => Assert.DoesNotContain("SaveChanges", File.ReadAllText(file), StringComparison.Ordinal));

    [Fact] // all of them come in one file: twice a room's own layout came apart because another page used the word too
    public void A_class_is_laid_out_in_one_stylesheet_only()
    {
        var homes = Directory.EnumerateFiles(Path.Combine(Repository.Root, "Concerto.Web", "Assets", "css"), "*.css")
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), @"^\s*(\.[\w-]+)\s*[,{]", RegexOptions.Multiline).Select(match => (Class: match.Groups[1].Value, File: Path.GetFileName(file))))
            .Distinct().ToLookup(home => home.Class, home => home.File);
        Assert.True(homes.Count > 100);
        Assert.Equal([], homes.Where(home => home.Count() > 1).Select(home => $"{home.Key}: {string.Join(", ", home)}"));
    }

    private static IEnumerable<string> Names(Assembly assembly) => assembly.GetReferencedAssemblies().Select(name => name.Name!);
}
