using Concerto.Web.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Concerto.Web.Pages.Account;

/// <summary>Only by POST: a link or an image can't sign anybody out.</summary>
public sealed class SignOutModel : ConcertoPage
{
    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await HttpContext.EndSessionAsync();
        return Redirect("/");
    }
}
