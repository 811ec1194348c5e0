using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Sharing;

/// <param name="CollaboratorId">Whom to remove.</param>
public sealed record UnshareInput(CollaboratorId CollaboratorId);

/// <summary>
/// Removes somebody, or an address that waits for its account: from a project with all that was shared with them of it, or from one song. They see nothing of it on
/// their next request; their notes and versions stay.
/// </summary>
public sealed class Unshare(UnitOfWork unitOfWork, TimeProvider time)
{
    /// <exception cref="CollaboratorNotFoundException"/>
    /// <exception cref="NotAllowedException"/>
    public Task<CollaboratorId> ExecuteAsync(UnshareInput input, Caller caller, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        await Turn.TakeAsync(db, input.CollaboratorId, ct);
        var (what, share, invite) = await Access.CollaboratorToWriteAsync(db, caller, input.CollaboratorId, "collaboratorId", ct);
        await RemoveAsync(db, what, share, invite, caller.Writer, time.Now(), ct);
        await db.SaveChangesAsync(ct);
        return input.CollaboratorId;
    }, ct);

    /// <summary>Links to it lead nowhere from then on.</summary>
    internal static async Task RemoveAsync(ConcertoDbContext db, SharedThing what, Share? share, Invite? invite, UserId by, DateTime now, CancellationToken ct)
    {
        if (share is not null) db.Shares.Remove(share);
        if (invite is not null) db.Invites.Remove(invite);
        db.Activities.Add(what.Activity(ActivityKind.Unshared, by, share?.UserId, now));
        if (what.Song is null) await RemoveFromSongsAsync(db, what.Project, share, invite, by, now, ct);
    }

    private static async Task RemoveFromSongsAsync(ConcertoDbContext db, Project project, Share? share, Invite? invite, UserId by, DateTime now, CancellationToken ct)
    {
        var (person, address) = (share?.UserId, invite?.AddressKey);
        var songs = db.Songs.Where(s => s.ProjectId == project.Id);
        var shares = await db.Shares.Where(h => h.UserId == person).Join(songs, h => h.SongId, s => s.Id, (share, song) => new { share, song }).ToListAsync(ct);
        var invites = await db.Invites.Where(i => i.AddressKey == address).Join(songs, i => i.SongId, s => s.Id, (invite, song) => new { invite, song }).ToListAsync(ct);
        db.RemoveRange(shares.Select(x => x.share));
        db.RemoveRange(invites.Select(x => x.invite));
        foreach (var song in shares.Select(x => x.song).Concat(invites.Select(x => x.song)))
            db.Activities.Add(Activity.In(song, ActivityKind.Unshared, by, now, person));
    }
}
