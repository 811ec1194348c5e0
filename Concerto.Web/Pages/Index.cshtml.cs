using Microsoft.AspNetCore.Mvc;

namespace Concerto.Web.Pages;

/// <summary>What Concerto is, for strangers; those who are signed in are at home in their projects.</summary>
public sealed class IndexModel : ConcertoPage
{
    public IActionResult OnGet() => Caller.User is null ? Page() : RedirectToPage("/Projects/Index");
}
