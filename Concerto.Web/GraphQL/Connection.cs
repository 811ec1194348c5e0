using GraphQL;
using GraphQL.DataLoader;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.GraphQL;

// Cursors are written when they are asked for.
/// <summary>A page of a list.</summary>
public sealed class Connection<T>(IReadOnlyList<T> nodes, Page page, bool more, Func<T, string> cursorOf, IDataLoaderResult<int> totalCount) where T : class
{
    /// <summary>The objects of this page with their cursors.</summary>
    public IEnumerable<Edge<T>> Edges => nodes.Select(node => new Edge<T>(node, cursorOf(node)));

    /// <summary>What lies before and after this page.</summary>
    public PageInfo PageInfo => new(
        HasNextPage: page.Backward ? page.Cursor is not null : more,
        HasPreviousPage: page.Backward ? more : page.Cursor is not null,
        nodes.Count > 0 ? cursorOf(nodes[0]) : null,
        nodes.Count > 0 ? cursorOf(nodes[^1]) : null);

    /// <summary>How many there are on all pages.</summary>
    public IDataLoaderResult<int> TotalCount => totalCount;

    /// <summary>The objects of this page.</summary>
    public IReadOnlyList<T> Nodes => nodes;
}

/// <summary>An object of a page and where it stands in the list.</summary>
/// <param name="Node">The object.</param>
/// <param name="Cursor">Opaque: what after and before take.</param>
public sealed record Edge<T>(T Node, string Cursor) where T : class;

/// <summary>What lies before and after a page.</summary>
/// <param name="HasNextPage">There is more after this page.</param>
/// <param name="HasPreviousPage">There is more before this page.</param>
/// <param name="StartCursor">The cursor of its first object; null on an empty page.</param>
/// <param name="EndCursor">The cursor of its last object; null on an empty page.</param>
public sealed record PageInfo(bool HasNextPage, bool HasPreviousPage, string? StartCursor, string? EndCursor);

/// <summary>Which page of a list is asked for: the <paramref name="First"/> ones, from the start or a cursor on, or the <paramref name="Last"/> ones.</summary>
public sealed record Page(int? First, string? After, int? Last, string? Before)
{
    public const int DefaultSize = 20, MaxSize = 100;

    public bool Backward => Last is not null;
    public int Size => Last ?? First ?? DefaultSize;
    public string? Cursor => Backward ? Before : After;

    internal static void AddArguments(FieldType field)
    {
        field.Arguments ??= [];
        Add<IntGraphType>("first", $"How many, from the start or after a cursor: 1 to {MaxSize}; {DefaultSize} when neither first nor last is given.");
        Add<StringGraphType>("after", "The cursor that the page begins after.");
        Add<IntGraphType>("last", $"How many, from the end or before a cursor: 1 to {MaxSize}.");
        Add<StringGraphType>("before", "The cursor that the page ends before.");

        void Add<TType>(string name, string description) where TType : IGraphType =>
            field.Arguments.Add(new QueryArgument<TType> { Name = name, Description = description, Validator = InRange });
    }

    /// <exception cref="RequestError">The arguments contradict each other.</exception>
    internal static Page From(IResolveFieldContext context)
    {
        var page = new Page(context.GetArgument<int?>("first"), context.GetArgument<string?>("after"), context.GetArgument<int?>("last"), context.GetArgument<string?>("before"));
        return page switch
        {
            { First: not null, Last: not null } => throw new RequestError("INVALID_PAGE", "Give first or last, not both."),
            { Last: not null, After: not null } => throw new RequestError("INVALID_PAGE", "After goes with first; with last give before."),
            { Last: null, Before: not null } => throw new RequestError("INVALID_PAGE", "Before goes with last; with first give after."),
            _ => page,
        };
    }

    // Here rather than in From: the complexity of the document is reckoned with these numbers before anything runs.
    private static void InRange(object value)
    {
        if (value is int and (< 1 or > MaxSize)) throw new ArgumentException($"It is {value}; a page has 1 to {MaxSize}.");
    }
}
