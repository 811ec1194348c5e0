using System.Runtime.CompilerServices;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Live;

/// <summary>What comes along a stream.</summary>
public abstract record LiveEvent
{
    private LiveEvent() { }

    /// <summary>The stream stands here: all before it has been told, all after it will be.</summary>
    public sealed record Listening(ActivityMark Mark) : LiveEvent;

    /// <summary>Something happened that the caller may hear of.</summary>
    /// <param name="Mark">Where the stream stands after it.</param>
    public sealed record Happened(Happening Happening, ActivityMark Mark) : LiveEvent;

    /// <summary>What the caller is told, and has not seen yet, may be another now.</summary>
    /// <param name="Count">How much it is; see <see cref="Notifications.Unread"/>.</param>
    /// <param name="Of">What they are told; null when they have read, and when the stream begins.</param>
    public sealed record Unread(int Count, long? Of) : LiveEvent;

    /// <summary>Too much happened to tell one by one: look at everything anew.</summary>
    public sealed record Refresh(ActivityMark Mark) : LiveEvent;

    /// <summary>The last one: what the stream is about is not there for the caller any more, or they are not signed in any more.</summary>
    public sealed record Gone(bool SignedOut) : LiveEvent;
}

/// <summary>The streams of this process: each tells one caller what happens in one scope, for as long as they may hear it.</summary>
public sealed class LiveStreams(ActivityFeed feed, IDbContextFactory<ConcertoDbContext> contexts, TimeProvider time, LiveOptions options)
{
    private const int MostMissed = 100;

    private readonly Lock _lock = new();
    private readonly Dictionary<UserId, int> _open = [];

    /// <summary>Whether the person has as many streams as one may have.</summary>
    public bool IsFull(Caller caller)
    {
        lock (_lock) return _open.GetValueOrDefault(caller.Reader) >= options.StreamsPerPerson;
    }

    /// <summary>Opens a stream; null when the person has as many as one may have.</summary>
    /// <param name="caller">Whose.</param>
    /// <param name="scope">Which the caller has been found to see.</param>
    /// <param name="since">Where they stood before; null to begin now.</param>
    /// <param name="standsAsync">Whether they are still signed in as when they came; asked again and again, and before anything is told.</param>
    public LiveStream? Open(Caller caller, LiveScope scope, ActivityMark? since, Func<CancellationToken, Task<bool>> standsAsync)
    {
        var me = caller.Reader;
        lock (_lock)
        {
            var open = _open.GetValueOrDefault(me);
            if (open >= options.StreamsPerPerson) return null;
            _open[me] = open + 1;
        }
        return new LiveStream(ct => RunAsync(caller, scope, since, standsAsync, ct), () => Close(me));
    }

