using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Concerto.Web.GraphQL;
using Concerto.Web.Pages.Sharing;
using Microsoft.AspNetCore.Mvc;

namespace Concerto.Web.Pages.Admin;

/// <summary>What waits for addresses without an account. Of what is shared the name is shown, and nothing else.</summary>
public sealed class InvitesModel(ConcertoDbContext db, ResendInvite resendInvite, CopyInviteLink copyInviteLink, RevokeInvite revokeInvite) : AdminPage
{
    private const int PageSize = 50;

    /// <summary>Part of an address.</summary>
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    /// <summary>Where the page before ended.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    /// <summary>The link that was asked for, shown once; its address is before it.</summary>
    [TempData]
    public string? Link { get; set; }

    public MadeLink? Made => MadeLink.From(Link);

    public IReadOnlyList<PendingInvite> Found { get; private set; } = [];

    /// <summary>Where the next page begins; null on the last one.</summary>
    public string? Next { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        try
        {
            await LoadAsync();
        }
        catch (RequestError) // an address that was cut short
        {
            return Redirect("/admin/invites");
        }
        return Page();
    }

    public Task<IActionResult> OnPostResendAsync([FromQuery] CollaboratorId invite) =>
        DoAsync(async () => Said = $"Sent to {(await resendInvite.ExecuteAsync(new(invite), Caller, Ct)).Address} again.");

    public Task<IActionResult> OnPostLinkAsync([FromQuery] CollaboratorId invite) => DoAsync(async () => Link = MadeLink.Text(await copyInviteLink.ExecuteAsync(new(invite), Caller, Ct)));

    public Task<IActionResult> OnPostRevokeAsync([FromQuery] CollaboratorId invite) => DoAsync(async () =>
    {
        await revokeInvite.ExecuteAsync(new(invite), Caller, Ct);
        Said = "Taken back. Its links lead nowhere now.";
    });

    public string Here(string? handler = null, CollaboratorId? invite = null, string? after = null) => "/admin/invites" + QueryString.Create(
        new Dictionary<string, string?> { ["handler"] = handler, ["invite"] = invite?.ToString(), ["q"] = string.IsNullOrWhiteSpace(Search) ? null : Search, ["after"] = after }
            .Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));

    private async Task<IActionResult> DoAsync(Func<Task> act)
    {
        if (await TryAsync(act)) return Redirect(Here());
        After = null;
        await LoadAsync();
        return Again();
    }

    private async Task LoadAsync()
    {
        var page = await InviteQueries.For(db, Search).ToConnectionAsync(InviteQueries.NewestFirst, new(PageSize, After, null, null), Ct);
        Found = await InviteQueries.ShowAsync(db, page.Nodes, Ct);
        Next = page.PageInfo.HasNextPage ? page.PageInfo.EndCursor : null;
    }
}
