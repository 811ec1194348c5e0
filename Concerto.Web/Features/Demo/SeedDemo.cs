using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Audio;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Domain.Sharing;
using Concerto.Domain.Storage;
using Concerto.Infrastructure.Audio;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Analysis;
using Concerto.Web.Features.Review;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Features.Uploads;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Demo;

/// <param name="Made">How many people, versions and notes were made; 0 when everything was there.</param>
/// <param name="LookFirst">The song with the most versions and notes.</param>
public sealed record DemoSummary(int Made, SongId LookFirst);

/// <summary>ffmpeg makes the demo's recordings, and there is none.</summary>
public sealed class DemoNeedsFfmpegException(string reason) : DomainException($"The demo’s recordings are made by ffmpeg. {reason.Trim()}");

/// <summary>
/// Makes the data set that <see cref="Script"/> tells of, through the same use cases as people do, beside a running server or without one.
/// What is there already stays as it is, so it may be run again, also after it was stopped half-way.
/// </summary>
public sealed class SeedDemo(IServiceProvider services, IDbContextFactory<ConcertoDbContext> contexts, IObjectStore store, IAudioAnalyser analyser, Workspace workspace, TimeProvider time)
{
    private const string Ffmpeg = "ffmpeg";
    private const double JoinedHoursAgo = 7 * 24, HoursUntilResolved = 0.3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly EarlierClock _earlier = new(time);
    private readonly Dictionary<string, Caller> _people = [];
    private int _made;

    /// <param name="tell">Hears what is being done.</param>
    /// <exception cref="DemoNeedsFfmpegException"/>
    /// <exception cref="MixdownFailedException"/>
    public async Task<DemoSummary> ExecuteAsync(Action<string> tell, CancellationToken ct)
    {
        if (await analyser.UnavailableReasonAsync(ct) is { } reason) throw new DemoNeedsFfmpegException(reason);
        foreach (var person in Script.People) _people[person] = await PersonAsync(person, ct);

        SongVersion? busiest = null;
        foreach (var project in Script.Projects)
        {
            foreach (var song in project.Songs)
                foreach (var scripted in song.Versions)
                {
                    var version = await FindAsync(project, song, scripted, ct);
                    if (version is null)
                    {
                        tell($"{project.Name} ▸ {song.Name} ▸ {scripted.Label} …");
                        version = await AddVersionAsync(project, song, scripted, ct);
                    }
                    foreach (var note in scripted.Notes) await AddNoteAsync(version.Id, note, null, ct);
                    if (version.Number > (busiest?.Number ?? 0)) busiest = version;
                }
            if (project.Invite is { } invite) await InviteAsync(project, invite, ct);
        }
        return new(_made, busiest!.SongId);
    }

    private async Task<Caller> PersonAsync(string name, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var email = EmailAddress.From(Script.EmailOf(name));
        var person = await db.Users.SingleOrDefaultAsync(u => u.EmailKey == email.Key && u.VerifiedAt != null, ct);
        if (person is null)
        {
            person = await Earlier<AddUser>(JoinedHoursAgo).ExecuteAsync(new(email.Text, Script.Password, name, Verified: true), ct);
            _made++;
        }
        return Caller.Person(person.Id);
    }

    /// <summary>The version, if it was made before. What a stopped run left half-way is given up, to be made afresh.</summary>
    private async Task<SongVersion?> FindAsync(ScriptedProject project, ScriptedSong song, ScriptedVersion scripted, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var version = await OfSong(db, project, song).Where(v => v.FileName == scripted.File && v.DeletedAt == null).FirstOrDefaultAsync(ct);
        if (version is not { Status: VersionStatus.AwaitingUpload }) return version;
        var upload = await db.Uploads.FirstAsync(u => u.VersionId == version.Id, ct);
        await services.GetRequiredService<AbortUpload>().ExecuteAsync(new(upload.Id), _people[scripted.By], ct);
        return null;
    }

