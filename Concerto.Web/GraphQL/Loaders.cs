using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.GraphQL;

/// <summary>What a loader asks with: a context of its own, which tracks nothing, who it asks for, and when.</summary>
public sealed record Ask(ConcertoDbContext Db, Caller Caller, DateTime Now, Recordings Recordings);

/// <summary>
/// The request's batch loaders. A loader is its static lambda: loads with the same lambda collect their keys until the first
/// result is awaited, fetch them all at once, and remember. Return a load, or chain with <c>Then</c>; never await one in a resolver, or every
/// key is fetched alone. The strategies run one thing at a time, so nothing here is locked.
/// </summary>
public sealed class Loaders(IDbContextFactory<ConcertoDbContext> contexts, Caller caller, TimeProvider time, Recordings recordings)
{
    private readonly Dictionary<object, object> _loaders = [];

    /// <summary>Forgets what was loaded, after a change.</summary>
    public void Clear() => _loaders.Clear();

    /// <summary>One value for each key, null where there is none.</summary>
    public IDataLoaderResult<TValue?> Batch<TKey, TValue>(TKey key, Func<Ask, IReadOnlyList<TKey>, CancellationToken, Task<Dictionary<TKey, TValue>>> fetch)
        where TKey : notnull where TValue : class => Loader(fetch, fetch!, default(TValue)).Load(key);

    /// <summary>One value for each key, <paramref name="missing"/> where there is none.</summary>
    public IDataLoaderResult<TValue> Batch<TKey, TValue>(TKey key, TValue missing, Func<Ask, IReadOnlyList<TKey>, CancellationToken, Task<Dictionary<TKey, TValue>>> fetch)
        where TKey : notnull => Loader(fetch, fetch, missing).Load(key);

    /// <summary>One value for each key, fetched with a state that tells loads with the same lambda apart.</summary>
    public IDataLoaderResult<TValue> Batch<TKey, TValue, TState>(
        TKey key, TValue missing, TState state, Func<Ask, IReadOnlyList<TKey>, TState, CancellationToken, Task<Dictionary<TKey, TValue>>> fetch)
        where TKey : notnull => Loader<TKey, TValue>((fetch, state), (ask, keys, ct) => fetch(ask, keys, state, ct), missing).Load(key);

    /// <summary>One entity for each key, null where there is none: the query of <see cref="Recordings"/>, and what it is the key's by.</summary>
    public IDataLoaderResult<TValue?> One<TKey, TValue>(TKey key, Func<TValue, TKey> keyOf, Func<Ask, IReadOnlyList<TKey>, IQueryable<TValue>> query, Wanted? wanted = null)
        where TKey : struct, IEntityId<TKey> where TValue : class => Loader<TKey, TValue?>((query, wanted), async (ask, keys, ct) =>
            (await recordings.RowsAsync(query, ask, keys, query, wanted ?? Wanted.All, [], ct)).ToDictionary(keyOf, TValue? (value) => value), null).Load(key);

    /// <summary>Many entities for each key.</summary>
    public IDataLoaderResult<IReadOnlyList<TValue>> Group<TKey, TValue>(TKey key, Func<TValue, TKey> keyOf, Func<Ask, IReadOnlyList<TKey>, IQueryable<TValue>> query)
        where TKey : struct, IEntityId<TKey> where TValue : class => Loader<TKey, IReadOnlyList<TValue>>(query, async (ask, keys, ct) =>
            (await recordings.RowsAsync(query, ask, keys, query, Wanted.All, [], ct)).GroupBy(keyOf).ToDictionary(g => g.Key, IReadOnlyList<TValue> (g) => [.. g]), []).Load(key);

    /// <summary>How many for each key.</summary>
    public IDataLoaderResult<int> Count<TKey>(TKey key, Func<Ask, IReadOnlyList<TKey>, IQueryable<Tally<TKey>>> query)
        where TKey : struct, IEntityId<TKey> => Loader<TKey, int>(query, async (ask, keys, ct) =>
            (await recordings.TalliesAsync(query, ask, keys, query, ct)).ToDictionary(t => t.Key, t => t.Count), 0).Load(key);

