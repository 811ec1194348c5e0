using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.AspNetCore.Mvc;

namespace Concerto.Web.Pages.Sharing;

/// <summary>One line of who is in.</summary>
/// <param name="Person">Null until their name is known.</param>
/// <param name="Address">For the owner.</param>
/// <param name="Id">Null for what can't be changed here: the owner, and who is in by something else.</param>
/// <param name="Through">What else they are in by, in words: “through Album”.</param>
public sealed record InIt(CollaboratorId? Id, Person? Person, string? Address, Role Role, bool Waiting, string? Through, bool IsMe);

/// <summary>
/// Who is in a project or song. For its owner with all that can be done about it, for others to look at. Opened from a link it is a dialog, and what is done in
/// it leads back to it.
/// </summary>
public abstract class SharePage(ConcertoDbContext db, ChangeRole changeRole) : ConcertoPage
{
    /// <summary>As pasted; see <see cref="AddressList"/>.</summary>
    [BindProperty]
    public string? Addresses { get; set; }

    [BindProperty]
    public Role? Role { get; set; }

    [BindProperty]
    public string? Message { get; set; }

    /// <summary>What was done, said on the page that follows, once.</summary>
    [TempData]
    public string? Done { get; set; }

    public SharedThing What { get; protected set; } = null!;

    public bool IsMine => What.Project.OwnerId == Me;

    /// <summary>The owner first.</summary>
    public IReadOnlyList<InIt> People { get; private set; } = [];

    /// <summary>Where this page is.</summary>
    public string Here => $"{What.Path}/share";

    public async Task OnGetAsync() => await LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        IReadOnlyList<Collaborator> shared = [];
        var done = await TryAsync(async () => shared = await ShareAsync(AddressList.Parse(Addresses, "addresses"), Role ?? Domain.Sharing.Role.Commenter));
        if (!done) return Again();
        Done = shared is [{ Address: var address }] ? $"Shared “{What.Name}” with {address}." : $"Shared “{What.Name}” with {shared.Count} people.";
        return Redirect(Here);
    }

    public async Task<IActionResult> OnPostRoleAsync([FromQuery] CollaboratorId person)
    {
        await LoadAsync();
        Collaborator? changed = null;
        if (!await TryAsync(async () => changed = await changeRole.ExecuteAsync(new(person, Role ?? 0), Caller, Ct))) return Again();
        var name = changed!.PersonId is { } id ? (await db.PeopleAsync([id], Ct))[id].Name : changed.Address;
        Done = $"{name} is {Roles.Name(changed.Role)} now.";
        return Redirect(Here);
    }

    protected abstract Task FindAsync();

    protected abstract Task<IReadOnlyList<Collaborator>> ShareAsync(IReadOnlyList<EmailAddress> with, Role role);

    protected abstract Task<IEnumerable<Collaborator>> InAsync();

    /// <summary>What somebody is in by, where that is not the thing itself.</summary>
    protected abstract string? ByOf(Collaborator collaborator);

    private async Task LoadAsync()
    {
        await FindAsync();
        var found = (await InAsync()).ToList();
        var people = await db.PeopleAsync(found.Select(c => c.PersonId).OfType<UserId>().Append(What.Project.OwnerId), Ct);
        People =
        [
            new(null, people[What.Project.OwnerId], null, Domain.Sharing.Role.Owner, Waiting: false, Through: null, IsMine),
            .. found.GroupBy(c => c.Who).Select(c => LineOf([.. c], people)).OrderBy(line => line.Id is null),
        ];
    }

    /// <summary>Of one person, who may be in by the thing itself, by something else, or by both.</summary>
    private InIt LineOf(IReadOnlyList<Collaborator> theirs, IReadOnlyDictionary<UserId, Person> people)
    {
        var (here, elsewhere) = (theirs.FirstOrDefault(c => ByOf(c) is null), theirs.FirstOrDefault(c => ByOf(c) is not null));
        var shown = here ?? theirs[0];
        var through = elsewhere is null ? null : $"{(here is null ? "" : $"also {Roles.Name(elsewhere.Role)} ")}through {ByOf(elsewhere)}";
        return new(
            IsMine ? here?.Id : null, shown.PersonId is { } id ? people.GetValueOrDefault(id) : null, shown.Address, IsMine ? shown.Role : theirs.Max(c => c.Role),
            theirs.All(c => c.OpenedAt is null), through, shown.PersonId == Me);
    }
}

/// <summary>How roles are called, and what they mean.</summary>
public static class Roles
{
    public static readonly IReadOnlyList<Role> Given = [Role.Viewer, Role.Commenter, Role.Editor];

    public static string Name(Role role) => role switch { Role.Viewer => "a viewer", Role.Commenter => "a commenter", Role.Editor => "an editor", _ => "the owner" };

    public static string Means(Role role) => role switch { Role.Viewer => "listens", Role.Commenter => "listens and comments", _ => "uploads and renames, too" };
}
