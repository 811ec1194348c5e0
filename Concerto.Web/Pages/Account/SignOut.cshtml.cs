using Concerto.Web.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Concerto.Web.Pages.Account;

public sealed class SignOutModel : ConcertoPage
{
    public IActionResult OnGet() => Redirect("/");

    public async Task<IActionResult> OnPostAsync()
    {
        await HttpContext.EndSessionAsync();
        return Redirect("/");
    }
}
