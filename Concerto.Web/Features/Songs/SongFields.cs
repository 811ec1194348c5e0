using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Domain.Sharing;
using Concerto.Web.Features.Projects;
using Concerto.Web.Features.Review;
using Concerto.Web.Features.Sharing;
using Concerto.Web.GraphQL;
using GraphQL.DataLoader;

namespace Concerto.Web.Features.Songs;

/// <summary>A song, episode or cue: what versions are versions of. Its name is unique within its project.</summary>
[FieldsOf<Song>(nameof(Song.Id), nameof(Song.Name), nameof(Song.CreatedAt), nameof(Song.ChangedAt))]
public static class SongFields
{
    private static readonly Nested<SongId, SongVersion> NewestFirst = new(v => v.SongId,
        new Keyset<SongVersion>().By(v => v.Number, descending: true), ask => Access.Versions(ask.Db, ask.Caller), db => db.Songs.Select(s => s.Id));

    private static readonly IReadOnlyDictionary<CommentFilter, Nested<SongId, Comment>> NewestNotesFirst = CommentFilters.Each(filter => new Nested<SongId, Comment>(c => c.SongId,
        new Keyset<Comment>().By(c => c.CreatedAt, descending: true).By(c => c.Id, descending: true), ask => Access.Comments(ask.Db, ask.Caller).Notes(ask, filter), db => db.Songs.Select(s => s.Id)));

    /// <summary>The project that it is in.</summary>
    [Reads(nameof(Domain.Projects.Song.ProjectId))]
    public static IDataLoaderResult<Project?> Project(Song song, Loaders load) => load.Project(song.ProjectId);

    /// <summary>What you may do in it; the stronger one of your roles in project and song.</summary>
    public static IDataLoaderResult<Role?> ViewerRole(Song song, Loaders load) => load.Role(song);

    /// <summary>Its versions, the newest first: those that are ready, and your own in whatever state.</summary>
    [Reads]
    public static IDataLoaderResult<Connection<SongVersion>> Versions(Song song, Page page, Wanted wanted, Loaders load) => load.Connection(song.Id, NewestFirst, page, wanted);

    /// <summary>The newest version that is ready; null while there is none.</summary>
    [Reads]
    public static IDataLoaderResult<SongVersion?> LatestVersion(Song song, Wanted wanted, Loaders load) => load.LatestVersion(song.Id, wanted);

    /// <summary>The notes on all of its versions, the newest first. Each says which version its times are in; replies are below their notes.</summary>
    /// <param name="filter">Which of them.</param>
    [Reads]
    public static IDataLoaderResult<Connection<Comment>> Comments(Song song, Page page, Loaders load, CommentFilter filter = CommentFilter.All) => load.Connection(song.Id, NewestNotesFirst[filter], page);

    /// <summary>How many notes and replies there are on its versions.</summary>
    [Reads]
    public static IDataLoaderResult<int> CommentCount(Song song, Loaders load) => load.CommentCount(song.Id);

    /// <summary>How many notes wait to be resolved; replies are not counted.</summary>
    [Reads]
    public static IDataLoaderResult<int> OpenCommentCount(Song song, Loaders load) => load.OpenCommentCount(song.Id);
}
