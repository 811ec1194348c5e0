using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Concerto.Tests.LongestFirst", "Concerto.Tests")]

namespace Concerto.Tests;

/// <summary>What takes long starts first, so that at the end nobody waits for one test on one core; the rest by name, the same in every run.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    // What takes twenty seconds and more, the longest first.
    private static readonly string[] Long =
    [
        nameof(Crash.KilledAnywhereTests), nameof(InChromium.AccessibilityTests), nameof(Demo.SeedDemoTests), nameof(InChromium.LiveTests), nameof(InChromium.RoomTests),
        nameof(Digests.KilledWorkersTests), nameof(InChromium.ProjectTests), nameof(InChromium.PlaybackTests), nameof(InChromium.MainJobTests),
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(PlaceOf).ThenBy(collection => collection.DisplayName, StringComparer.Ordinal);

    private static int PlaceOf(ITestCollection collection)
    {
        var place = Array.FindIndex(Long, name => collection.DisplayName.EndsWith($".{name}", StringComparison.Ordinal));
        return place < 0 ? Long.Length : place;
    }
}
