using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features;

internal static class Changes
{
    /// <summary>Notes that something in the song changed, on the song and on its project, within the caller's transaction.</summary>
    public static async Task TouchAsync(ConcertoDbContext db, SongId song, DateTime now, CancellationToken ct)
    {
        await db.Songs.Where(s => s.Id == song).ExecuteUpdateAsync(s => s.SetProperty(x => x.ChangedAt, now), ct);
        await db.Projects.Where(p => db.Songs.Any(s => s.Id == song && s.ProjectId == p.Id)).ExecuteUpdateAsync(p => p.SetProperty(x => x.ChangedAt, now), ct);
    }
}
