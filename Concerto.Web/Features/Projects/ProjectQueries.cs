using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Concerto.Web.GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Projects;

[FieldsOf<Query>]
public static class ProjectQueries
{
    private static readonly Keyset<Project> ByName = new Keyset<Project>().By(p => p.NameKey).By(p => p.Id), NewestFirst = new Keyset<Project>().By(p => p.Id, descending: true); // ids grow with time

    /// <summary>Your projects and those that you are in.</summary>
    /// <param name="search">Part of a name, however it is written.</param>
    /// <param name="order">In what order.</param>
    public static Task<Connection<Project>> Projects(string? search, Page page, Wanted wanted, Loaders load, ConcertoDbContext db, Caller caller, CancellationToken ct, ProjectOrder order = ProjectOrder.Name)
    {
        var keyset = order is ProjectOrder.Newest ? NewestFirst : ByName;
        return search is null
            ? load.ConnectionAsync(keyset, page, static ask => Access.ProjectsInParts(ask.Db, ask.Caller), wanted, ct)
            : Access.ProjectsInParts(db, caller).Select(part => part.Called(search)).ToList().ToConnectionAsync(keyset, page, ct);
    }

    /// <summary>A project by its id; null when there is none that you may see.</summary>
    /// <param name="id">A project's id.</param>
    [Node]
    public static IDataLoaderResult<Project?> Project(ProjectId id, Loaders load) => load.Batch(id, static async (ask, ids, ct) =>
    {
        var found = await Access.Projects(ask.Db, ask.Caller).Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);
        await NoteOpened.InAsync(ask.Db, ask.Caller, [.. found.Keys], [], ask.Now, ct);
        return found;
    });
}
