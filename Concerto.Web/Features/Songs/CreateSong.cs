using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Songs;

/// <param name="ProjectId">The project that it is made in.</param>
/// <param name="Name">1 to 200 characters, unique within the project.</param>
/// <param name="IdempotencyKey">The same key and input again give the first answer.</param>
public sealed record CreateSongInput(ProjectId ProjectId, string Name, string? IdempotencyKey = null);

/// <summary>Makes a song that has no versions yet.</summary>
public sealed class CreateSong(UnitOfWork unitOfWork, TimeProvider time)
{
    /// <exception cref="ProjectNotFoundException"/>
    /// <exception cref="NameTakenException"/>
    public Task<Song> ExecuteAsync(CreateSongInput input, Caller caller, CancellationToken ct)
    {
        var name = Name.From(input.Name, "name");
        return unitOfWork.RunAsync(async db =>
        {
            var project = await Access.ProjectToWriteAsync(db, caller, input.ProjectId, Role.Editor, "projectId", ct);
            if (await Idempotency.EarlierAsync(db, caller.Writer, input.IdempotencyKey, input, ct) is { } earlier)
                return await Access.Songs(db, caller).FirstOrDefaultAsync(s => s.Id == SongId.From(earlier), ct) ?? throw new SongNotFoundException(IdempotencyRecord.Field);
            // Somebody's upload that is not ready may hold the name, unseen by others: from now on the song exists for its own sake.
            var song = await db.Songs.FirstOrDefaultAsync(s => s.ProjectId == project.Id && s.NameKey == name.Key && s.IsProvisional, ct);
            if (song is null) db.Songs.Add(song = new Song(project.Id, name, time.Now()));
            else song.Rename(name, time.Now());
            project.Keep(time.Now());
            Idempotency.Remember(db, caller.Writer, input.IdempotencyKey, input, song.Id.Value, time.Now());
            db.Activities.Add(Activity.In(song, ActivityKind.SongCreated, caller.Writer, time.Now()));
            await db.SaveChangesAsync(ct);
            return song;
        }, ct, onViolation: constraint => constraint == Constraints.SongName ? new NameTakenException(name.Text, "name") : null);
    }
}
