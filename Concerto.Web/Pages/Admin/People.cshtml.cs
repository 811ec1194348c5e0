using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;
using Concerto.Web.GraphQL;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Admin;

/// <summary>Everybody who has an account or began to make one.</summary>
public sealed class PeopleModel(ConcertoDbContext db) : AdminPage
{
    private const int PageSize = 50;

    /// <summary>Part of a name or an address.</summary>
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    [BindProperty(SupportsGet = true)]
    public AccountFilter Show { get; set; }

    /// <summary>Where the page before ended.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyList<PersonAccount> Found { get; private set; } = [];

    /// <summary>Where the next page begins; null on the last one.</summary>
    public string? Next { get; private set; }

    public IReadOnlyDictionary<UserId, DateTime> SeenAt { get; private set; } = new Dictionary<UserId, DateTime>();

    /// <summary>How many wait for their address to be verified.</summary>
    public int Waiting { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        Connection<User> page;
        try
        {
            page = await db.Users.Under(Show).Called(Search).ToConnectionAsync(AccountQueries.NewestFirst, new(PageSize, After, null, null), Ct);
        }
        catch (RequestError) // an address that was cut short
        {
            return Redirect("/admin/people");
        }
        Found = [.. page.Nodes.Select(PersonAccount.Of)];
        Next = page.PageInfo.HasNextPage ? page.PageInfo.EndCursor : null;
        SeenAt = await LastSeen.OfAsync(db, [.. Found.Select(a => a.Id)], Ct);
        Waiting = await db.Users.Under(AccountFilter.Waiting).CountAsync(Ct);
        return Page();
    }

    public string Link(AccountFilter show, string? after = null) => "/admin/people" + QueryString.Create(
        new Dictionary<string, string?> { ["q"] = string.IsNullOrWhiteSpace(Search) ? null : Search, ["show"] = show == AccountFilter.Everybody ? null : show.ToString(), ["after"] = after }
            .Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
}
