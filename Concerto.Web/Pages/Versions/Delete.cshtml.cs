using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Features.Versions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Versions;

public sealed class DeleteModel(ConcertoDbContext db, DeleteVersion deleteVersion) : ConcertoPage
{
    [BindProperty(SupportsGet = true)]
    public VersionId Id { get; set; }

    public SongVersion Version { get; private set; } = null!;
    public int Notes { get; private set; }

    public async Task OnGetAsync()
    {
        (Version, _, _) = await Access.VersionToWriteAsync(db, Caller, Id, Role.Editor, "id", Ct);
        Notes = await Access.Comments(db, Caller).CountAsync(c => c.VersionId == Id && c.DeletedAt == null, Ct);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var (version, _, _) = await Access.VersionToWriteAsync(db, Caller, Id, Role.Editor, "id", Ct);
        await deleteVersion.ExecuteAsync(new(Id), Caller, Ct);
        Said = $"{version.Title} is deleted.";
        // A song that existed only for this upload is gone with it.
        return await Access.Songs(db, Caller).AnyAsync(s => s.Id == version.SongId, Ct)
            ? RedirectToPage("/Songs/Song", new { id = version.SongId })
            : RedirectToPage("/Projects/Index");
    }
}
