using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Features.Versions;
using Microsoft.AspNetCore.Mvc;

namespace Concerto.Web.Pages.Versions;

public sealed class RenameModel(ConcertoDbContext db, RenameVersion renameVersion) : ConcertoPage
{
    [BindProperty(SupportsGet = true)]
    public VersionId Id { get; set; }

    [BindProperty]
    public string? Label { get; set; }

    public SongVersion Version { get; private set; } = null!;

    public async Task OnGetAsync()
    {
        await LoadAsync();
        Label = Version.Label;
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        return await TryAsync(() => renameVersion.ExecuteAsync(new(Id, Label), Caller, Ct)) ? RedirectToPage("/Songs/Song", new { id = Version.SongId, version = Id }) : Again();
    }

    private async Task LoadAsync() => (Version, _, _) = await Access.VersionToWriteAsync(db, Caller, Id, Role.Editor, "id", Ct);
}
