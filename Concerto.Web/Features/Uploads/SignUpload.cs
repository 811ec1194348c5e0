using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Domain.Storage;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Uploads;

/// <summary>
/// Where a file goes: <c>songId</c>; or <c>projectId</c> and <c>songName</c>; or <c>projectName</c> and <c>songName</c>, which are
/// looked up among your own projects only. Projects and songs that are missing are made.
/// </summary>
/// <param name="SongId">A song that is there, by itself.</param>
/// <param name="ProjectId">A project that is there, together with songName.</param>
/// <param name="ProjectName">A project of your own, together with songName; made when there is none of that name.</param>
/// <param name="SongName">A song of that project; made when there is none of that name.</param>
public sealed record UploadTarget(SongId? SongId = null, ProjectId? ProjectId = null, string? ProjectName = null, string? SongName = null);

/// <param name="Target">A song by id, or by its name within a project by id or name.</param>
/// <param name="FileName">As on the uploader's disk, up to 255 characters.</param>
/// <param name="ByteSize">The file's exact size.</param>
/// <param name="Label">What to call this version, unique within the song; without one it goes by its number.</param>
/// <param name="ContentType">Ignored: what counts is what the bytes say.</param>
/// <param name="Sha256">The file's SHA-256 in hex, kept beside the version for your own use.</param>
/// <param name="IdempotencyKey">The same key and input again give the same upload.</param>
public sealed record SignUploadInput(
    UploadTarget Target, string FileName, long ByteSize, string? Label = null, string? ContentType = null, string? Sha256 = null, string? IdempotencyKey = null);

/// <summary>
/// Makes room for a file: finds or makes project and song, adds the version that awaits its bytes, all in one transaction (laws 1 to 3),
/// and signs the first parts.
/// </summary>
public sealed class SignUpload(UnitOfWork unitOfWork, UploadParts parts, UploadOptions options, TimeProvider time)
{
    /// <exception cref="ProjectNotFoundException"/>
    /// <exception cref="SongNotFoundException"/>
    /// <exception cref="NameTakenException">The label.</exception>
    /// <exception cref="FileTooLargeException"/>
    /// <exception cref="QuotaExceededException"/>
    public async Task<SignedUpload> ExecuteAsync(SignUploadInput input, Caller caller, CancellationToken ct)
    {
        var uploader = caller.Writer;
        var wanted = Wanted.From(input, options);
        var upload = await unitOfWork.RunAsync(async db =>
        {
            if (await Idempotency.EarlierAsync(db, uploader, input.IdempotencyKey, input, ct) is { } earlier)
                return await OwnUpload.Of(db, caller).FirstOrDefaultAsync(u => u.Id == UploadId.From(earlier), ct) ?? throw new UploadNotFoundException(IdempotencyRecord.Field);

            var now = time.Now();
            var song = await FindOrAddSongAsync(db, wanted, caller, now, ct);
            var isNew = db.Entry(song).State == EntityState.Added;
            var number = isNew ? song.WithFirstVersion().LastVersionNumber : await TakeNumberAsync(db, song, ct);
            await CheckQuotaAsync(db, song.ProjectId, isNew ? uploader : null, wanted, ct);
            var version = new SongVersion(song.Id, number, wanted.Label, wanted.FileName, wanted.ByteSize, wanted.Sha256, uploader, now);
            var upload = new Upload(version, now);
            db.AddRange(version, upload);
            Idempotency.Remember(db, uploader, input.IdempotencyKey, input, upload.Id.Value, now);
            await db.SaveChangesAsync(ct);
            return upload;
        }, ct, onViolation: constraint => constraint == Constraints.VersionLabel ? new NameTakenException(wanted.Label!.Value.Text, "label") : null);

        // The rows are committed before the store is asked: whatever happens from here on can be resumed, or expires.
        return new(upload, await parts.SignFirstAsync(upload, ct));
    }

