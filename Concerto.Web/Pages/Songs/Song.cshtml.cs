using System.Text.Json;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Audio;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Analysis;
using Concerto.Web.Features.Notifications;
using Concerto.Web.Features.Review;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Pages.Sharing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Songs;

/// <summary>The room: one version of a song, to hear and to comment on.</summary>
[Live]
public sealed class SongModel(ConcertoDbContext db, AddComment addComment, RetryAnalysis retryAnalysis, NoteOpened noteOpened, MarkNotificationsRead markRead, IAudioAnalyser analyser) : ConcertoPage
{
    private Comment? _pointed;

    [BindProperty(SupportsGet = true)]
    public SongId Id { get; set; }

    /// <summary>Which version; the newest that plays when none is said.</summary>
    [BindProperty(SupportsGet = true, Name = "version")]
    public VersionId? VersionId { get; set; }

    [BindProperty(SupportsGet = true)]
    public NoteChoice Choice { get; set; } = new();

    /// <summary>A link to a note or reply, whichever version it is on. Nonsense is as good as one that was taken back.</summary>
    [BindProperty(SupportsGet = true, Name = "comment")]
    public string? CommentId { get; set; }

    /// <summary>A link to a time, or a range: 83.4, 1:23.4, 1:23-1:31.</summary>
    [BindProperty(SupportsGet = true, Name = "t")]
    public string? Time { get; set; }

    /// <summary>The note whose reply form is to be open, for browsers without scripts.</summary>
    [BindProperty(SupportsGet = true, Name = "reply")]
    public CommentId? ReplyTo { get; set; }

    /// <summary>The note's time as typed, such as 1:23.4 or 1:23–1:31; empty for the whole version.</summary>
    [BindProperty]
    public string? At { get; set; }

    [BindProperty]
    public string? Text { get; set; }

    /// <summary>The note to reply to.</summary>
    [BindProperty]
    public CommentId? ParentId { get; set; }

    /// <summary>The version that note is on, when another one is open.</summary>
    [BindProperty]
    public VersionId? On { get; set; }

    /// <summary>What was sent and got no answer is sent again with the same key.</summary>
    [BindProperty]
    public string? Key { get; set; }

    public Song Song { get; private set; } = null!;
    public Project Project { get; private set; } = null!;
    public Role Role { get; private set; }

    /// <summary>Who is in; null while nobody but the owner is.</summary>
    public Faces? Faces { get; private set; }

    /// <summary>The newest last.</summary>
    public IReadOnlyList<SongVersion> Versions { get; private set; } = [];

    /// <summary>The chosen one; null while the song has none.</summary>
    public SongVersion? Version { get; private set; }

    public Person? Uploader { get; private set; }
    public NotesView? Notes { get; private set; }

    /// <summary>Where the recording is opened; null for wherever one was, or its start.</summary>
    public Position? OpensAt { get; private set; }

    /// <summary>Why nothing is being measured on this machine; null when all is well.</summary>
    public string? AnalyserIsAway { get; private set; }

    /// <summary>No copy of it that all browsers play could be made.</summary>
    public bool CopyFailed => Version is { Status: VersionStatus.Ready, Rendition: RenditionStatus.Failed };

