using System.Diagnostics;

namespace Concerto.Tests.GraphQL;

/// <summary>Whether an answer comes at once: within a quarter of a second, or, where everything is slow because much runs beside it, within what some plain requests take.</summary>
internal static class AtOnce
{
    private const int Rounds = 6, PlainOnes = 20;
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(250);

    /// <summary>The answer; the fastest of some, after one that does not count, since what it needs may be compiled then.</summary>
    public static async Task<T> AnswerAsync<T>(Func<Task<T>> ask, Func<Task> plain)
    {
        await ask();
        await plain();
        for (var round = 1; ; round++)
        {
            var begun = Stopwatch.GetTimestamp();
            var answer = await ask();
            var took = Stopwatch.GetElapsedTime(begun);
            if (took < Quick) return answer;
            begun = Stopwatch.GetTimestamp();
            await plain();
            var usual = Stopwatch.GetElapsedTime(begun);
            if (took < usual * PlainOnes) return answer;
            Assert.True(round < Rounds, $"It took {took.TotalMilliseconds:0} ms, and a plain request {usual.TotalMilliseconds:0} ms.");
        }
    }
}
