using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Projects;
using Concerto.Web.Features.Sharing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Projects;

public sealed class DeleteModel(ConcertoDbContext db, DeleteProject deleteProject) : ConcertoPage
{
    [BindProperty(SupportsGet = true)]
    public ProjectId Id { get; set; }

    public Project Project { get; private set; } = null!;
    public int Songs { get; private set; }

    public async Task OnGetAsync()
    {
        Project = await Access.ProjectToWriteAsync(db, Caller, Id, Role.Owner, "id", Ct);
        Songs = await Access.Songs(db, Caller).CountAsync(s => s.ProjectId == Id, Ct);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await deleteProject.ExecuteAsync(new(Id), Caller, Ct);
        Said = "The project is deleted.";
        return RedirectToPage("/Projects/Index");
    }
}
