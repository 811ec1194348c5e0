using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Web.Features.Sharing;
using Concerto.Web.GraphQL;
using GraphQL.DataLoader;

namespace Concerto.Web.Features.Songs;

public static class SongLoaders
{
    /// <summary>The song of something that the caller has come to by another way; by its own id it is asked for with <see cref="SongQueries.Song"/>.</summary>
    public static IDataLoaderResult<Song?> Song(this Loaders load, SongId id) => load.One(id, s => s.Id, static (ask, ids) => Seen(ask, ids));

    public static IDataLoaderResult<SongVersion?> LatestVersion(this Loaders load, SongId id, Wanted? wanted = null) => load.One(id, v => v.SongId, static (ask, ids) =>
        Seen(ask, ids).Join(Access.VersionsOfSeenSongs(ask.Db, ask.Caller).Where(v => v.Status == VersionStatus.Ready), s => s.Id, v => v.SongId, (s, v) => new { s, v })
            .Where(x => x.v.Number == ask.Db.Versions.Where(w => w.SongId == x.s.Id && w.Status == VersionStatus.Ready && w.DeletedAt == null).Max(w => w.Number))
            .Select(x => x.v), wanted);

    public static IDataLoaderResult<int> CommentCount(this Loaders load, SongId id) => load.Count(id, static (ask, ids) =>
        Tallies(ask, ids, ask.Db.Comments.Where(c => c.DeletedAt == null)));

    public static IDataLoaderResult<int> OpenCommentCount(this Loaders load, SongId id) => load.Count(id, static (ask, ids) =>
        Tallies(ask, ids, ask.Db.Comments.Where(c => c.DeletedAt == null && c.ParentId == null && c.ResolvedAt == null)));

    // What the caller may see is asked of each song rather than of each of its versions or even comments: there are many more of these.
    private static IQueryable<Song> Seen(Ask ask, IReadOnlyList<SongId> ids) => Access.Songs(ask.Db, ask.Caller).Where(s => ids.Contains(s.Id));

    private static IQueryable<Tally<SongId>> Tallies(Ask ask, IReadOnlyList<SongId> ids, IQueryable<Comment> comments)
    {
        var versions = Access.VersionsOfSeenSongs(ask.Db, ask.Caller);
        return Seen(ask, ids).Select(s => new Tally<SongId> { Key = s.Id, Count = versions.Where(v => v.SongId == s.Id).Join(comments, v => v.Id, c => c.VersionId, (v, c) => c).Count() });
    }
}
