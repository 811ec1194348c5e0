using System.Buffers.Text;
using System.Linq.Expressions;
using System.Text.Json;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace Concerto.Web.GraphQL;

/// <summary>
/// An order that cursors are made of: its keys are never null in the database and its last one is unique. A page is found by an index from
/// the cursor on, so the hundredth costs no more than the first, and rows that come or go meanwhile shift nothing.
/// </summary>
public sealed class Keyset<T> where T : class
{
    private readonly List<Key> _keys = [];

    /// <summary>Adds a key: a column, or an expression that the databases know.</summary>
    public Keyset<T> By<TKey>(Expression<Func<T, TKey>> key, bool descending = false)
    {
        _keys.Add(new Key<TKey>(key, descending));
        return this;
    }

    public string Cursor(T item) => Cursor(_keys.Select(key => key.Of(item)));

    private static string Cursor(IEnumerable<object?> values) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(values));

    /// <summary>The page with stand-ins for its size and in its cursor, and the values that these stand for, for <see cref="Recordings"/>.</summary>
    /// <exception cref="RequestError">It is no cursor of this list.</exception>
    internal (Page Page, IReadOnlyList<object> Values) Recorded(Page page)
    {
        var rows = (int)GraphQL.StandIn.For(typeof(int), 0);
        var recorded = page.Backward ? page with { Last = rows - 1 } : page with { First = rows - 1 };
        if (page.Cursor is not { } cursor) return (recorded, [page.Size + 1]);
        var standIn = Cursor(_keys.Select((key, place) => (object?)key.StandIn(place + 1)));
        return (page.Backward ? recorded with { Before = standIn } : recorded with { After = standIn }, [page.Size + 1, .. _keys.Zip(Values(cursor), (key, value) => key.Stored(value))]);
    }

    /// <summary>In order; in reverse for a backward page.</summary>
    public IQueryable<T> Order(IQueryable<T> source, Page page) => _keys.Aggregate(source, (query, key) => key.Order(query, first: query == source, page.Backward));

    /// <summary>The page in that order, and one row more, which tells whether there is a next one.</summary>
    public IQueryable<T> Take(IQueryable<T> source, Page page) => source.Provider.CreateQuery<T>(Expression.Call(
        typeof(Queryable), nameof(Queryable.Take), [typeof(T)], Order(source, page).Expression, Box<int>.Of(page.Size + 1))); // one query for pages of all sizes

    /// <summary>What is beyond the page's cursor: (a &gt; x) or (a = x and b &gt; y) …, turned around for descending keys and backward pages.</summary>
    /// <exception cref="RequestError">It is no cursor of this list.</exception>
    public IQueryable<T> Seek(IQueryable<T> source, Page page)
    {
        if (page.Cursor is not { } cursor) return source;
        var values = Read(cursor);
        var item = Expression.Parameter(typeof(T));
        Expression? beyond = null;
        foreach (var (key, value) in _keys.Zip(values).Reverse())
        {
            var column = ReplacingExpressionVisitor.Replace(key.Selector.Parameters[0], item, key.Selector.Body);
            var further = key.Further(column, value, less: key.Descending != page.Backward);
            beyond = beyond is null ? further : Expression.OrElse(further, Expression.AndAlso(Expression.Equal(column, value), beyond));
        }
        return source.Where(Expression.Lambda<Func<T, bool>>(beyond!, item));
    }

    private List<Expression> Read(string cursor) => [.. _keys.Zip(Values(cursor), (key, value) => key.Parameter(value))];

    private List<object> Values(string cursor)
    {
        try
        {
            if (JsonSerializer.Deserialize<JsonElement[]>(Base64Url.DecodeFromChars(cursor)) is { } values && values.Length == _keys.Count)
                return [.. _keys.Zip(values, (key, value) => key.Read(value))];
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
        }
        throw new RequestError("INVALID_CURSOR", "That is no cursor of this list.");
    }

    public Connection<T> ToConnection(IReadOnlyList<T> rows, Page page, IDataLoaderResult<int> totalCount)
    {
        var more = rows.Count > page.Size;
        if (more) rows = [.. rows.Take(page.Size)];
        return new(page.Backward ? [.. rows.Reverse()] : rows, page, more, Cursor, totalCount);
    }

    private abstract class Key(LambdaExpression selector, bool descending)
    {
        public LambdaExpression Selector => selector;
        public bool Descending => descending;
        public abstract object? Of(T item);
        public abstract object Read(JsonElement value);
        public abstract Expression Parameter(object value);
        public abstract object StandIn(int place);
        public abstract object Stored(object value);
        public abstract Expression Further(Expression column, Expression value, bool less);
        public abstract IQueryable<T> Order(IQueryable<T> query, bool first, bool reverse);
    }

    private sealed class Key<TKey>(Expression<Func<T, TKey>> selector, bool descending) : Key(selector, descending)
    {
        private static readonly System.Reflection.MethodInfo Ordered = ((Func<TKey, TKey, bool>)IsOrdered).Method;
        private static readonly System.Reflection.PropertyInfo? IdValue =
            typeof(TKey).GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEntityId<>)) ? typeof(TKey).GetProperty(nameof(IEntityId<>.Value)) : null;
        private readonly Func<T, TKey> _of = selector.Compile(); // takes a millisecond: once, not for each request

        public override object? Of(T item) => _of(item);

        public override object Read(JsonElement value) => value.Deserialize<TKey>() ?? throw new FormatException();

        public override Expression Parameter(object value) => Box<TKey>.Of((TKey)value);

        public override object StandIn(int place) => IdValue is null ? GraphQL.StandIn.For(typeof(TKey), place) : Activator.CreateInstance(typeof(TKey), GraphQL.StandIn.For(typeof(Guid), place))!;

        public override object Stored(object value) => IdValue is null ? value : IdValue.GetValue(value)!;

        // Strings and typed ids have no < of their own; EF Core only looks at the kind of the expression and leaves the comparing to the database.
        public override Expression Further(Expression column, Expression value, bool less) =>
            less ? Expression.LessThan(column, value, false, Ordered) : Expression.GreaterThan(column, value, false, Ordered);

        private static bool IsOrdered(TKey left, TKey right) => throw new NotSupportedException("Only the database compares.");

        public override IQueryable<T> Order(IQueryable<T> query, bool first, bool reverse) => (first, Descending != reverse) switch
        {
            (true, false) => query.OrderBy(selector),
            (true, true) => query.OrderByDescending(selector),
            (false, false) => ((IOrderedQueryable<T>)query).ThenBy(selector),
            (false, true) => ((IOrderedQueryable<T>)query).ThenByDescending(selector),
        };
    }
}

