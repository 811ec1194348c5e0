using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;
using Concerto.Web.GraphQL;
using Microsoft.AspNetCore.Mvc;

namespace Concerto.Web.Pages.Admin;

/// <summary>What admins did, and what happened to the safety of accounts, the newest first.</summary>
public sealed class AuditModel(ConcertoDbContext db) : AdminPage
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true)]
    public UserId? Person { get; set; }

    /// <summary>Not “action”, which is what Razor Pages call something else.</summary>
    [BindProperty(SupportsGet = true)]
    public AuditAction? What { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    /// <summary>Whom the filter is about; null for everybody.</summary>
    public string? Name { get; private set; }

    public AuditList Found { get; private set; } = null!;

    public string? Next { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (Person is { } id && !(await db.PeopleAsync([id], Ct)).TryGetValue(id, out var person)) return NotFound();
        else if (Person is { } who) Name = (await db.PeopleAsync([who], Ct))[who].Name;
        Connection<AuditEntry> page;
        try
        {
            page = await db.AuditEntries.About(Person, What).ToConnectionAsync(AuditQueries.NewestFirst, new(PageSize, After, null, null), Ct);
        }
        catch (RequestError) // an address that was cut short
        {
            return Redirect("/admin/audit");
        }
        Found = await AuditList.OfAsync(db, [.. page.Nodes], Ct);
        Next = page.PageInfo.HasNextPage ? page.PageInfo.EndCursor : null;
        return Page();
    }

    public string Link(UserId? person, AuditAction? what, string? after = null) => "/admin/audit" + QueryString.Create(
        new Dictionary<string, string?> { ["person"] = person?.ToString(), ["what"] = what?.ToString(), ["after"] = after }.Where(pair => pair.Value is not null));
}
