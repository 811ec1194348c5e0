using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Storage;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Uploads;

/// <summary>Lets go of a version that never became ready: rows, parts and object go, and so do a song and project that exist only because of it (law 3).</summary>
internal static class GiveUp
{
    /// <summary>A completion that was under way may still put an object in place; the removal comes after it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    /// <summary>Within the caller's transaction; saves.</summary>
    /// <param name="actor">Who gives it up; null when its time is over.</param>
    public static async Task VersionAsync(ConcertoDbContext db, SongVersion version, UserId? actor, DateTime now, CancellationToken ct)
    {
        // The song's row first: it is the lock under which versions come and go, so nobody adds one to a song that is about to vanish. To others nothing changes.
        await db.Songs.Where(s => s.Id == version.SongId).ExecuteUpdateAsync(s => s.SetProperty(x => x.ChangedAt, x => x.ChangedAt), ct);
        foreach (var key in ObjectKeys.AllOf(version.Id))
            if (!await db.ObjectDeletions.AnyAsync(d => d.Key == key, ct)) db.ObjectDeletions.Add(new ObjectDeletion(key, now + Grace));
        var song = await db.Songs.AsNoTracking().FirstAsync(s => s.Id == version.SongId, ct);
        db.Activities.Add(Activity.On(version, song, ActivityKind.VersionDeleted, actor, now));
        await db.SaveChangesAsync(ct);
        await db.Versions.Where(v => v.Id == version.Id).ExecuteDeleteAsync(ct); // its upload, job and notes cascade

        var songGone = await db.Songs.Where(s => s.Id == song.Id && s.IsProvisional && !db.Versions.Any(v => v.SongId == s.Id)).ExecuteDeleteAsync(ct) == 1;
        if (songGone) await db.Projects.Where(p => p.Id == song.ProjectId && p.IsProvisional && !db.Songs.Any(s => s.ProjectId == p.Id)).ExecuteDeleteAsync(ct);
    }
}
