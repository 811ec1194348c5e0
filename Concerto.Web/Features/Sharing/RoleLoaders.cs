using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Web.GraphQL;
using GraphQL.DataLoader;

namespace Concerto.Web.Features.Sharing;

public static class RoleLoaders
{
    /// <summary>The caller's role in the project itself; null for none.</summary>
    public static IDataLoaderResult<Role?> Role(this Loaders load, Project project) =>
        load.Batch(project.Id, (Role?)null, static (ask, ids, ct) => Access.RolesAsync(ask.Db, ask.Caller, ids, ct));

    /// <summary>The caller's role in the song.</summary>
    public static IDataLoaderResult<Role?> Role(this Loaders load, Song song) =>
        load.Batch(song.Id, (Role?)null, static (ask, ids, ct) => Access.RolesAsync(ask.Db, ask.Caller, ids, ct));
}
