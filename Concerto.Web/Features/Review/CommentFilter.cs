using Concerto.Domain.Review;
using Concerto.Web.GraphQL;

namespace Concerto.Web.Features.Review;

/// <summary>Which notes are listed.</summary>
public enum CommentFilter
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>Those that wait to be resolved.</summary>
    Open,

    /// <summary>Those that were ticked off.</summary>
    Resolved,

    /// <summary>Those that you wrote, or replied to.</summary>
    Mine,
}

internal static class CommentFilters
{
    /// <summary>A list for each filter: what is asked for all the time is recorded for each by itself.</summary>
    public static IReadOnlyDictionary<CommentFilter, T> Each<T>(Func<CommentFilter, T> list) => Enum.GetValues<CommentFilter>().ToDictionary(filter => filter, list);

    /// <summary>Notes that are listed under that filter; replies are below their notes.</summary>
    public static IQueryable<Comment> Notes(this IQueryable<Comment> comments, Ask ask, CommentFilter filter)
    {
        var (notes, me) = (comments.Where(c => c.ParentId == null), ask.Caller.User);
        return filter switch
        {
            CommentFilter.Open => notes.Where(c => c.ResolvedAt == null && c.DeletedAt == null),
            CommentFilter.Resolved => notes.Where(c => c.ResolvedAt != null),
            CommentFilter.Mine => notes.Where(c => c.AuthorId == me || ask.Db.Comments.Any(r => r.ParentId == c.Id && r.AuthorId == me && r.DeletedAt == null)),
            _ => notes,
        };
    }
}