    /// <summary>Racing uploads by the same new names run into the unique names, start again and find the winner's (law 1).</summary>
    private static async Task<Song> FindOrAddSongAsync(ConcertoDbContext db, Wanted wanted, Caller caller, DateTime now, CancellationToken ct)
    {
        if (wanted.SongId is { } songId) return await Access.SongToWriteAsync(db, caller, songId, Role.Editor, "target.songId", ct);

        var project = wanted.ProjectId is { } projectId
            ? await Access.ProjectToWriteAsync(db, caller, projectId, Role.Editor, "target.projectId", ct)
            : await OwnProjectAsync(db, wanted.ProjectName!.Value, caller.Writer, now, ct);
        var songName = wanted.SongName!.Value;
        var isNew = db.Entry(project).State == EntityState.Added; // then there is nothing in it
        if (!isNew && await db.Songs.FirstOrDefaultAsync(s => s.ProjectId == project.Id && s.NameKey == songName.Key, ct) is { } song) return song;
        return db.Songs.Add(new Song(project.Id, songName, now, provisional: true)).Entity;
    }

    // Law 2: a project's name is looked up among the caller's own and nowhere else, shared with them or not.
    private static async Task<Project> OwnProjectAsync(ConcertoDbContext db, Name name, UserId owner, DateTime now, CancellationToken ct) =>
        await db.Projects.FirstOrDefaultAsync(p => p.OwnerId == owner && p.NameKey == name.Key, ct)
        ?? db.Projects.Add(new Project(owner, name, now, provisional: true)).Entity;

    private static async Task<int> TakeNumberAsync(ConcertoDbContext db, Song song, CancellationToken ct)
    {
        var locked = await db.Songs.Where(s => s.Id == song.Id && s.DeletedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.LastVersionNumber, x => x.LastVersionNumber + 1), ct);
        if (locked == 0) throw new LostRaceException(); // it went between finding and locking it
        return await db.Songs.Where(s => s.Id == song.Id).Select(s => s.LastVersionNumber).FirstAsync(ct);
    }

    private async Task CheckQuotaAsync(ConcertoDbContext db, ProjectId projectId, UserId? ownerOfNew, Wanted wanted, CancellationToken ct)
    {
        if (options.QuotaPerOwner is not { } quota) return;
        var owner = await db.Projects.Where(p => p.Id == projectId).Select(p => (UserId?)p.OwnerId).FirstOrDefaultAsync(ct) ?? ownerOfNew;
        // A lock on the owner, so that two uploads at once don't both see the same room. What lies in the bin still takes its room.
        await Turn.TakeAsync(db.Users.Where(u => u.Id == owner), ct);
        var used = await db.Versions.Where(v => db.Songs.Any(s => s.Id == v.SongId && db.Projects.Any(p => p.Id == s.ProjectId && p.OwnerId == owner))).SumAsync(v => v.ByteSize, ct);
        if (used + wanted.ByteSize > quota) throw new QuotaExceededException(quota, used, "byteSize");
    }

    /// <summary>The input, checked.</summary>
    private sealed record Wanted(SongId? SongId, ProjectId? ProjectId, Name? ProjectName, Name? SongName, Name? Label, string FileName, long ByteSize, string? Sha256)
    {
        public static Wanted From(SignUploadInput input, UploadOptions options)
        {
            var target = input.Target;
            Name? projectName = null, songName = null;
            switch (target)
            {
                case { SongId: not null, ProjectId: null, ProjectName: null, SongName: null }: break;
                case { SongId: null, ProjectId: not null, ProjectName: null, SongName: not null }: break;
                case { SongId: null, ProjectId: null, ProjectName: not null, SongName: not null }: projectName = Name.From(target.ProjectName, "target.projectName"); break;
                default: throw new InvalidInputException("target", "Say where it goes: songId; or projectId and songName; or projectName and songName.");
            }
            if (target.SongName is not null) songName = Name.From(target.SongName, "target.songName");
            if (input.ByteSize < 1) throw new InvalidInputException("byteSize", "That file is empty.");
            if (input.ByteSize > options.MaxBytes) throw new FileTooLargeException(options.MaxBytes, "byteSize");
            var sha256 = input.Sha256?.ToLowerInvariant();
            if (sha256 is not null && !(sha256.Length == 64 && sha256.All(char.IsAsciiHexDigitLower))) throw new InvalidInputException("sha256", "A SHA-256 is 64 hexadecimal digits.");
            Name? label = string.IsNullOrWhiteSpace(input.Label) ? null : Name.From(input.Label, "label");
            return new(target.SongId, target.ProjectId, projectName, songName, label, Domain.Storage.FileName.Clean(input.FileName, "fileName"), input.ByteSize, sha256);
        }
    }
}
