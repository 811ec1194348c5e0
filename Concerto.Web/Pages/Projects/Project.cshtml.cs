using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Notifications;
using Concerto.Web.Features.Projects;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Features.Songs;
using Concerto.Web.Pages.Sharing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Projects;

/// <summary>A project's songs.</summary>
[Live]
public sealed class ProjectModel(ConcertoDbContext db, CreateSong createSong, NoteOpened noteOpened, MarkNotificationsRead markRead) : ConcertoPage
{
    [BindProperty(SupportsGet = true)]
    public ProjectId Id { get; set; }

    /// <summary>In what order, from which one, and which of them.</summary>
    [BindProperty(SupportsGet = true)]
    public SongListing Listing { get; set; } = new();

    [BindProperty]
    public string? Name { get; set; }

    public Project Project { get; private set; } = null!;

    /// <summary>In the project itself; null for those who were given only a song or two of it, who see its name and those.</summary>
    public Role? Role { get; private set; }

    public bool MayUpload => Role >= Domain.Sharing.Role.Editor;
    public Person? Owner { get; private set; }
    public Faces? Faces { get; private set; }

    /// <summary>How many songs there are that the caller may see, searched or not.</summary>
    public int Total { get; private set; }

    /// <summary>How many of them are looked for.</summary>
    public int Found { get; private set; }

    public IReadOnlyList<SongRow> Songs { get; private set; } = [];

    public async Task OnGetAsync()
    {
        await LoadAsync();
        await noteOpened.ExecuteAsync(Project, Caller, Ct);
        await markRead.OpenedAsync(Project, Caller, Ct);
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
        Role = await Access.RoleAsync(db, Caller, Project, Ct);
        if (Project.OwnerId != Me) Owner = (await db.PeopleAsync([Project.OwnerId], Ct)).GetValueOrDefault(Project.OwnerId);
        if (Role is not null) Faces = await Pages.Sharing.Faces.OfAsync(db, Caller, Id, Ct);

        var all = Access.Songs(db, Caller).Where(s => s.ProjectId == Id);
        var found = all.Called(Listing.Search);
        Total = await all.CountAsync(Ct);
        Found = Listing.IsSearch ? await found.CountAsync(Ct) : Total;
        Songs = await SongRows.ReadAsync(db, Caller, Listing.Page(found), Role, Ct);
    }
}