/// <summary>A value as a lambda's closure has it, in a field of an object: so EF Core makes it a parameter.</summary>
internal sealed class Box<TValue>
{
    public required TValue Value;

    public static Expression Of(TValue value) => Expression.Field(Expression.Constant(new Box<TValue> { Value = value }), nameof(Value));
}

/// <summary>The lists of many parents, fetched together: each project's songs, each version's notes.</summary>
/// <param name="parentOf">The key of an object's parent.</param>
/// <param name="order">The order within a parent.</param>
/// <param name="visible">All that the caller may see.</param>
/// <param name="parents">The keys of all there are. Without it they are looked for among the objects, however many these are.</param>
public sealed class Nested<TParent, T>(
    Expression<Func<T, TParent>> parentOf, Keyset<T> order, Func<Ask, IQueryable<T>> visible, Func<ConcertoDbContext, IQueryable<TParent>>? parents = null)
    where TParent : struct, IEntityId<TParent> where T : class
{
    private readonly Func<T, TParent> _parentOf = parentOf.Compile();

    public Keyset<T> Order => order;

    /// <summary>The pages of many parents in one query.</summary>
    public async Task<Dictionary<TParent, IReadOnlyList<T>>> PagesAsync(Ask ask, IReadOnlyList<TParent> keys, Page page, Wanted wanted, CancellationToken ct)
    {
        var (recorded, values) = order.Recorded(page);
        return ByParent(await ask.Recordings.RowsAsync((this, page.Backward, page.Cursor is null), ask, keys, (ask, keys) => Pages(ask, keys, recorded), wanted, values, ct));
    }

    /// <summary>As the one above, of what they are narrowed to. Such a query is written each time.</summary>
    public async Task<Dictionary<TParent, IReadOnlyList<T>>> PagesAsync(Ask ask, IReadOnlyList<TParent> keys, Page page, Func<IQueryable<T>, IQueryable<T>> narrow, CancellationToken ct) =>
        ByParent(await Narrowed(narrow).Pages(ask, keys, page).AsNoTracking().ToListAsync(ct));

    public async Task<Dictionary<TParent, int>> CountsAsync(Ask ask, IReadOnlyList<TParent> keys, Func<IQueryable<T>, IQueryable<T>> narrow, CancellationToken ct) =>
        await Narrowed(narrow).Counts(ask, keys).ToDictionaryAsync(t => t.Key, t => t.Count, ct);

    private Nested<TParent, T> Narrowed(Func<IQueryable<T>, IQueryable<T>> narrow) => new(parentOf, order, ask => narrow(visible(ask)), parents);

    private Dictionary<TParent, IReadOnlyList<T>> ByParent(IReadOnlyList<T> rows)
    {
        var pages = new Dictionary<TParent, IReadOnlyList<T>>();
        foreach (var row in rows)
        {
            var parent = _parentOf(row);
            if (!pages.TryGetValue(parent, out var list)) pages.Add(parent, list = new List<T>());
            ((List<T>)list).Add(row);
        }
        return pages;
    }

    public async Task<Dictionary<TParent, int>> CountsAsync(Ask ask, IReadOnlyList<TParent> keys, CancellationToken ct) =>
        (await ask.Recordings.TalliesAsync((this, "counts"), ask, keys, Counts, ct)).ToDictionary(t => t.Key, t => t.Count);

    private IQueryable<Tally<TParent>> Counts(Ask ask, IReadOnlyList<TParent> keys) =>
        visible(ask).Where(Among(parentOf, keys)).GroupBy(parentOf).Select(g => new Tally<TParent> { Key = g.Key, Count = g.Count() });

    // One parent's page stops where it is full. So does each of many on SQLite: its ids are looked for first. MariaDB can't limit those, and numbers the rows of these parents.
    private IQueryable<T> Pages(Ask ask, IReadOnlyList<TParent> keys, Page page)
    {
        if (keys is [var only]) return PageOf(visible(ask), page, Expression.Field(Expression.Constant(new Only { Parent = only }), nameof(Only.Parent)));
        var among = (parents?.Invoke(ask.Db) ?? visible(ask).Select(parentOf).Distinct()).Where(Among<TParent>(key => key, keys));
        if (parents is null || ask.Db is not SqliteConcertoDbContext)
        {
            var parent = Expression.Parameter(typeof(TParent));
            return order.Order(among.SelectMany(Expression.Lambda<Func<TParent, IEnumerable<T>>>(PageOf(visible(ask).Where(Among(parentOf, keys)), page, parent).Expression, parent)), page);
        }
        var pair = Expression.Parameter(typeof(Pair));
        var isOnPage = Expression.Call(typeof(Queryable), nameof(Queryable.Contains), [typeof(T)], PageOf(visible(ask), page, Expression.Property(pair, nameof(Pair.Parent))).Expression, Expression.Property(pair, nameof(Pair.Item)));
        return order.Order(among.SelectMany(_ => ask.Db.Set<T>(), (parent, item) => new Pair { Parent = parent, Item = item }).Where(Expression.Lambda<Func<Pair, bool>>(isOnPage, pair)).Select(p => p.Item), page);
    }

    private IQueryable<T> PageOf(IQueryable<T> all, Page page, Expression parent) =>
        order.Take(order.Seek(all, page).Where(Expression.Lambda<Func<T, bool>>(Expression.Equal(parentOf.Body, parent), parentOf.Parameters)), page);

    private static Expression<Func<TItem, bool>> Among<TItem>(Expression<Func<TItem, TParent>> keyOf, IReadOnlyList<TParent> keys)
    {
        Expression<Func<TParent, bool>> among = key => keys.Contains(key);
        return Expression.Lambda<Func<TItem, bool>>(ReplacingExpressionVisitor.Replace(among.Parameters[0], keyOf.Body, among.Body), keyOf.Parameters);
    }

    private sealed class Only
    {
        public TParent Parent;
    }

    private sealed class Pair
    {
        public TParent Parent { get; init; }
        public required T Item { get; init; }
    }
}

