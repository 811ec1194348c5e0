using System.Reflection;
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

    private static IEnumerable<string> Names(Assembly assembly) => assembly.GetReferencedAssemblies().Select(name => name.Name!);
}
