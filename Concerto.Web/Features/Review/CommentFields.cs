using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Features.Versions;
using Concerto.Web.GraphQL;
using GraphQL.DataLoader;

namespace Concerto.Web.Features.Review;

/// <summary>A note on a version, at a time or on the whole; or a reply to one.</summary>
[FieldsOf<Comment>(
    nameof(Comment.Id), nameof(Comment.StartMs), nameof(Comment.EndMs), nameof(Comment.CreatedAt), nameof(Comment.EditedAt), nameof(Comment.ResolvedAt))]
public static class CommentFields
{
    /// <summary>As typed; null of a note that was deleted and keeps its place because of its replies.</summary>
    public static string? Text(Comment comment) => IsDeleted(comment) ? null : comment.Text;

    /// <summary>It was deleted, and is still here because others have replied.</summary>
    public static bool IsDeleted(Comment comment) => comment.DeletedAt is not null;

    /// <summary>Who wrote it.</summary>
    public static IDataLoaderResult<User> Author(Comment comment, Loaders load) => load.Person(comment.AuthorId);

    /// <summary>Who ticked it off; null while it is open.</summary>
    public static IDataLoaderResult<User>? ResolvedBy(Comment comment, Loaders load) => comment.ResolvedById is { } by ? load.Person(by) : null;

    /// <summary>The version that it is on.</summary>
    public static IDataLoaderResult<SongVersion?> Version(Comment comment, Loaders load) => VersionQueries.Version(comment.VersionId, load);

    /// <summary>The note that this replies to; null of a note.</summary>
    public static IDataLoaderResult<Comment?>? Parent(Comment comment, Loaders load) => comment.ParentId is { } parent ? CommentQueries.Comment(parent, load) : null;

    /// <summary>The replies, in the order in which they were written. They are one level deep.</summary>
    public static IDataLoaderResult<IReadOnlyList<Comment>> Replies(Comment comment, Loaders load) => load.Group(comment.Id, c => c.ParentId!.Value, static (ask, ids) =>
        Access.Comments(ask.Db, ask.Caller).Where(c => c.ParentId != null && ids.Contains(c.ParentId.Value)).OrderBy(c => c.CreatedAt).ThenBy(c => c.Id));
}
