using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Features.Songs;
using Microsoft.AspNetCore.Mvc;

namespace Concerto.Web.Pages.Songs;

public sealed class RenameModel(ConcertoDbContext db, RenameSong renameSong) : ConcertoPage
{
    [BindProperty(SupportsGet = true)]
    public SongId Id { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    public async Task OnGetAsync() => Name = (await Access.SongToWriteAsync(db, Caller, Id, Role.Editor, "id", Ct)).Name;

    public async Task<IActionResult> OnPostAsync() =>
        await TryAsync(() => renameSong.ExecuteAsync(new(Id, Name ?? ""), Caller, Ct)) ? RedirectToPage("/Songs/Song", new { Id }) : Again();
}
