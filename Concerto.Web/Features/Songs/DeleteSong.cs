using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;

namespace Concerto.Web.Features.Songs;

/// <param name="SongId">The song to delete.</param>
public sealed record DeleteSongInput(SongId SongId);

/// <summary>Puts a song, with its versions and notes, in the bin for 30 days. Its name is free at once.</summary>
public sealed class DeleteSong(UnitOfWork unitOfWork, TimeProvider time)
{
    /// <exception cref="SongNotFoundException"/>
    public Task<SongId> ExecuteAsync(DeleteSongInput input, Caller caller, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        var song = await Access.SongToWriteAsync(db, caller, input.SongId, Role.Owner, "songId", ct);
        song.PutInBin(time.Now());
        await Changes.RecordAsync(db, Activity.In(song, ActivityKind.SongDeleted, caller.Writer, time.Now()), ct);
        await db.SaveChangesAsync(ct);
        return song.Id;
    }, ct);
}
