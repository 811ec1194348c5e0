using System.Threading.Channels;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Live;

/// <summary>
/// What happens, as it happens: the one reader of the activity table in this process, for all who listen. It looks at once when this process has
/// committed something, and every second for what verbs, workers and other nodes did; while nobody listens it does not look at all.
/// </summary>
public sealed class ActivityFeed(IDbContextFactory<ConcertoDbContext> contexts, ActivitySignal signal, TimeProvider time, ILogger<ActivityFeed> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1), Gather = TimeSpan.FromMilliseconds(15), AfterFault = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly HashSet<Listener> _listeners = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private ActivityMark? _mark; // null while it does not read

    /// <summary>How many listen.</summary>
    public int Listeners
    {
        get { lock (_lock) return _listeners.Count; }
    }

    /// <summary>How often it has asked the database.</summary>
    public long Looks { get; private set; }

    /// <summary>A listener who hears everything from now on; dispose of it.</summary>
    /// <param name="capacity">How much may wait for it; of more, it loses what waits and is told.</param>
    public Listener Listen(int capacity = Listener.UsualCapacity)
    {
        var listener = new Listener(capacity, Leave);
        lock (_lock)
        {
            _listeners.Add(listener);
            if (_mark is { } mark) listener.Begin(mark);
        }
        _wake.Writer.TryWrite(true);
        return listener;
    }

    /// <summary>Where a page stands that is about to be made: it has seen all that is committed by now, and perhaps a little more.</summary>
    public async Task<ActivityMark> MarkAsync(CancellationToken ct)
    {
        lock (_lock)
            if (_mark is { } mark) return mark;
        return (await ActivityReader.BeginAsync(contexts, time, ct)).Mark;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ActivityReader? reader = null;
        var failing = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (IsAlone())
                {
                    reader = null;
                    await _wake.Reader.ReadAsync(stoppingToken);
                    continue;
                }
                var next = signal.NextAsync(); // before looking, or what is committed meanwhile would wait
                reader = reader is null ? await BeginAsync(stoppingToken) : await LookAsync(reader, stoppingToken);
                failing = false;
                await WaitAsync(next, Interval, stoppingToken);
                await Task.Delay(Gather, time, stoppingToken); // what comes in a burst is read in one
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) // most likely the database is away; where we stand is remembered
            {
                if (!failing) log.LogWarning(e, "What happens can't be read just now; it goes on when the database is back");
                failing = true;
                await Task.WhenAny(Task.Delay(AfterFault, time, stoppingToken));
            }
        }
    }

    private bool IsAlone()
    {
        lock (_lock)
        {
            if (_listeners.Count > 0) return false;
            _mark = null;
            return true;
        }
    }

    private async Task<ActivityReader> BeginAsync(CancellationToken ct)
    {
        Looks++;
        var reader = await ActivityReader.BeginAsync(contexts, time, ct);
        lock (_lock)
        {
            _mark = reader.Mark;
            foreach (var listener in _listeners) listener.Begin(_mark);
        }
        return reader;
    }

    private async Task<ActivityReader> LookAsync(ActivityReader reader, CancellationToken ct)
    {
        IReadOnlyList<Happening> read;
        do
        {
            Looks++;
            read = await reader.ReadAsync(ct);
            lock (_lock)
            {
                foreach (var happening in read.Select(reader.Take))
                    foreach (var listener in _listeners) listener.Hear(happening);
                _mark = reader.Mark;
            }
        }
        while (read.Count >= ActivityReader.Batch); // there is more
        return reader;
    }

    private async Task WaitAsync(Task next, TimeSpan atMost, CancellationToken ct)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var woken = _wake.Reader.WaitToReadAsync(over.Token).AsTask();
        await Task.WhenAny(next, woken, Task.Delay(atMost, time, over.Token));
        await over.CancelAsync();
        _wake.Reader.TryRead(out _);
        ct.ThrowIfCancellationRequested();
    }

    private void Leave(Listener listener)
    {
        lock (_lock) _listeners.Remove(listener);
    }
}
