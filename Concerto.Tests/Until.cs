using System.Diagnostics;

namespace Concerto.Tests;

/// <summary>Waits for what comes about beside a test: a mail on its way, a recording that is measured, a listener who leaves. For that, never for a time: machines differ.</summary>
internal static class Until
{
    /// <summary>Longer than the slowest machine takes; only what never comes about takes it all.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(25);

    /// <param name="condition">What comes about.</param>
    /// <param name="otherwise">What is wrong when it does not.</param>
    public static async Task ItIsSoAsync(Func<Task<bool>> condition, Func<string> otherwise)
    {
        for (var begun = Stopwatch.GetTimestamp(); !await condition(); await Task.Delay(Between))
            if (Stopwatch.GetElapsedTime(begun) > Patience) throw new TimeoutException(otherwise());
    }

    /// <inheritdoc cref="ItIsSoAsync(Func{Task{bool}}, Func{string})"/>
    public static Task ItIsSoAsync(Func<Task<bool>> condition, string otherwise) => ItIsSoAsync(condition, () => otherwise);

    /// <inheritdoc cref="ItIsSoAsync(Func{Task{bool}}, Func{string})"/>
    public static Task ItIsSoAsync(Func<bool> condition, string otherwise) => ItIsSoAsync(() => Task.FromResult(condition()), otherwise);

    /// <summary>The first that is found.</summary>
    public static async Task<T> ThereIsAsync<T>(Func<Task<T?>> look, string otherwise) where T : class
    {
        T? found = null;
        await ItIsSoAsync(async () => (found = await look()) is not null, otherwise);
        return found!;
    }
}
