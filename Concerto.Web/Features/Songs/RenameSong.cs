using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;

namespace Concerto.Web.Features.Songs;

/// <param name="SongId">The song to rename.</param>
/// <param name="Name">1 to 200 characters, unique within the project.</param>
public sealed record RenameSongInput(SongId SongId, string Name);

/// <summary>Gives a song another name.</summary>
public sealed class RenameSong(UnitOfWork unitOfWork, TimeProvider time)
{
    /// <exception cref="SongNotFoundException"/>
    /// <exception cref="NameTakenException"/>
    public Task<Song> ExecuteAsync(RenameSongInput input, Caller caller, CancellationToken ct)
    {
        var name = Name.From(input.Name, "name");
        return unitOfWork.RunAsync(async db =>
        {
            var song = await Access.SongToWriteAsync(db, caller, input.SongId, Role.Editor, "songId", ct);
            if (song.Rename(name, time.Now())) await Changes.RecordAsync(db, Activity.In(song, ActivityKind.SongRenamed, caller.Writer, time.Now()), ct);
            await db.SaveChangesAsync(ct);
            return song;
        }, ct, onViolation: constraint => constraint == Constraints.SongName ? new NameTakenException(name.Text, "name") : null);
    }
}
