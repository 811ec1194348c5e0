using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Sharing;

public sealed class ProjectModel(ConcertoDbContext db, ShareProject shareProject, SharePageActions act, AllowDownloads allowDownloads) : SharePage(db, act)
{
    private readonly ConcertoDbContext _db = db;

    [BindProperty(SupportsGet = true)]
    public ProjectId Id { get; set; }

    public async Task<IActionResult> OnPostDownloadsAsync([FromForm] bool allowed)
    {
        var project = await allowDownloads.ExecuteAsync(new(Id, allowed), Caller, Ct);
        Done = project.AllowsDownloads ? "Viewers and commenters can download originals now." : "Only editors can download originals now.";
        return RedirectToPage(new { Id });
    }

    // Who is in one of its songs only is not told who is in the project.
    protected override async Task FindAsync()
    {
        var project = await Access.Projects(_db, Caller).AsNoTracking().FirstOrDefaultAsync(p => p.Id == Id, Ct) ?? throw new ProjectNotFoundException();
        if (await Access.RoleAsync(_db, Caller, project, Ct) is null) throw new ProjectNotFoundException();
        What = new(project, null);
    }

    protected override Task<IReadOnlyList<Collaborator>> ShareAsync(IReadOnlyList<EmailAddress> with, Role role) => shareProject.ExecuteAsync(Id, with, role, Message, "addresses", Caller, Ct);

    protected override async Task<IEnumerable<Collaborator>> InAsync() => (await Collaborators.OfProjectsAsync(_db, Caller, [Id], Ct))[Id];

    protected override string? ByOf(Collaborator collaborator) => null;
}
