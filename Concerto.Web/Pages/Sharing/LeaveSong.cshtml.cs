using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Sharing;

public sealed class LeaveSongModel(ConcertoDbContext db, LeaveSong leave) : ConcertoPage
{
    [BindProperty(SupportsGet = true)]
    public SongId Id { get; set; }

    public Song Song { get; private set; } = null!;
    public Project Project { get; private set; } = null!;

    /// <summary>It was shared with its project: that is what there is to leave.</summary>
    public bool ThroughProject { get; private set; }

    public bool IsMine => Project.OwnerId == Me;

    public async Task OnGetAsync() => await LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        if (!await TryAsync(() => leave.ExecuteAsync(new(Id), Caller, Ct))) return Again();
        Said = $"You left “{Song.Name}”.";
        return RedirectToPage("/Projects/Index");
    }

    private async Task LoadAsync()
    {
        Song = await Access.Songs(db, Caller).AsNoTracking().FirstOrDefaultAsync(s => s.Id == Id, Ct) ?? throw new SongNotFoundException();
        Project = await db.Projects.AsNoTracking().FirstAsync(p => p.Id == Song.ProjectId, Ct);
        ThroughProject = await Access.RoleAsync(db, Caller, Project, Ct) is not null;
    }
}
