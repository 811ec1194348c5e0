using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Features.Songs;
using Concerto.Web.GraphQL;
using GraphQL.DataLoader;

namespace Concerto.Web.Features.Projects;

/// <summary>A body of work of one owner: an album, a show, a client's job. Its name is unique among its owner's. Of a project that you know through one shared song alone you see its name, its owner and that song.</summary>
[FieldsOf<Project>(nameof(Project.Id), nameof(Project.Name))]
public static class ProjectFields
{
    private static readonly Nested<ProjectId, Song> ByName = In(new Keyset<Song>().By(s => s.NameKey).By(s => s.Id)),
        LastChangedFirst = In(new Keyset<Song>().By(s => s.ChangedAt, descending: true).By(s => s.Id, descending: true));

    private static Nested<ProjectId, Song> In(Keyset<Song> order) => new(s => s.ProjectId, order, ask => Access.Songs(ask.Db, ask.Caller), db => db.Projects.Select(p => p.Id));

    /// <summary>When it was made; null when you are in one of its songs only.</summary>
    public static IDataLoaderResult<DateTime?> CreatedAt(Project project, Loaders load) => load.Role(project).Then(role => role is null ? (DateTime?)null : project.CreatedAt);

    /// <summary>When something in it last changed; null when you are in one of its songs only.</summary>
    public static IDataLoaderResult<DateTime?> ChangedAt(Project project, Loaders load) => load.Role(project).Then(role => role is null ? (DateTime?)null : project.ChangedAt);

    /// <summary>Whose it is.</summary>
    [Reads(nameof(Domain.Projects.Project.OwnerId))]
    public static IDataLoaderResult<User> Owner(Project project, Loaders load) => load.Person(project.OwnerId);

    /// <summary>What you may do in it; null when you are in one of its songs only.</summary>
    public static IDataLoaderResult<Role?> ViewerRole(Project project, Loaders load) => load.Role(project);

    /// <summary>Its songs that you may see.</summary>
    /// <param name="search">Part of a name, however it is written.</param>
    /// <param name="order">In what order.</param>
    [Reads]
    public static IDataLoaderResult<Connection<Song>> Songs(Project project, string? search, Page page, Wanted wanted, Loaders load, SongOrder order = SongOrder.Name)
    {
        var songs = order is SongOrder.Changed ? LastChangedFirst : ByName;
        return search is null ? load.Connection(project.Id, songs, page, wanted) : load.Connection(project.Id, songs, page, search, static (songs, search) => songs.Called(search));
    }
}
