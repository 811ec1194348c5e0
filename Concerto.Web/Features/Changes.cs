using Concerto.Domain.Notifications;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features;

internal static class Changes
{
    /// <summary>
    /// Adds what happened to the caller's unit of work, to be saved with it, tells those it concerns, and notes on song and project when that was. Called before the save: it locks
    /// the song's row and then the project's, so that two who write in one song queue up for it rather than run into each other.
    /// </summary>
    /// <returns>Who is told.</returns>
    public static async Task<IReadOnlyList<Notification>> RecordAsync(ConcertoDbContext db, Activity activity, CancellationToken ct)
    {
        db.Activities.Add(activity);
        if (activity.SongId is { } song) await db.Songs.Where(s => s.Id == song).ExecuteUpdateAsync(s => s.SetProperty(x => x.ChangedAt, activity.At), ct);
        await db.Projects.Where(p => p.Id == activity.ProjectId).ExecuteUpdateAsync(p => p.SetProperty(x => x.ChangedAt, activity.At), ct);
        return await Notify.AddAsync(db, activity, ct);
    }
}
