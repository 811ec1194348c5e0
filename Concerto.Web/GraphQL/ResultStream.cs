using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Concerto.Web.Hosting;
using GraphQL;

namespace Concerto.Web.GraphQL;

/// <summary>Results as an event stream: graphql-sse in distinct connections mode, one operation a response.</summary>
internal static class ResultStream
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(12);

    /// <summary>The single result of a query or mutation, or one for each event of a subscription; then <c>complete</c>.</summary>
    public static Task WriteAsync(HttpContext http, ExecutionResult result, IGraphQLTextSerializer serializer) => EventStream.WriteAsync(http, Heartbeat, async (stream, ct) =>
    {
        await foreach (var each in result.EachAsync(ct)) await stream.SendAsync("next", serializer.Serialize(each), ct);
        await stream.SendAsync("complete", "", ct);
    });
}

internal static class Results
{
    // More than what a subscription has at once for a client that keeps up: what it missed, and what waited for its listener.
    internal const int MostWaiting = 256;

    /// <summary>
    /// The single result, or those of a subscription until it completes. Nobody waits for a client that does not keep up: when too many results wait for it, no more come, and the last one says so.
    /// </summary>
    public static async IAsyncEnumerable<ExecutionResult> EachAsync(this ExecutionResult result, [EnumeratorCancellation] CancellationToken ct)
    {
        if (result.Streams is not { } streams)
        {
            yield return result;
            yield break;
        }
        if (streams.Values.SingleOrDefault() is not { } stream)
        {
            yield return new(new RequestError("NOTHING_SUBSCRIBED", "There is nothing to subscribe to: the field is skipped."));
            yield break;
        }
        var waiting = new Waiting();
        using var subscription = waiting.Subscription = stream.Subscribe(waiting);
        await foreach (var each in waiting.ReadAllAsync(ct))
        {
            (each.Extensions, result.Extensions) = (result.Extensions, null); // what it cost comes with the first
            yield return each;
        }
        if (waiting.End is { } end) yield return new(end);
    }

    private sealed class Waiting : IObserver<ExecutionResult>
    {
        private readonly Channel<ExecutionResult> _results = Channel.CreateBounded<ExecutionResult>(MostWaiting);

        public IDisposable? Subscription { get; set; }

        /// <summary>Why it ended before its time.</summary>
        public ExecutionError? End { get; private set; }

        public IAsyncEnumerable<ExecutionResult> ReadAllAsync(CancellationToken ct) => _results.Reader.ReadAllAsync(ct);

        public void OnNext(ExecutionResult value)
        {
            AnswerLength.Check(value);
            if (!_results.Writer.TryWrite(value)) Complete(new RequestError("TOO_SLOW", $"{MostWaiting} results waited for you: there are no more. Look at what has become of it, then subscribe again."));
        }

        public void OnError(Exception error) => Complete(error as ExecutionError ?? new RequestError("INTERNAL", "Something went wrong on our side."));

        public void OnCompleted() => Complete(null);

        private void Complete(ExecutionError? end)
        {
            End ??= end;
            _results.Writer.TryComplete();
            Subscription?.Dispose(); // or it would go on for nobody
        }
    }
}
