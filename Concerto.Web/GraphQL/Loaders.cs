using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.GraphQL;

/// <summary>What a loader asks with: a context of its own, which tracks nothing, who it asks for, and when.</summary>
public sealed record Ask(ConcertoDbContext Db, Caller Caller, DateTime Now);

/// <summary>
/// The request's batch loaders. A loader is its static lambda: loads with the same lambda collect their keys until the first
/// result is awaited, fetch them all at once, and remember. Return a load, or chain with <c>Then</c>; never await one in a resolver, or every
/// key is fetched alone. The strategies run one thing at a time, so nothing here is locked.
/// </summary>
public sealed class Loaders(IDbContextFactory<ConcertoDbContext> contexts, Caller caller, TimeProvider time)
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

    /// <summary>Many values for each key.</summary>
    public IDataLoaderResult<IReadOnlyList<TValue>> Group<TKey, TValue>(TKey key, Func<TValue, TKey> keyOf, Func<Ask, IReadOnlyList<TKey>, IQueryable<TValue>> query)
        where TKey : notnull => Loader<TKey, IReadOnlyList<TValue>>(query, async (ask, keys, ct) =>
            (await query(ask, keys).ToListAsync(ct)).GroupBy(keyOf).ToDictionary(g => g.Key, IReadOnlyList<TValue> (g) => [.. g]), []).Load(key);

    private Loader<TKey, TValue> Loader<TKey, TValue>(object identity, Func<Ask, IReadOnlyList<TKey>, CancellationToken, Task<Dictionary<TKey, TValue>>> fetch, TValue missing)
        where TKey : notnull
    {
        if (_loaders.TryGetValue(identity, out var known)) return (Loader<TKey, TValue>)known;
        var loader = new Loader<TKey, TValue>(async (keys, ct) =>
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
            return await fetch(new(db, caller, time.Now()), keys, ct);
        }, missing);
        _loaders.Add(identity, loader);
        return loader;
    }
}

internal sealed class Loader<TKey, TValue>(Func<IReadOnlyList<TKey>, CancellationToken, Task<Dictionary<TKey, TValue>>> fetch, TValue missing) where TKey : notnull
{
    private readonly Dictionary<TKey, Load<TValue>> _loads = [];
    private Batch? _open;

    public Load<TValue> Load(TKey key)
    {
        if (_loads.TryGetValue(key, out var load)) return load;
        var batch = _open ??= new(this);
        batch.Keys.Add(key);
        return _loads[key] = new(async ct => (await batch.FetchAsync(ct)).TryGetValue(key, out var value) ? value : missing);
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
}

/// <summary>A value that is fetched when its field is completed.</summary>
public sealed class Load<T>(Func<CancellationToken, Task<T>> fetch) : IDataLoaderResult<T>
{
    public Task<T> GetResultAsync(CancellationToken cancellationToken = default) => fetch(cancellationToken);
    async Task<object?> IDataLoaderResult.GetResultAsync(CancellationToken cancellationToken) => await fetch(cancellationToken);
}

public static class LoadExtensions
{
    /// <summary>Maps what will have been loaded; the mapping may return another load.</summary>
    public static IDataLoaderResult<TOut> Then<TIn, TOut>(this IDataLoaderResult<TIn> load, Func<TIn, TOut> map) =>
        new Load<TOut>(async ct => map(await load.GetResultAsync(ct)));

    /// <inheritdoc cref="Then"/>
    public static IDataLoaderResult<TOut> ThenAsync<TIn, TOut>(this IDataLoaderResult<TIn> load, Func<TIn, CancellationToken, Task<TOut>> map) =>
        new Load<TOut>(async ct => await map(await load.GetResultAsync(ct), ct));
}
