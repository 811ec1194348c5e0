using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.AspNetCore.Mvc;

namespace Concerto.Web.Pages.Sharing;

/// <summary>Asks once before somebody is removed: they lose it at once.</summary>
public sealed class RemoveModel(ConcertoDbContext db, Unshare unshare) : ConcertoPage
{
    [BindProperty(SupportsGet = true)]
    public CollaboratorId Id { get; set; }

    [TempData]
    public string? Done { get; set; }

    public SharedThing What { get; private set; } = null!;

    /// <summary>Their name where it is known, else their address.</summary>
    public string Whom { get; private set; } = "";

    /// <summary>They are in the song's project, too, and so stay in the song.</summary>
    public bool Stays { get; private set; }

    public async Task OnGetAsync() => await LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        await unshare.ExecuteAsync(new(Id), Caller, Ct);
        Done = Stays ? $"{Whom} is in “{What.Name}” through “{What.Project.Name}” only." : $"{Whom} is out of “{What.Name}”.";
        return Redirect($"{What.Path}/share");
    }

    private async Task LoadAsync()
    {
        (What, _, _) = await Access.CollaboratorToWriteAsync(db, Caller, Id, "id", Ct);
        var collaborator = (await Collaborators.FindAsync(db, Caller, [Id], Ct)).Single();
        Stays = What.Song is { } song && (await Collaborators.OfSongsAsync(db, Caller, [song.Id], Ct))[song.Id].Any(c => c.ProjectId is not null && c.Who.Equals(collaborator.Who));
        Whom = collaborator.PersonId is { } id ? (await db.PeopleAsync([id], Ct))[id].Name : collaborator.Address ?? "";
    }
}
