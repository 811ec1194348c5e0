using Concerto.Domain.Projects;
using Concerto.Web.Features.Sharing;
using Concerto.Web.GraphQL;
using GraphQL.DataLoader;

namespace Concerto.Web.Features.Projects;

public static class ProjectLoaders
{
    /// <summary>The project of something that the caller has come to by another way; by its own id it is asked for with <see cref="ProjectQueries.Project"/>.</summary>
    public static IDataLoaderResult<Project?> Project(this Loaders load, ProjectId id) => load.One(id, p => p.Id, static (ask, ids) =>
        Access.Projects(ask.Db, ask.Caller).Where(p => ids.Contains(p.Id)));
}
