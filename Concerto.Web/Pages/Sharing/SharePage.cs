using Concerto.Domain;
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
/// <param name="Pending">How far what tells them of it has come, and when it was last sent; null for those who have opened it.</param>
public sealed record InIt(CollaboratorId? Id, Person? Person, string? Address, Role Role, bool Waiting, string? Through, bool IsMe, Told? Pending = null);

/// <summary>What somebody was told of what is shared with them.</summary>
public sealed record Told(Delivery Delivery, DateTime At)
{
    public string Words => Delivery switch
    {
        Delivery.Waiting => "mail waits to be sent",
        Delivery.Sent => "mail sent",
        Delivery.Delivered => "mail delivered",
        Delivery.Bounced => "mail came back",
        _ => "mail could not be sent",
    };

    /// <summary>When that was; of what still waits it would tell nothing.</summary>
    public DateTime? Since => Delivery is Delivery.Waiting ? null : At;

    public bool WentWrong => Delivery is Delivery.Bounced or Delivery.Failed;
}

/// <summary>A link that was made a moment ago, for whom.</summary>
public sealed record MadeLink(string Url, string For)
{
    /// <summary>What is kept of it until the page that follows shows it, once.</summary>
    public static string Text(CopiedInviteLink link) => $"{link.Url} {link.Address}";

    /// <summary>What whoever hands it over should know besides: where nobody signs up by themselves, a link that was copied lets no newcomer in.</summary>
    public static string NotForNewcomers(ConcertoOptions options) =>
        options.SignUpMode is SignUpMode.Closed ? " It is for somebody who has an account: it signs nobody up here. Newcomers come in by the invite in their mail, or by a sign-up link from an admin." : "";

    /// <returns>Null when none is kept.</returns>
    public static MadeLink? From(string? text) => text?.Split(' ', 2) is [var url, var whom] ? new(url, whom) : null;
}

/// <summary>
/// Who is in a project or song. For its owner with all that can be done about it, for others to look at. Opened from a link it is a dialog, and what is done in
/// it leads back to it.
/// </summary>
public abstract class SharePage(ConcertoDbContext db, SharePageActions act) : ConcertoPage
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

    /// <summary>The link that was asked for, shown once; its address is before it.</summary>
    [TempData]
    public string? Link { get; set; }

    public MadeLink? Made => MadeLink.From(Link);

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
        if (!await TryAsync(async () => changed = await act.ChangeRole.ExecuteAsync(new(person, Role ?? 0), Caller, Ct))) return Again();
        var name = changed!.PersonId is { } id ? (await db.PeopleAsync([id], Ct))[id].Name : changed.Address;
        Done = $"{name} is {Roles.Name(changed.Role)} now.";
        return Redirect(Here);
    }

    public async Task<IActionResult> OnPostResendAsync([FromQuery] CollaboratorId person)
    {
        await LoadAsync();
        Collaborator? told = null;
        if (!await TryAsync(async () => told = await act.ResendInvite.ExecuteAsync(new(person), Caller, Ct))) return Again();
        Done = $"Sent to {told!.Address} again.";
        return Redirect(Here);
    }

    public async Task<IActionResult> OnPostLinkAsync([FromQuery] CollaboratorId person)
    {
        await LoadAsync();
        return await TryAsync(async () => Link = MadeLink.Text(await act.CopyInviteLink.ExecuteAsync(new(person), Caller, Ct))) ? Redirect(Here) : Again();
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
            theirs.All(c => c.OpenedAt is null), through, shown.PersonId == Me, IsMine && here?.Delivery(act.Time.Now()) is { } delivery ? new(delivery, here.MailedAt!.Value) : null);
    }
}

/// <summary>What the page of a project and that of a song do alike.</summary>
public sealed record SharePageActions(ChangeRole ChangeRole, ResendInvite ResendInvite, CopyInviteLink CopyInviteLink, TimeProvider Time);

/// <summary>How roles are called, and what they mean.</summary>
public static class Roles
{
    public static readonly IReadOnlyList<Role> Given = [Role.Viewer, Role.Commenter, Role.Editor];

    public static string Name(Role role) => role switch { Role.Viewer => "a viewer", Role.Commenter => "a commenter", Role.Editor => "an editor", _ => "the owner" };

    public static string Means(Role role) => role switch { Role.Viewer => "listens", Role.Commenter => "listens and comments", _ => "uploads and renames, too" };
}
