using Concerto.Web.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Concerto.Web.Pages.Account;

[EnableRateLimiting(RateLimits.AccountForms)]
public sealed class SignUpModel(Features.Accounts.SignUp signUp) : ConcertoPage
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public async Task<IActionResult> OnPostAsync()
    {
        var cookie = "";
        if (!await TryAsync(async () => cookie = await signUp.ExecuteAsync(new(Name, Email, Password), Ct))) return Again();
        SignUpCookie.Write(HttpContext, cookie);
        return RedirectToPage("CheckMail");
    }
}
