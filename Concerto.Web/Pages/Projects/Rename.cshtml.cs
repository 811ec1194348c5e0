using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Projects;
using Concerto.Web.Features.Sharing;
using Microsoft.AspNetCore.Mvc;

namespace Concerto.Web.Pages.Projects;

public sealed class RenameModel(ConcertoDbContext db, RenameProject renameProject) : ConcertoPage
{
    [BindProperty(SupportsGet = true)]
    public ProjectId Id { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    public async Task OnGetAsync() => Name = (await Access.ProjectToWriteAsync(db, Caller, Id, Role.Owner, "id", Ct)).Name;

    public async Task<IActionResult> OnPostAsync() =>
        await TryAsync(() => renameProject.ExecuteAsync(new(Id, Name ?? ""), Caller, Ct)) ? RedirectToPage("/Projects/Project", new { Id }) : Again();
}