    public bool MayRetry => MayUpload && Version?.CanRetryAnalysis == true;
    public bool MayDownload => Access.MayDownload(Role, Project) && Version!.IsPlayable;
    public bool MayUpload => Role >= Role.Editor;
    public bool MayDeleteVersion => Role == Role.Owner || MayUpload && Version?.UploaderId == Me;

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        await noteOpened.ExecuteAsync(Song, Caller, Ct);
        await markRead.OpenedAsync(Song, Version?.Id, Caller, Ct);
        if (_pointed is { } note && note.VersionId != Version?.Id && Choice.Versions == NoteScope.This)
            return LocalRedirect($"/songs/{Id}?version={note.VersionId}{Choice.Query}&comment={note.Id}");
        return Wants("notes-list") && Notes is not null ? Partial("_Notes", Notes) : await WholeAsync();
    }

    /// <summary>Asked when something happens to a version that is on its way, and now and then in case nobody said so; nothing is sent until that has changed.</summary>
    /// <param name="was">The status that is shown.</param>
    /// <param name="renditions">What can be played of it, as shown.</param>
    public async Task<IActionResult> OnGetStateAsync(VersionStatus was, string? renditions)
    {
        try
        {
            await LoadAsync();
        }
        catch (NotFoundException gone)
        {
            // Deleted or given up meanwhile: the page leaves for what is still there, and so stops asking. Not a redirect, which would break off uploads and music.
            var path = gone is VersionNotFoundException ? $"/songs/{Id}" : "/projects";
            Response.Headers["HX-Location"] = JsonSerializer.Serialize(new { path, target = "#main", select = "#main", swap = "outerHTML" });
            return StatusCode(StatusCodes.Status204NoContent);
        }
        return Version?.Status == was && !CopyFailed && (was == VersionStatus.AwaitingUpload || Renditions.Of(Version) == (renditions ?? "")) ? StatusCode(StatusCodes.Status204NoContent) : Page();
    }

    /// <summary>Whom the caller can name in a note; what the form offers once an @ is typed.</summary>
    public async Task<IActionResult> OnGetPeopleAsync() =>
        await PeopleToMention.OfAsync(db, Caller, Id, Ct) is { Count: > 0 } people ? Partial("_People", people.FindAll(p => p.Id != Me)) : throw new SongNotFoundException();

    public async Task<IActionResult> OnPostNoteAsync()
    {
        if (VersionId is not { } version) return NotFound();
        Comment? added = null;
        if (await TryAsync(async () =>
            {
                var at = ParentId is null ? Position.Parse(At, "at") : null;
                added = await addComment.ExecuteAsync(new(On ?? version, Text ?? "", at?.StartMs, at?.EndMs, ParentId, Key), Caller, Ct);
            }))
            return LocalRedirect($"/songs/{Id}?version={version}{Choice.Query}&comment={added!.Id}");
        await LoadAsync();
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Wants("notes-list") ? Partial("_Notes", Notes) : await WholeAsync();
    }

    public async Task<IActionResult> OnPostRetryAsync()
    {
        if (VersionId is not { } version) return NotFound();
        await retryAnalysis.ExecuteAsync(new(version), Caller, Ct);
        return RedirectToPage(new { Id, version });
    }

    private async Task<IActionResult> WholeAsync()
    {
        Faces = await Faces.OfAsync(db, Caller, Id, Ct);
        return Page();
    }

    private async Task LoadAsync()
    {
        Song = await Access.Songs(db, Caller).AsNoTracking().FirstOrDefaultAsync(s => s.Id == Id, Ct) ?? throw new SongNotFoundException();
        Project = await db.Projects.AsNoTracking().FirstAsync(p => p.Id == Song.ProjectId, Ct);
        Role = await Access.RoleAsync(db, Caller, Song, Ct) ?? Role.Viewer;
        Versions = await Access.Versions(db, Caller).Where(v => v.SongId == Id).OrderBy(v => v.Number).AsNoTracking().ToListAsync(Ct);
        _pointed = await PointedAsync();
        Version = VersionId is { } wanted
            ? Versions.FirstOrDefault(v => v.Id == wanted) ?? throw new VersionNotFoundException()
            : Versions.FirstOrDefault(v => v.Id == _pointed?.VersionId) ?? Versions.LastOrDefault(v => v.IsPlayable) ?? (Versions is [.., var newest] ? newest : null);
        if (Version is null) return;
        Uploader = (await db.PeopleAsync([Version.UploaderId], Ct)).GetValueOrDefault(Version.UploaderId);
        if (Version.Status == VersionStatus.Analysing) AnalyserIsAway = await analyser.UnavailableReasonAsync(Ct);
        Notes = await NotesAsync(Version);
        OpensAt = TimeOfLink() ?? Notes.Lines.FirstOrDefault(l => l.Version is null && (l.Id == _pointed?.Id || l.Replies.Any(r => r.Id == _pointed?.Id)))?.At;
    }

    private Task<Comment?> PointedAsync() => Concerto.Domain.Review.CommentId.TryParse(CommentId, null, out var id)
        ? Access.Comments(db, Caller).AsNoTracking().FirstOrDefaultAsync(c => c.Id == id && c.SongId == Id, Ct)
        : Task.FromResult<Comment?>(null);

    private Position? TimeOfLink()
    {
        try
        {
            return Position.Parse(Time, "t");
        }
        catch (InvalidInputException)
        {
            return null; // the recording is there, whatever has become of its link
        }
    }

    /// <summary>What the caller may see has been asked of the versions; it need not be asked of each of their notes again.</summary>
    private async Task<NotesView> NotesAsync(SongVersion version)
    {
        var listed = Versions.Where(v => Choice.Versions == NoteScope.All || v.Id == version.Id).ToDictionary(v => v.Id);
        var comments = await db.Comments.Where(Access.StaysInPlace(db)).Where(c => listed.Keys.Contains(c.VersionId)).AsNoTracking().ToListAsync(Ct);
        var people = await db.PeopleAsync(comments.Select(c => c.AuthorId).Concat(comments.Select(c => c.ResolvedById).OfType<UserId>()), Ct);
        var replies = comments.Where(c => c.ParentId is not null).OrderBy(c => c.CreatedAt).ThenBy(c => c.Id.Value).ToLookup(c => c.ParentId!.Value, c => Line(c, []));
        var notes = comments.Where(c => c.ParentId is null);
        var lines = (Choice.Sort == NoteOrder.Newest ? notes.OrderByDescending(c => c.CreatedAt) : notes.OrderBy(c => c.StartMs ?? -1).ThenBy(c => c.CreatedAt))
            .Select(c => Line(c, [.. replies[c.Id]])).ToList();
        var (open, resolved) = (lines.Count(l => l is { Resolved: false, Deleted: false }), lines.Count(l => l.Resolved));
        var filter = Choice.Notes ?? (open > 0 || lines.Count == 0 ? NoteFilter.Open : NoteFilter.All);
        // A link to a note that this filter would hide lifts it.
        if (_pointed is { } pointed && lines.Find(l => l.Id == (pointed.ParentId ?? pointed.Id)) is { } target && !target.Passes(filter)) filter = NoteFilter.All;
        // A list that is empty on a new version is not the end of what was said of the one before.
        var others = lines.Count > 0 || Choice.Versions == NoteScope.All ? [] : Versions.Select(v => v.Id).Where(v => v != version.Id).ToList();
        var elsewhere = others.Count == 0 ? 0 : await db.Comments.CountAsync(c => others.Contains(c.VersionId) && c.ParentId == null && c.ResolvedAt == null && c.DeletedAt == null, Ct);
        // Whose names are to be emphasised is asked only when there may be one.
        var named = comments.Exists(c => Mentions.MayBeIn(c.Text)) ? await PeopleToMention.OfAsync(db, Caller, Id, Ct) : [];
        return new(Id, version.Id, Versions.Count, [.. lines.Where(l => l.Passes(filter))], Choice with { Notes = filter },
            open, resolved, lines.Count(l => l.Passes(NoteFilter.Mine)), lines.Count, MayComment: Role >= Role.Commenter && version.IsPlayable,
            _pointed?.Id, LinkIsDead: CommentId is not null && _pointed is null, ParentId is null ? At : null, Text, ParentId ?? ReplyTo) { OpenElsewhere = elsewhere, People = named };

        NoteLine Line(Comment c, IReadOnlyList<NoteLine> under) => new(
            c.Id, c.VersionId == version.Id ? null : listed[c.VersionId], people[c.AuthorId], c.Text, c.StartMs is { } start ? new(start, c.EndMs) : null, c.CreatedAt,
            c.EditedAt is not null, c.DeletedAt is not null, Mine: c.AuthorId == Me, c.ResolvedById is { } by ? people.GetValueOrDefault(by) : null, c.ResolvedAt is not null,
            MayResolve: Role >= Role.Editor || c.AuthorId == Me, under);
    }
}
