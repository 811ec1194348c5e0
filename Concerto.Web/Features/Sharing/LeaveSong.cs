using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Sharing;

/// <param name="SongId">The song to leave.</param>
public sealed record LeaveSongInput(SongId SongId);

/// <summary>Gives up a song that was shared with the caller by itself.</summary>
public sealed class LeaveSong(UnitOfWork unitOfWork, TimeProvider time)
{
    /// <exception cref="SongNotFoundException"/>
    /// <exception cref="HandOverFirstException"/>
    /// <exception cref="NotAllowedException">It was shared with its project.</exception>
    public Task<SongId> ExecuteAsync(LeaveSongInput input, Caller caller, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        var me = caller.Writer;
        await Turn.TakeAsync(db, input.SongId, ct);
        var song = await Access.Songs(db, caller).FirstOrDefaultAsync(s => s.Id == input.SongId, ct) ?? throw new SongNotFoundException("songId");
        var share = await db.Shares.FirstOrDefaultAsync(h => h.UserId == me && h.SongId == song.Id, ct);
        if (share is null)
            throw await Access.RoleAsync(db, caller, song, ct) == Role.Owner ? new HandOverFirstException() : new NotAllowedException("You are in this song through its project. Leave the project to leave the song.");
        db.Shares.Remove(share);
        db.Activities.Add(Activity.In(song, ActivityKind.Left, me, time.Now(), me));
        await db.SaveChangesAsync(ct);
        return song.Id;
    }, ct);
}
