using System.Threading.Channels;
using Concerto.Web.Hosting;
using GraphQL;

namespace Concerto.Web.GraphQL;

/// <summary>Results as an event stream: graphql-sse in distinct connections mode, one operation a response.</summary>
internal static class ResultStream
{
    private const int MostWaiting = 64;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(12);

    /// <summary>The single result of a query or mutation, or one for each event of a subscription; then <c>complete</c>.</summary>
    public static Task WriteAsync(HttpContext http, ExecutionResult result, IGraphQLTextSerializer serializer) => EventStream.WriteAsync(http, Heartbeat, async (stream, ct) =>
    {
        if (result.Streams is { } streams)
        {
            var results = new Results();
            using var subscription = streams.Values.Single().Subscribe(results);
            await foreach (var each in results.ReadAllAsync(ct)) await stream.SendAsync("next", serializer.Serialize(each), ct);
        }
        else
        {
            await stream.SendAsync("next", serializer.Serialize(result), ct);
        }
        await stream.SendAsync("complete", "", ct);
    });

    /// <summary>Nobody waits for a client that does not read: when too many results wait for it, its stream completes.</summary>
    private sealed class Results : IObserver<ExecutionResult>
    {
        private readonly Channel<ExecutionResult> _waiting = Channel.CreateBounded<ExecutionResult>(MostWaiting);

        public IAsyncEnumerable<ExecutionResult> ReadAllAsync(CancellationToken ct) => _waiting.Reader.ReadAllAsync(ct);

        public void OnNext(ExecutionResult value)
        {
            if (!_waiting.Writer.TryWrite(value)) _waiting.Writer.TryComplete();
        }

        public void OnError(Exception error) => _waiting.Writer.TryComplete();

        public void OnCompleted() => _waiting.Writer.TryComplete();
    }
}
