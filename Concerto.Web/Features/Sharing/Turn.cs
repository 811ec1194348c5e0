using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Sharing;

/// <summary>
/// Those who change who is in a project, or whose it is, do so one after the other, and so do those who change what hangs on a person: what is read once it is one's turn
/// stays true until the commit. On SQLite there is one writer at a time anyhow; on MariaDB the rows are locked by writing them as they are.
/// </summary>
internal static class Turn
{
    public static Task TakeAsync(ConcertoDbContext db, ProjectId id, CancellationToken ct) =>
        db.Projects.Where(p => p.Id == id).ExecuteUpdateAsync(p => p.SetProperty(x => x.AllowsDownloads, x => x.AllowsDownloads), ct);

    /// <returns>How many people they are.</returns>
    public static Task<int> TakeAsync(IQueryable<User> people, CancellationToken ct) => people.ExecuteUpdateAsync(u => u.SetProperty(x => x.IsAdmin, x => x.IsAdmin), ct);

    public static async Task TakeAsync(ConcertoDbContext db, SongId id, CancellationToken ct)
    {
        if (await db.Songs.Where(s => s.Id == id).Select(s => (ProjectId?)s.ProjectId).FirstOrDefaultAsync(ct) is { } project) await TakeAsync(db, project, ct);
    }

    public static async Task TakeAsync(ConcertoDbContext db, CollaboratorId id, CancellationToken ct)
    {
        var (share, invite) = (ShareId.From(id.Value), InviteId.From(id.Value));
        var what = await db.Shares.Where(h => h.Id == share).Select(h => new { h.ProjectId, h.SongId }).FirstOrDefaultAsync(ct)
            ?? await db.Invites.Where(i => i.Id == invite).Select(i => new { i.ProjectId, i.SongId }).FirstOrDefaultAsync(ct);
        if (what?.ProjectId is { } project) await TakeAsync(db, project, ct);
        if (what?.SongId is { } song) await TakeAsync(db, song, ct);
    }
}
