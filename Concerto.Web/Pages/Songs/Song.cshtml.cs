using System.Text.Json;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Audio;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Analysis;
using Concerto.Web.Features.Review;
using Concerto.Web.Features.Sharing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Songs;

/// <summary>The room: one version of a song, to hear and to comment on.</summary>
[Live]
public sealed class SongModel(ConcertoDbContext db, AddComment addComment, RetryAnalysis retryAnalysis, IAudioAnalyser analyser) : ConcertoPage
{
    [BindProperty(SupportsGet = true)]
    public SongId Id { get; set; }

    /// <summary>Which version; the newest that plays when none is said.</summary>
    [BindProperty(SupportsGet = true, Name = "version")]
    public VersionId? VersionId { get; set; }

    [BindProperty(SupportsGet = true, Name = "notes")]
    public NoteFilter? Filter { get; set; }

    /// <summary>The note's time as typed, such as 1:23.4; empty for the whole version.</summary>
    [BindProperty]
    public string? StartMs { get; set; }

    [BindProperty]
    public string? Text { get; set; }

    /// <summary>The note to reply to.</summary>
    [BindProperty]
    public CommentId? ParentId { get; set; }

    public Song Song { get; private set; } = null!;
    public Project Project { get; private set; } = null!;
    public Role Role { get; private set; }

    /// <summary>The newest last.</summary>
    public IReadOnlyList<SongVersion> Versions { get; private set; } = [];

    /// <summary>The chosen one; null while the song has none.</summary>
    public SongVersion? Version { get; private set; }

    public Person? Uploader { get; private set; }
    public NotesView? Notes { get; private set; }

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
        return Wants("notes-list") && Notes is not null ? Partial("_Notes", Notes) : Page();
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

    public async Task<IActionResult> OnPostNoteAsync()
    {
        if (VersionId is not { } version) return NotFound();
        if (await TryAsync(() => addComment.ExecuteAsync(new(version, Text ?? "", ParentId is null ? Timecode.Parse(StartMs, "startMs") : null, ParentId: ParentId), Caller, Ct)))
            return RedirectToPage(new { Id, version, notes = Filter });
        await LoadAsync();
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Wants("notes-list") ? Partial("_Notes", Notes) : Page();
    }

    public async Task<IActionResult> OnPostRetryAsync()
    {
        if (VersionId is not { } version) return NotFound();
        await retryAnalysis.ExecuteAsync(new(version), Caller, Ct);
        return RedirectToPage(new { Id, version });
    }

    private async Task LoadAsync()
    {
        Song = await Access.Songs(db, Caller).AsNoTracking().FirstOrDefaultAsync(s => s.Id == Id, Ct) ?? throw new SongNotFoundException();
        Project = await db.Projects.AsNoTracking().FirstAsync(p => p.Id == Song.ProjectId, Ct);
        Role = await Access.RoleAsync(db, Caller, Song, Ct) ?? Role.Viewer;
        Versions = await Access.Versions(db, Caller).Where(v => v.SongId == Id).OrderBy(v => v.Number).AsNoTracking().ToListAsync(Ct);
        Version = VersionId is { } wanted
            ? Versions.FirstOrDefault(v => v.Id == wanted) ?? throw new VersionNotFoundException()
            : Versions.LastOrDefault(v => v.IsPlayable) ?? (Versions is [.., var newest] ? newest : null);
        if (Version is null) return;
        Uploader = (await db.PeopleAsync([Version.UploaderId], Ct)).GetValueOrDefault(Version.UploaderId);
        if (Version.Status == VersionStatus.Analysing) AnalyserIsAway = await analyser.UnavailableReasonAsync(Ct);
        Notes = await NotesAsync(Version);
    }

    private async Task<NotesView> NotesAsync(SongVersion version)
    {
        var comments = await Access.Comments(db, Caller).Where(c => c.VersionId == version.Id).AsNoTracking().ToListAsync(Ct);
        var people = await db.PeopleAsync(comments.Select(c => c.AuthorId).Concat(comments.Select(c => c.ResolvedById).OfType<UserId>()), Ct);
        var replies = comments.Where(c => c.ParentId is not null).OrderBy(c => c.CreatedAt).ToLookup(c => c.ParentId!.Value, c => Line(c, []));
        var lines = comments.Where(c => c.ParentId is null).OrderBy(c => c.StartMs ?? -1).ThenBy(c => c.CreatedAt).Select(c => Line(c, [.. replies[c.Id]])).ToList();
        var (open, resolved) = (lines.Count(l => l is { Resolved: false, Deleted: false }), lines.Count(l => l.Resolved));
        return new(Id, version.Id, lines, Filter ?? (open > 0 || lines.Count == 0 ? NoteFilter.Open : NoteFilter.All), open, resolved,
            MayComment: Role >= Role.Commenter && version.IsPlayable, ParentId is null ? StartMs : null, Text, ParentId);

        NoteLine Line(Comment c, IReadOnlyList<NoteLine> under) => new(
            c.Id, people[c.AuthorId], c.Text, c.StartMs, c.EndMs, c.CreatedAt, c.EditedAt is not null, c.DeletedAt is not null, Mine: c.AuthorId == Me,
            c.ResolvedById is { } by ? people.GetValueOrDefault(by) : null, c.ResolvedAt is not null,
            MayResolve: Role >= Role.Editor || c.AuthorId == Me, under);
    }
}
