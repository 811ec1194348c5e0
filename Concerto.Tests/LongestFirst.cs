using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Concerto.Tests.LongestFirst", "Concerto.Tests")]

namespace Concerto.Tests;

/// <summary>What takes long starts first, so that at the end nobody waits for one test on one core; the rest by name, the same in every run.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    // What takes twenty seconds and more, the longest first: eng/tally.mjs says how long, at the end of every run.
    private static readonly Type[] Long =
    [
        typeof(Crash.KilledAnywhereTests), typeof(InChromium.AccessibilityTests), typeof(Demo.SeedDemoTests), typeof(GraphQL.AuthorizationMatrix), typeof(InChromium.LiveTests), typeof(InChromium.RoomTests),
        typeof(Digests.KilledWorkersTests), typeof(InChromium.ProjectTests), typeof(InChromium.PlaybackTests), typeof(InChromium.MainJobTests), typeof(Jobs.JobTests), typeof(Email.ResendTests),
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(PlaceOf).ThenBy(collection => collection.DisplayName, StringComparer.Ordinal);

    private static int PlaceOf(ITestCollection collection)
    {
        var place = Array.FindIndex(Long, type => collection.DisplayName.EndsWith($" {type.FullName}", StringComparison.Ordinal));
        return place < 0 ? Long.Length : place;
    }
}
