using Concerto.Domain.Notifications;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features;

internal static class Changes
{
    /// <summary>
    /// Adds what happened to the caller's unit of work, to be saved with it, and notes on song and project when that was. Called before the save: it locks
    /// the song's row and then the project's, so that two who write in one song queue up for it rather than run into each other.
    /// </summary>
    public static async Task RecordAsync(ConcertoDbContext db, Activity activity, CancellationToken ct)
    {
        db.Activities.Add(activity);
        if (activity.SongId is { } song) await db.Songs.Where(s => s.Id == song).ExecuteUpdateAsync(s => s.SetProperty(x => x.ChangedAt, activity.At), ct);
        await db.Projects.Where(p => p.Id == activity.ProjectId).ExecuteUpdateAsync(p => p.SetProperty(x => x.ChangedAt, activity.At), ct);
    }
}
