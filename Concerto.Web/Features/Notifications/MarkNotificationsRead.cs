using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Notifications;

/// <param name="NotificationId">One of yours; left out, all of them.</param>
public sealed record MarkNotificationsReadInput(NotificationId? NotificationId = null);

/// <summary>Notes that somebody saw what they were told. Their other pages hear of it.</summary>
public sealed class MarkNotificationsRead(UnitOfWork unitOfWork, ConcertoDbContext look, TimeProvider time)
{
    /// <returns>How many are unread now.</returns>
    /// <exception cref="NotificationNotFoundException"/>
    public async Task<int> ExecuteAsync(MarkNotificationsReadInput input, Caller caller, CancellationToken ct)
    {
        var me = caller.Writer;
        return await unitOfWork.RunAsync(async db =>
        {
            var mine = db.Notifications.Where(n => n.UserId == me);
            if (input.NotificationId is { } id)
            {
                mine = mine.Where(n => n.Id == id);
                if (!await Access.StillThere(db, mine).AnyAsync(ct)) throw new NotificationNotFoundException("notificationId");
            }
            await ReadAsync(db, mine, me, ct);
            return await Unread.CountAsync(db, me, ct);
        }, ct);
    }

    /// <summary>They have opened a song: what was told of that version, of the note that a link led to, and of the song itself, they have seen. Costs one look by an index when there is nothing.</summary>
    /// <param name="version">The one that is open, with its notes; null when there is none.</param>
    public Task OpenedAsync(Song song, VersionId? version, Caller caller, CancellationToken ct) =>
        SeenAsync(caller, n => n.Where(x => x.SongId == song.Id && (x.VersionId == null || x.VersionId == version)), ct);

    /// <summary>They have opened a project: that it was shared with them they have seen.</summary>
    public Task OpenedAsync(Project project, Caller caller, CancellationToken ct) =>
        SeenAsync(caller, n => n.Where(x => x.ProjectId == project.Id && x.SongId == null), ct);

    private async Task SeenAsync(Caller caller, Func<IQueryable<Notification>, IQueryable<Notification>> which, CancellationToken ct)
    {
        if (caller.User is not { } me || !await which(look.Notifications.Where(n => n.UserId == me && n.ReadAt == null)).AnyAsync(ct)) return;
        try
        {
            await unitOfWork.RunAsync(async db => await ReadAsync(db, which(db.Notifications.Where(n => n.UserId == me)), me, ct), ct);
        }
        catch (Exception e) when (DatabaseFaults.IsLostRace(e))
        {
            // They are noted the next time.
        }
    }

    private async Task ReadAsync(ConcertoDbContext db, IQueryable<Notification> which, UserId me, CancellationToken ct)
    {
        var now = time.Now();
        if (await which.Where(n => n.ReadAt == null).ExecuteUpdateAsync(n => n.SetProperty(x => x.ReadAt, now), ct) == 0) return;
        db.Activities.Add(Activity.OfReading(me, now));
        await db.SaveChangesAsync(ct);
    }
}
