using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Projects;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Pages.Sharing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Projects;

/// <summary>One line of the list of projects.</summary>
/// <param name="Owner">Null for one's own.</param>
/// <param name="ChangedAt">When something in it last changed, as far as one sees it: who is in some of its songs only hears of those. Null when there is none.</param>
/// <param name="Role">The caller's in the project itself; null for who was given only a song or two of it.</param>
/// <param name="Faces">Who is in it; null while nobody is but the owner.</param>
public sealed record ProjectRow(ProjectId Id, string Name, Person? Owner, int Songs, int OpenNotes, DateTime? ChangedAt, Role? Role = null, Faces? Faces = null);

/// <summary>My projects, and the ones shared with me.</summary>
[Live]
public sealed class IndexModel(ConcertoDbContext db, CreateProject createProject) : ConcertoPage
{
    /// <summary>Part of a name to look for.</summary>
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    public IReadOnlyList<ProjectRow> Mine { get; private set; } = [];
    public IReadOnlyList<ProjectRow> Shared { get; private set; } = [];

    public async Task OnGetAsync() => await LoadAsync();

    public async Task<IActionResult> OnPostCreateAsync()
    {
        Project? project = null;
        if (await TryAsync(async () => project = await createProject.ExecuteAsync(new(Name ?? ""), Caller, Ct)))
            return RedirectToPage("/Projects/Project", new { id = project!.Id });
        await LoadAsync();
        return Again();
    }

    private async Task LoadAsync()
    {
        var found = await Access.Projects(db, Caller).Called(Search).Select(p => new { p.Id, p.Name, p.OwnerId, p.ChangedAt }).ToListAsync(Ct);
        var ids = found.ConvertAll(p => p.Id);
        // Counted for all of them in one go each: asked of every project by itself, it is seconds for a few dozen.
        var songs = await Access.Songs(db, Caller).Where(s => ids.Contains(s.ProjectId)).GroupBy(s => s.ProjectId)
            .Select(g => new { g.Key, Count = g.Count(), ChangedAt = g.Max(s => s.ChangedAt) }).ToDictionaryAsync(g => g.Key, Ct);
        var openNotes = await db.Songs.Where(s => ids.Contains(s.ProjectId))
            .Join(Access.Versions(db, Caller), s => s.Id, v => v.SongId, (s, v) => new { s.ProjectId, v.Id })
            .Join(db.Comments.Where(c => c.ParentId == null && c.ResolvedAt == null && c.DeletedAt == null), v => v.Id, c => c.VersionId, (v, _) => v.ProjectId)
            .GroupBy(id => id).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, Ct);
        var owners = await db.PeopleAsync(found.Select(p => p.OwnerId).Where(o => o != Me), Ct);
        var roles = await Access.RolesAsync(db, Caller, ids, Ct);
        var faces = await Faces.OfProjectsAsync(db, Caller, ids, Ct);
        var rows = found
            .Select(p => new ProjectRow(
                p.Id, p.Name, owners.GetValueOrDefault(p.OwnerId), songs.GetValueOrDefault(p.Id)?.Count ?? 0, openNotes.GetValueOrDefault(p.Id),
                roles.GetValueOrDefault(p.Id) is null ? songs.GetValueOrDefault(p.Id)?.ChangedAt : p.ChangedAt, roles.GetValueOrDefault(p.Id), faces.GetValueOrDefault(p.Id)))
            .OrderByDescending(p => p.ChangedAt).ToLookup(p => p.Owner is null);
        Mine = [.. rows[true]];
        Shared = [.. rows[false]];
    }
}
