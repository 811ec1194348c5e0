using Concerto.Domain.Projects;
using Concerto.Web.Features.Sharing;
using Concerto.Web.GraphQL;
using GraphQL.DataLoader;

namespace Concerto.Web.Features.Versions;

[FieldsOf<Query>]
public static class VersionQueries
{
    /// <summary>A version by its id; null when there is none that you may see.</summary>
    /// <param name="id">A version's id.</param>
    [Node]
    public static IDataLoaderResult<SongVersion?> Version(VersionId id, Loaders load) => load.One(id, v => v.Id, static (ask, ids) =>
        Access.Versions(ask.Db, ask.Caller).Where(v => ids.Contains(v.Id)));
}
