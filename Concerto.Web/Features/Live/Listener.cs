using System.Threading.Channels;

namespace Concerto.Web.Features.Live;

/// <summary>One who listens to the <see cref="ActivityFeed"/>. Nobody waits for a slow one: it loses what it did not fetch, and learns that it has.</summary>
public sealed class Listener : IDisposable
{
    internal const int UsualCapacity = 128;

    private readonly TaskCompletionSource<ActivityMark> _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<Happening> _waiting;
    private readonly Action<Listener> _leave;
    private Happening? _lost; // the newest of what was lost

    internal Listener(int capacity, Action<Listener> leave) => (_waiting, _leave) = (Channel.CreateBounded<Happening>(new BoundedChannelOptions(capacity) { SingleWriter = true }), leave);

    /// <summary>From where on it hears everything; waits while the database is away.</summary>
    public Task<ActivityMark> BegunAsync(CancellationToken ct) => _begun.Task.WaitAsync(ct);

    /// <summary>Waits for the next, or until the time is over; what there is comes from <see cref="TryTake"/>.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            await _waiting.Reader.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
        }
    }

    /// <summary>Takes what has come. When some was lost, what still waits is lost too: <paramref name="lost"/> is where it goes on.</summary>
    public bool TryTake(out Happening? happening, out ActivityMark? lost)
    {
        if (Volatile.Read(ref _lost) is not null)
        {
            while (_waiting.Reader.TryRead(out _)) ;
            (happening, lost) = (null, Interlocked.Exchange(ref _lost, null)!.Mark);
            return true;
        }
        lost = null;
        return _waiting.Reader.TryRead(out happening);
    }

    public void Dispose() => _leave(this);

    internal void Begin(ActivityMark mark) => _begun.TrySetResult(mark);

    internal void Hear(Happening happening)
    {
        if (Volatile.Read(ref _lost) is not null || !_waiting.Writer.TryWrite(happening)) Volatile.Write(ref _lost, happening);
    }
}