    private async IAsyncEnumerable<LiveEvent> RunAsync(Caller caller, LiveScope scope, ActivityMark? since, Func<CancellationToken, Task<bool>> standsAsync, [EnumeratorCancellation] CancellationToken ct)
    {
        using var listener = feed.Listen();
        var start = await listener.BegunAsync(ct);
        var sight = new Sight(contexts, caller, scope, time);
        if (!await sight.LookAsync(ct))
        {
            yield return new LiveEvent.Gone(SignedOut: false);
            yield break;
        }

        var told = new HashSet<long>();
        if (since is not null)
        {
            if (await MissedAsync(scope, since, ct) is not { } missed)
            {
                since = null; // it may lie ahead of all that is to come
                yield return new LiveEvent.Refresh(start);
            }
            else
            {
                var mark = since;
                foreach (var happening in missed)
                {
                    told.Add(happening.Sequence);
                    mark = mark.After(happening.Sequence, start);
                    switch (await sight.MayHearAsync(happening, ct))
                    {
                        case null:
                            yield return new LiveEvent.Gone(SignedOut: false);
                            yield break;
                        case true:
                            yield return new LiveEvent.Happened(happening, mark);
                            break;
                    }
                }
                if (since.Highest > start.Highest) start = since; // another node has read further than this one
            }
        }
        yield return new LiveEvent.Listening(start);
        yield return new LiveEvent.Unread(await CountUnreadAsync(caller, ct), null);

        var looked = time.GetTimestamp();
        while (true)
        {
            var left = options.LookEvery - time.GetElapsedTime(looked);
            if (left <= TimeSpan.Zero)
            {
                looked = time.GetTimestamp();
                if (await WhyGoneAsync(sight, standsAsync, ct) is { } gone)
                {
                    yield return gone;
                    yield break;
                }
                continue;
            }
            if (!listener.TryTake(out var happening, out var lost))
            {
                await listener.WaitAsync(left, time, ct);
                continue;
            }
            if (lost is not null) yield return new LiveEvent.Refresh(lost);
            if (lost is not null) yield return new LiveEvent.Unread(await CountUnreadAsync(caller, ct), null);
            if (happening is null || since?.Covers(happening.Sequence) is true || told.Remove(happening.Sequence)) continue;
            var (isInScope, concerns) = (scope.Contains(happening.Activity), happening.Concerns(caller.Reader));
            if ((isInScope || concerns) && !await standsAsync(ct)) // a token that is revoked hears nothing more, not even until it is looked at next
            {
                yield return new LiveEvent.Gone(SignedOut: true);
                yield break;
            }
            if (isInScope)
                switch (await sight.MayHearAsync(happening, ct))
                {
                    case null:
                        yield return new LiveEvent.Gone(SignedOut: false);
                        yield break;
                    case true:
                        yield return new LiveEvent.Happened(happening, happening.Mark);
                        break;
                }
            if (concerns) yield return new LiveEvent.Unread(await CountUnreadAsync(caller, ct), happening.Told.Contains(caller.Reader) ? happening.Sequence : null);
        }
    }

    /// <summary>What happened since then; null when it was too much, or the mark is of another database.</summary>
    private async Task<List<Happening>?> MissedAsync(LiveScope scope, ActivityMark since, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var (highest, missing) = (since.Highest, since.Missing.ToList());
        if (await db.Activities.MaxAsync(a => (long?)a.Sequence, ct) is var newest && (newest ?? 0) < highest) return null;
        var rows = db.Activities.Where(scope.Filter);
        var late = missing.Count == 0 ? [] : await Happening.ReadAsync(db, rows.Where(a => missing.Contains(a.Sequence)), ActivityMark.MostMissing, ct);
        var missed = await Happening.ReadAsync(db, rows.Where(a => a.Sequence > highest), MostMissed + 1, ct);
        return missed.Count > MostMissed ? null : [.. late, .. missed];
    }

    private async Task<int> CountUnreadAsync(Caller caller, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await Unread.CountAsync(db, caller.Reader, ct);
    }

    private static async Task<LiveEvent.Gone?> WhyGoneAsync(Sight sight, Func<CancellationToken, Task<bool>> standsAsync, CancellationToken ct)
    {
        try
        {
            return !await standsAsync(ct) ? new(SignedOut: true) : !await sight.LookAsync(ct) ? new(SignedOut: false) : null;
        }
        catch (Exception e) when (DatabaseFaults.IsAway(e))
        {
            return null; // nothing can be told either
        }
    }

    private void Close(UserId person)
    {
        lock (_lock)
            if (--_open[person] == 0) _open.Remove(person);
    }
}

/// <summary>One open stream; dispose of it.</summary>
public sealed class LiveStream(Func<CancellationToken, IAsyncEnumerable<LiveEvent>> run, Action close) : IDisposable
{
    /// <summary>Ends with <see cref="LiveEvent.Gone"/>, or is cancelled.</summary>
    public IAsyncEnumerable<LiveEvent> EventsAsync(CancellationToken ct) => run(ct);

    public void Dispose() => close();
}
