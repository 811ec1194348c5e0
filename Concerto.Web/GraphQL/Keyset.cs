using System.Buffers.Text;
using System.Linq.Expressions;
using System.Text.Json;
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

    public string Cursor(T item) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(_keys.Select(key => key.Of(item))));

    /// <summary>In order; in reverse for a backward page.</summary>
    public IQueryable<T> Order(IQueryable<T> source, Page page) => _keys.Aggregate(source, (query, key) => key.Order(query, first: query == source, page.Backward));

    /// <summary>The page in that order, and one row more, which tells whether there is a next one.</summary>
    public IQueryable<T> Take(IQueryable<T> source, Page page) => Order(source, page).Take(page.Size + 1);

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

    private List<Expression> Read(string cursor)
    {
        try
        {
            if (JsonSerializer.Deserialize<JsonElement[]>(Base64Url.DecodeFromChars(cursor)) is { } values && values.Length == _keys.Count)
                return [.. _keys.Zip(values, (key, value) => key.Parameter(value))];
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
        }
        throw new RequestError("INVALID_CURSOR", "That is no cursor of this list.");
    }

    public Connection<T> ToConnection(IReadOnlyList<T> rows, Page page, IDataLoaderResult<int> totalCount)
    {
        var more = rows.Count > page.Size;
        var items = rows.Take(page.Size);
        List<Edge<T>> edges = [.. (page.Backward ? items.Reverse() : items).Select(item => new Edge<T>(item, Cursor(item)))];
        var came = page.Cursor is not null;
        return new(edges, new(page.Backward ? came : more, page.Backward ? more : came, edges.FirstOrDefault()?.Cursor, edges.LastOrDefault()?.Cursor), totalCount);
    }

    private abstract class Key(LambdaExpression selector, bool descending)
    {
        public LambdaExpression Selector => selector;
        public bool Descending => descending;
        public abstract object? Of(T item);
        public abstract Expression Parameter(JsonElement value);
        public abstract Expression Further(Expression column, Expression value, bool less);
        public abstract IQueryable<T> Order(IQueryable<T> query, bool first, bool reverse);
    }

    private sealed class Key<TKey>(Expression<Func<T, TKey>> selector, bool descending) : Key(selector, descending)
    {
        private static readonly System.Reflection.MethodInfo Ordered = ((Func<TKey, TKey, bool>)IsOrdered).Method;
        private readonly Func<T, TKey> _of = selector.Compile(); // takes a millisecond: once, not for each request

        public override object? Of(T item) => _of(item);

        // A field of an object, as a lambda's closure has it, so that EF Core makes it a parameter.
        public override Expression Parameter(JsonElement value) => Expression.Field(Expression.Constant(new Box { Value = value.Deserialize<TKey>()! }), nameof(Box.Value));

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

        private sealed class Box
        {
            public TKey Value = default!;
        }
    }
}

/// <summary>The lists of many parents, fetched together: each project's songs, each version's notes.</summary>
/// <param name="parentOf">The key of an object's parent.</param>
/// <param name="order">The order within a parent.</param>
/// <param name="visible">All that the caller may see.</param>
public sealed class Nested<TParent, T>(Expression<Func<T, TParent>> parentOf, Keyset<T> order, Func<Ask, IQueryable<T>> visible) where TParent : struct where T : class
{
    private readonly Func<T, TParent> _parentOf = parentOf.Compile();

    public Keyset<T> Order => order;

    /// <summary>The pages of many parents in one query: a window over the rows of these parents alone.</summary>
    public async Task<Dictionary<TParent, IReadOnlyList<T>>> PagesAsync(Ask ask, IReadOnlyList<TParent> parents, Page page, CancellationToken ct)
    {
        var mine = Of(parents, ask);
        var parent = Expression.Parameter(typeof(TParent));
        var ofOne = order.Seek(mine, page).Where(Expression.Lambda<Func<T, bool>>(Expression.Equal(parentOf.Body, parent), parentOf.Parameters));
        var pageOfOne = Expression.Lambda<Func<TParent, IEnumerable<T>>>(order.Take(ofOne, page).Expression, parent);
        var rows = await order.Order(mine.Select(parentOf).Distinct().SelectMany(pageOfOne), page).ToListAsync(ct);
        return rows.GroupBy(_parentOf).ToDictionary(g => g.Key, IReadOnlyList<T> (g) => [.. g]);
    }

    public Task<Dictionary<TParent, int>> CountsAsync(Ask ask, IReadOnlyList<TParent> parents, CancellationToken ct) =>
        Of(parents, ask).GroupBy(parentOf).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);

    private IQueryable<T> Of(IReadOnlyList<TParent> parents, Ask ask)
    {
        Expression<Func<TParent, bool>> among = parent => parents.Contains(parent);
        return visible(ask).Where(Expression.Lambda<Func<T, bool>>(ReplacingExpressionVisitor.Replace(among.Parameters[0], parentOf.Body, among.Body), parentOf.Parameters));
    }
}

public static class ConnectionExtensions
{
    /// <summary>The page of a list of its own; its size is counted only when <c>totalCount</c> is selected.</summary>
    public static async Task<Connection<T>> ToConnectionAsync<T>(this IQueryable<T> source, Keyset<T> order, Page page, CancellationToken ct) where T : class
    {
        var rows = await order.Take(order.Seek(source.AsNoTracking(), page), page).ToListAsync(ct);
        return order.ToConnection(rows, page, new Load<int>(source.CountAsync));
    }

    /// <summary>The page of a parent's list; those of all parents in one query, and their sizes, if selected, in another.</summary>
    public static IDataLoaderResult<Connection<T>> Connection<TParent, T>(this Loaders load, TParent parent, Nested<TParent, T> lists, Page page) where TParent : struct where T : class
    {
        lists.Order.Seek(Enumerable.Empty<T>().AsQueryable(), page); // a bad cursor is this field's error, not that of the whole batch
        return load
            .Batch(parent, [], (lists, page), static (ask, parents, s, ct) => s.lists.PagesAsync(ask, parents, s.page, ct))
            .Then(rows => lists.Order.ToConnection(rows, page, load.Batch(parent, 0, lists, static (ask, parents, lists, ct) => lists.CountsAsync(ask, parents, ct))));
    }
}