    private Loader<TKey, TValue> Loader<TKey, TValue>(object identity, Func<Ask, IReadOnlyList<TKey>, CancellationToken, Task<Dictionary<TKey, TValue>>> fetch, TValue missing)
        where TKey : notnull
    {
        if (_loaders.TryGetValue(identity, out var known)) return (Loader<TKey, TValue>)known;
        var loader = new Loader<TKey, TValue>((keys, ct) => AskAsync(ask => fetch(ask, keys, ct), ct), missing);
        _loaders.Add(identity, loader);
        return loader;
    }

    /// <summary>Asks at once.</summary>
    internal async Task<T> AskAsync<T>(Func<Ask, Task<T>> what, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return await what(new(db, caller, time.Now(), recordings));
    }
}

internal sealed class Loader<TKey, TValue>(Func<IReadOnlyList<TKey>, CancellationToken, Task<Dictionary<TKey, TValue>>> fetch, TValue missing) where TKey : notnull
{
    private readonly Dictionary<TKey, Keyed> _loads = [];
    private Batch? _open;

    public IDataLoaderResult<TValue> Load(TKey key)
    {
        if (_loads.TryGetValue(key, out var load)) return load;
        var batch = _open ??= new(this);
        batch.Keys.Add(key);
        return _loads[key] = new(this, batch, key);
    }

    private sealed class Batch(Loader<TKey, TValue> loader)
    {
        private Task<Dictionary<TKey, TValue>>? _fetched;

        public List<TKey> Keys { get; } = [];

        public Task<Dictionary<TKey, TValue>> FetchAsync(CancellationToken ct)
        {
            if (loader._open == this) loader._open = null;
            return _fetched ??= loader.Fetch(Keys, ct);
        }
    }

    private Task<Dictionary<TKey, TValue>> Fetch(IReadOnlyList<TKey> keys, CancellationToken ct) => fetch(keys, ct);

    private sealed class Keyed(Loader<TKey, TValue> loader, Batch batch, TKey key) : Load<TValue>
    {
        public override ValueTask<TValue> ValueAsync(CancellationToken ct) => Awaiting(batch.FetchAsync(ct), all => all.TryGetValue(key, out var value) ? value : loader.Missing);
    }

    private TValue Missing => missing;
}

/// <summary>A value that is fetched when its field is completed. All but the first of a batch find it there: they make no state machine to wait with.</summary>
public abstract class Load<T> : IDataLoaderResult<T>
{
    public abstract ValueTask<T> ValueAsync(CancellationToken ct);

    public Task<T> GetResultAsync(CancellationToken cancellationToken = default) => ValueAsync(cancellationToken).AsTask();

    Task<object?> IDataLoaderResult.GetResultAsync(CancellationToken cancellationToken)
    {
        var value = ValueAsync(cancellationToken);
        return value.IsCompletedSuccessfully ? Task.FromResult<object?>(value.GetAwaiter().GetResult()) : BoxAsync(value);

        static async Task<object?> BoxAsync(ValueTask<T> value) => await value;
    }

    protected static ValueTask<T> Awaiting<TFrom>(Task<TFrom> task, Func<TFrom, T> map)
    {
        return task.IsCompletedSuccessfully ? new(map(task.GetAwaiter().GetResult())) : MapAsync(task, map);

        static async ValueTask<T> MapAsync(Task<TFrom> task, Func<TFrom, T> map) => map(await task);
    }
}

public static class LoadExtensions
{
    /// <summary>Maps what will have been loaded.</summary>
    public static IDataLoaderResult<TOut> Then<TIn, TOut>(this IDataLoaderResult<TIn> load, Func<TIn, TOut> map) => new Mapped<TIn, TOut>(load, map);

    /// <inheritdoc cref="Then"/>
    public static IDataLoaderResult<TOut> ThenAsync<TIn, TOut>(this IDataLoaderResult<TIn> load, Func<TIn, CancellationToken, Task<TOut>> map) =>
        new Fetched<TOut>(async ct => await map(await load.GetResultAsync(ct), ct));

    private sealed class Mapped<TIn, TOut>(IDataLoaderResult<TIn> load, Func<TIn, TOut> map) : Load<TOut>
    {
        public override ValueTask<TOut> ValueAsync(CancellationToken ct) => Awaiting(load.GetResultAsync(ct), map);
    }
}

/// <summary>A value that is fetched by itself.</summary>
internal sealed class Fetched<T>(Func<CancellationToken, Task<T>> fetch) : Load<T>
{
    public override ValueTask<T> ValueAsync(CancellationToken ct) => new(fetch(ct));
}
