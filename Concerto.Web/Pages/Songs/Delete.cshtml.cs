using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Features.Songs;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Songs;

public sealed class DeleteModel(ConcertoDbContext db, DeleteSong deleteSong) : ConcertoPage
{
    [BindProperty(SupportsGet = true)]
    public SongId Id { get; set; }

    public Song Song { get; private set; } = null!;
    public int Versions { get; private set; }

    public async Task OnGetAsync()
    {
        Song = await Access.SongToWriteAsync(db, Caller, Id, Role.Owner, "id", Ct);
        Versions = await Access.Versions(db, Caller).CountAsync(v => v.SongId == Id, Ct);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var project = (await Access.SongToWriteAsync(db, Caller, Id, Role.Owner, "id", Ct)).ProjectId;
        await deleteSong.ExecuteAsync(new(Id), Caller, Ct);
        Said = "The song is deleted.";
        return RedirectToPage("/Projects/Project", new { id = project });
    }
}
