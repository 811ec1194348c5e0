using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Sharing;

public sealed class LeaveProjectModel(ConcertoDbContext db, LeaveProject leave) : ConcertoPage
{
    [BindProperty(SupportsGet = true)]
    public ProjectId Id { get; set; }

    public Project Project { get; private set; } = null!;

    public bool IsMine => Project.OwnerId == Me;

    public async Task OnGetAsync() => await LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        if (!await TryAsync(() => leave.ExecuteAsync(new(Id), Caller, Ct))) return Again();
        Said = $"You left “{Project.Name}”.";
        return RedirectToPage("/Projects/Index");
    }

    private async Task LoadAsync() => Project = await Access.Projects(db, Caller).AsNoTracking().FirstOrDefaultAsync(p => p.Id == Id, Ct) ?? throw new ProjectNotFoundException();
}