public static class ConnectionExtensions
{
    /// <summary>The page of a list of its own; its size is counted only when <c>totalCount</c> is selected.</summary>
    public static async Task<Connection<T>> ToConnectionAsync<T>(this IQueryable<T> source, Keyset<T> order, Page page, CancellationToken ct) where T : class
    {
        var rows = await order.Take(order.Seek(source.AsNoTracking(), page), page).ToListAsync(ct);
        return order.ToConnection(rows, page, new Fetched<int>(source.CountAsync));
    }

    /// <summary>As the one above, of a list in parts that have nothing in common; each part is sought through by itself.</summary>
    public static async Task<Connection<T>> ToConnectionAsync<T>(this IReadOnlyList<IQueryable<T>> parts, Keyset<T> order, Page page, CancellationToken ct) where T : class =>
        order.ToConnection(await parts.PageOfAll(order, page).AsNoTracking().ToListAsync(ct), page, new Fetched<int>(parts.Aggregate(Queryable.Concat).CountAsync));

    private static IQueryable<T> PageOfAll<T>(this IReadOnlyList<IQueryable<T>> parts, Keyset<T> order, Page page) where T : class =>
        order.Take(parts.Select(part => order.Take(order.Seek(part, page), page)).Aggregate(Queryable.Concat), page);

