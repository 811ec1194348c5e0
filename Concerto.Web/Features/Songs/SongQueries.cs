using Concerto.Domain.Projects;
using Concerto.Web.Features.Sharing;
using Concerto.Web.GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Songs;

[FieldsOf<Query>]
public static class SongQueries
{
    /// <summary>A song by its id; null when there is none that you may see.</summary>
    /// <param name="id">A song's id.</param>
    [Node]
    public static IDataLoaderResult<Song?> Song(SongId id, Loaders load) => load.Batch(id, static async (ask, ids, ct) =>
    {
        var found = await Access.Songs(ask.Db, ask.Caller).Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, ct);
        await NoteOpened.InAsync(ask.Db, ask.Caller, [.. found.Values.Select(s => s.ProjectId).Distinct()], [.. found.Keys], ask.Now, ct);
        return found;
    });
}