    /// <summary>Uploads and analyses now, as the jobs of a running server look at it too; only then is it dated back.</summary>
    private async Task<SongVersion> AddVersionAsync(ScriptedProject project, ScriptedSong song, ScriptedVersion scripted, CancellationToken ct)
    {
        var version = await UploadAsync(project, song, scripted, ct);
        await ListenAsync(version, ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var then = time.Now().AddHours(-scripted.Hours);
        await db.Versions.Where(v => v.Id == version).ExecuteUpdateAsync(v => v.SetProperty(x => x.CreatedAt, then).SetProperty(x => x.ReadyAt, then), ct);
        var songs = db.Songs.Where(s => db.Versions.Any(v => v.Id == version && v.SongId == s.Id));
        await songs.ExecuteUpdateAsync(s => s.SetProperty(x => x.ChangedAt, then).SetProperty(x => x.CreatedAt, x => x.CreatedAt < then ? x.CreatedAt : then), ct);
        var inProject = db.Projects.Where(p => songs.Any(s => s.ProjectId == p.Id));
        await inProject.ExecuteUpdateAsync(p => p.SetProperty(x => x.ChangedAt, then).SetProperty(x => x.CreatedAt, x => x.CreatedAt < then ? x.CreatedAt : then), ct);
        await ShareAsync(db, await inProject.SingleAsync(ct), project.Shares, then, ct);
        _made++;
        return await db.Versions.SingleAsync(v => v.Id == version, ct);
    }

    /// <summary>No server need be running, so the bytes don't go to the signed URLs: they are put where those would have put them.</summary>
    private async Task<VersionId> UploadAsync(ScriptedProject project, ScriptedSong song, ScriptedVersion scripted, CancellationToken ct)
    {
        using var work = workspace.OpenEmpty();
        var recording = Path.Combine(work.Folder, "mix" + Path.GetExtension(scripted.File));
        await Mixdown.RunAsync(Ffmpeg, song.Piece, scripted.Mix, recording, ct);

        var uploader = _people[scripted.By];
        var target = scripted.By == project.Owner ? new UploadTarget(ProjectName: project.Name, SongName: song.Name) : new UploadTarget(SongId: await SongAsync(project, song, ct));
        var signed = await services.GetRequiredService<SignUpload>().ExecuteAsync(new(target, scripted.File, new FileInfo(recording).Length, scripted.Label), uploader, ct);
        await store.PutFileAsync(ObjectKeys.Source(signed.Upload.VersionId), recording, "application/octet-stream", ct);
        await services.GetRequiredService<CompleteUpload>().ExecuteAsync(new(signed.Upload.Id), uploader, ct);
        return signed.Upload.VersionId;
    }

    /// <summary>Until both stages are through, by us or by a running server's workers.</summary>
    private async Task ListenAsync(VersionId id, CancellationToken ct)
    {
        var analyse = services.GetRequiredService<AnalyseNext>();
        while (true)
        {
            var busy = await analyse.ExecuteAsync(AnalysisStage.Measure, ct) | await analyse.ExecuteAsync(AnalysisStage.Render, ct);
            await using var db = await contexts.CreateDbContextAsync(ct);
            var version = await db.Versions.SingleAsync(v => v.Id == id, ct);
            if (version.Status == VersionStatus.Rejected) throw new MixdownFailedException($"{version.FileName}: {version.RejectionMessage}");
            if (version is { Status: VersionStatus.Ready, Rendition: not RenditionStatus.Pending }) return;
            if (!busy) await Task.Delay(Pause, time, ct);
        }
    }

    private async Task ShareAsync(ConcertoDbContext db, Project project, IReadOnlyDictionary<string, Role> shares, DateTime then, CancellationToken ct)
    {
        foreach (var (name, role) in shares)
        {
            if (await db.Shares.AnyAsync(h => h.ProjectId == project.Id && h.UserId == _people[name].User, ct)) continue;
            var share = Share.Of(project, _people[name].Reader, Script.EmailOf(name), role, then);
            share.Opened(then);
            db.Shares.Add(share);
        }
        await db.SaveChangesAsync(ct);
    }

    private async Task InviteAsync(ScriptedProject project, ScriptedInvite invite, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var (owner, name, email) = (_people[project.Owner], Name.From(project.Name, "name"), EmailAddress.From(invite.Email));
        var id = await db.Projects.Where(p => p.OwnerId == owner.User && p.NameKey == name.Key).Select(p => p.Id).SingleAsync(ct);
        if (await db.Invites.AnyAsync(i => i.ProjectId == id && i.AddressKey == email.Key, ct) || await db.Users.AnyAsync(u => u.EmailKey == email.Key, ct)) return;
        await services.GetRequiredService<ShareProject>().ExecuteAsync(new(id, invite.Email, invite.Role, invite.Message), owner, ct);
        _made++;
    }

    private async Task AddNoteAsync(VersionId version, ScriptedNote note, CommentId? parent, CancellationToken ct)
    {
        var author = _people[note.By];
        var id = await SaidAsync();
        if (id is null)
        {
            id = (await Earlier<AddComment>(note.Hours).ExecuteAsync(new(version, note.Text, note.At, note.To, parent), author, ct)).Id;
            _made++;
            // Replies come below; by then it may be resolved already, which changes nothing for them.
            if (note.ResolvedBy is { } by)
                await Earlier<ResolveComment>(note.Replies.Append(note).Min(n => n.Hours) - HoursUntilResolved).ExecuteAsync(new(id.Value), _people[by], ct);
        }
        foreach (var reply in note.Replies) await AddNoteAsync(version, reply, id, ct);

        async Task<CommentId?> SaidAsync()
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            return await db.Comments.Where(c => c.VersionId == version && c.AuthorId == author.User && c.Text == note.Text).Select(c => (CommentId?)c.Id).FirstOrDefaultAsync(ct);
        }
    }

    private async Task<SongId> SongAsync(ScriptedProject project, ScriptedSong song, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await OfSong(db, project, song).Select(v => v.SongId).FirstAsync(ct);
    }

    private IQueryable<SongVersion> OfSong(ConcertoDbContext db, ScriptedProject project, ScriptedSong song)
    {
        var (owner, projectKey, songKey) = (_people[project.Owner].User, Name.From(project.Name, "name").Key, Name.From(song.Name, "name").Key);
        return from version in db.Versions
               join its in db.Songs on version.SongId equals its.Id
               join belonging in db.Projects on its.ProjectId equals belonging.Id
               where belonging.OwnerId == owner && belonging.NameKey == projectKey && its.NameKey == songKey
               select version;
    }

    /// <summary>The use case, at a time when the clock showed that many hours less.</summary>
    private TUseCase Earlier<TUseCase>(double hours)
    {
        _earlier.By = TimeSpan.FromHours(hours);
        return ActivatorUtilities.CreateInstance<TUseCase>(services, _earlier);
    }

    private sealed class EarlierClock(TimeProvider time) : TimeProvider
    {
        public TimeSpan By { get; set; }

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() - By;
    }
}