    /// <summary>The page of a list of its own that is asked for all the time.</summary>
    /// <param name="load">Whose list it is.</param>
    /// <param name="order">Its order.</param>
    /// <param name="page">Which page.</param>
    /// <param name="visible">All of it, in parts that have nothing in common. A static lambda.</param>
    /// <param name="wanted">What is read of each.</param>
    /// <param name="ct">Ends it.</param>
    public static Task<Connection<T>> ConnectionAsync<T>(this Loaders load, Keyset<T> order, Page page, Func<Ask, IReadOnlyList<IQueryable<T>>> visible, Wanted wanted, CancellationToken ct) where T : class
    {
        var (recorded, values) = order.Recorded(page);
        return load.AskAsync(async ask => order.ToConnection(
            await ask.Recordings.RowsAsync<UserId, T>((visible, order, page.Backward, page.Cursor is null), ask, [],
                (ask, _) => visible(ask).PageOfAll(order, recorded), wanted, values, ct),
            page, new Fetched<int>(ct => load.AskAsync(ask => visible(ask).Aggregate(Queryable.Concat).CountAsync(ct), ct))), ct);
    }

    /// <summary>The page of a parent's list; those of all parents in one query, and their sizes, if selected, in another.</summary>
    public static IDataLoaderResult<Connection<T>> Connection<TParent, T>(this Loaders load, TParent parent, Nested<TParent, T> lists, Page page, Wanted? wanted = null) where TParent : struct, IEntityId<TParent> where T : class
    {
        if (page.Cursor is not null) lists.Order.Recorded(page); // a bad cursor is this field's error, not that of the whole batch
        return load
            .Batch(parent, [], (lists, page, wanted), static (ask, keys, s, ct) => s.lists.PagesAsync(ask, keys, s.page, s.wanted ?? Wanted.All, ct))
            .Then(rows => lists.Order.ToConnection(rows, page, load.Batch(parent, 0, lists, static (ask, keys, lists, ct) => lists.CountsAsync(ask, keys, ct))));
    }

    /// <summary>As the one above, of those alone that a word narrows the lists to.</summary>
    /// <param name="narrow">A static lambda.</param>
    public static IDataLoaderResult<Connection<T>> Connection<TParent, T>(this Loaders load, TParent parent, Nested<TParent, T> lists, Page page, string word, Func<IQueryable<T>, string, IQueryable<T>> narrow)
        where TParent : struct, IEntityId<TParent> where T : class
    {
        if (page.Cursor is not null) lists.Order.Recorded(page);
        return load
            .Batch(parent, [], (lists, page, word, narrow), static (ask, keys, s, ct) => s.lists.PagesAsync(ask, keys, s.page, rows => s.narrow(rows, s.word), ct))
            .Then(rows => lists.Order.ToConnection(rows, page, load.Batch(parent, 0, (lists, word, narrow), static (ask, keys, s, ct) => s.lists.CountsAsync(ask, keys, rows => s.narrow(rows, s.word), ct))));
    }
}
