using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Web.Features.Sharing;
using Concerto.Web.GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Songs;

public static class SongLoaders
{
    /// <summary>The song of something that the caller has come to by another way; by its own id it is asked for with <see cref="SongQueries.Song"/>.</summary>
    public static IDataLoaderResult<Song?> Song(this Loaders load, SongId id) => load.Batch(id, static (ask, ids, ct) =>
        Access.Songs(ask.Db, ask.Caller).Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, ct));

    public static IDataLoaderResult<SongVersion?> LatestVersion(this Loaders load, SongId id) => load.Batch(id, static (ask, ids, ct) =>
        Access.Versions(ask.Db, ask.Caller)
            .Where(v => ids.Contains(v.SongId) && v.Status == VersionStatus.Ready
                && v.Number == ask.Db.Versions.Where(w => w.SongId == v.SongId && w.Status == VersionStatus.Ready && w.DeletedAt == null).Max(w => w.Number))
            .ToDictionaryAsync(v => v.SongId, ct));

    public static IDataLoaderResult<int> CommentCount(this Loaders load, SongId id) => load.Batch(id, 0, static (ask, ids, ct) =>
        CountAsync(ask, ids, ask.Db.Comments.Where(c => c.DeletedAt == null), ct));

    public static IDataLoaderResult<int> OpenCommentCount(this Loaders load, SongId id) => load.Batch(id, 0, static (ask, ids, ct) =>
        CountAsync(ask, ids, ask.Db.Comments.Where(c => c.DeletedAt == null && c.ParentId == null && c.ResolvedAt == null), ct));

    // Whether the caller may see it is asked of each version rather than of each of its comments: there are many more of these.
    private static Task<Dictionary<SongId, int>> CountAsync(Ask ask, IReadOnlyList<SongId> ids, IQueryable<Comment> comments, CancellationToken ct) =>
        Access.Versions(ask.Db, ask.Caller).Where(v => ids.Contains(v.SongId))
            .Join(comments, v => v.Id, c => c.VersionId, (v, _) => v.SongId)
            .GroupBy(id => id).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, ct);
}
