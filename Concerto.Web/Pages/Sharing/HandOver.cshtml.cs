using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.AspNetCore.Mvc;

namespace Concerto.Web.Pages.Sharing;

/// <summary>Makes somebody else the owner of a project.</summary>
public sealed class HandOverModel(ConcertoDbContext db, HandOverProject handOver) : ConcertoPage
{
    [BindProperty(SupportsGet = true)]
    public ProjectId Id { get; set; }

    /// <summary>Who gets it.</summary>
    [BindProperty]
    public CollaboratorId? CollaboratorId { get; set; }

    public Project Project { get; private set; } = null!;

    /// <summary>Those who can have it: they have opened it.</summary>
    public IReadOnlyList<(CollaboratorId Id, Person Person)> Heirs { get; private set; } = [];

    public async Task OnGetAsync() => await LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        if (!await TryAsync(() => handOver.ExecuteAsync(new(Id, CollaboratorId ?? default), Caller, Ct))) return Again();
        Said = $"{Heirs.FirstOrDefault(h => h.Id == CollaboratorId).Person?.Name ?? "Somebody else"} has “{Project.Name}” now. You are an editor of it.";
        return RedirectToPage("/Projects/Project", new { Id });
    }

    private async Task LoadAsync()
    {
        Project = await Access.ProjectToWriteAsync(db, Caller, Id, Role.Owner, "id", Ct);
        var found = (await Collaborators.OfProjectsAsync(db, Caller, [Id], Ct))[Id].Where(c => c is { OpenedAt: not null, PersonId: not null }).ToList();
        var people = await db.PeopleAsync(found.Select(c => c.PersonId).OfType<UserId>(), Ct);
        Heirs = [.. found.Select(c => (c.Id, people[c.PersonId!.Value]))];
    }
}
