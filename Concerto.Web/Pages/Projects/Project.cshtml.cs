using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Features.Songs;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Projects;

/// <summary>One line of the list of songs.</summary>
/// <param name="Latest">The newest version that plays; null when none does yet.</param>
/// <param name="Newest">Of what status the newest version is that the caller sees: their own may be on its way, or refused.</param>
public sealed record SongRow(SongId Id, string Name, SongVersion? Latest, VersionStatus? Newest, int OpenNotes, DateTime ChangedAt, Role Role);

/// <summary>A project's songs.</summary>
public sealed class ProjectModel(ConcertoDbContext db, CreateSong createSong, NoteOpened noteOpened) : ConcertoPage
{
    [BindProperty(SupportsGet = true)]
    public ProjectId Id { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    public Project Project { get; private set; } = null!;

    /// <summary>Viewer also for those who were given only a song or two of it.</summary>
    public Role Role { get; private set; }

    public Person? Owner { get; private set; }
    public IReadOnlyList<SongRow> Songs { get; private set; } = [];

    public async Task OnGetAsync()
    {
        await LoadAsync();
        await noteOpened.ExecuteAsync(Project, Caller, Ct);
    }

    public async Task<IActionResult> OnPostCreateAsync()
    {
        Song? song = null;
        if (await TryAsync(async () => song = await createSong.ExecuteAsync(new(Id, Name ?? ""), Caller, Ct)))
            return RedirectToPage("/Songs/Song", new { id = song!.Id });
        await LoadAsync();
        return Again();
    }

    private async Task LoadAsync()
    {
        Project = await Access.Projects(db, Caller).AsNoTracking().FirstOrDefaultAsync(p => p.Id == Id, Ct) ?? throw new ProjectNotFoundException();
        Role = await Access.RoleAsync(db, Caller, Project, Ct) ?? Role.Viewer;
        if (Project.OwnerId != Me) Owner = (await db.PeopleAsync([Project.OwnerId], Ct)).GetValueOrDefault(Project.OwnerId);

        var songs = await Access.Songs(db, Caller).Where(s => s.ProjectId == Id).OrderByDescending(s => s.ChangedAt).AsNoTracking().ToListAsync(Ct);
        var ids = songs.ConvertAll(s => s.Id);
        var versions = Access.Versions(db, Caller).Where(v => ids.Contains(v.SongId));
        var playable = versions.Where(v => v.Status == VersionStatus.Ready || v.Status == VersionStatus.Analysing);
        var latest = await playable.Where(v => v.Number == playable.Where(o => o.SongId == v.SongId).Max(o => o.Number)).AsNoTracking().ToDictionaryAsync(v => v.SongId, Ct);
        var newest = await versions.Where(v => v.Number == versions.Where(o => o.SongId == v.SongId).Max(o => o.Number)).Select(v => new { v.SongId, v.Status }).ToDictionaryAsync(v => v.SongId, v => v.Status, Ct);
        var open = await Access.Comments(db, Caller).Where(c => ids.Contains(c.SongId) && c.ParentId == null && c.ResolvedAt == null && c.DeletedAt == null)
            .GroupBy(c => c.SongId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, Ct);
        Songs = songs.ConvertAll(s => new SongRow(s.Id, s.Name, latest.GetValueOrDefault(s.Id), newest.TryGetValue(s.Id, out var status) ? status : null, open.GetValueOrDefault(s.Id), s.ChangedAt, Role));
    }
}
