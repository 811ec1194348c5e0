using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Sharing;

/// <summary>
/// Notes that somebody has opened what was shared with them: from then on those in it know their name. Opening a song opens its project, too. Costs one
/// look by an index; something is written the first time only.
/// </summary>
public sealed class NoteOpened(ConcertoDbContext db, TimeProvider time)
{
    public Task ExecuteAsync(Project project, Caller caller, CancellationToken ct) => InAsync(db, caller, [project.Id], [], time.Now(), ct);

    public Task ExecuteAsync(Song song, Caller caller, CancellationToken ct) => InAsync(db, caller, [song.ProjectId], [song.Id], time.Now(), ct);

    /// <param name="projects">What the caller has opened, and may see.</param>
    /// <param name="songs">Likewise.</param>
    internal static async Task InAsync(ConcertoDbContext db, Caller caller, IReadOnlyList<ProjectId> projects, IReadOnlyList<SongId> songs, DateTime now, CancellationToken ct)
    {
        if (caller.User is not { } me) return;
        var waiting = db.Shares.Where(h => h.UserId == me && h.OpenedAt == null && (projects.Contains(h.ProjectId!.Value) || songs.Contains(h.SongId!.Value)));
        if (!await waiting.AnyAsync(ct)) return;
        try
        {
            await waiting.ExecuteUpdateAsync(h => h.SetProperty(x => x.OpenedAt, now), ct);
        }
        catch (Exception e) when (DatabaseFaults.IsLostRace(e))
        {
            // It is being shared, changed or opened at this moment: it is noted the next time.
        }
    }
}
