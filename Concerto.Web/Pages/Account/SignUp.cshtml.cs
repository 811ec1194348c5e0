using Concerto.Web.Features.Accounts;
using Concerto.Web.Hosting;
using Concerto.Web.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Concerto.Web.Pages.Account;

[EnableRateLimiting(RateLimits.AccountForms)]
public sealed class SignUpModel(SignUp signUp) : ConcertoPage
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public IActionResult OnGet() => Caller.User is null ? Page() : Redirect("/projects");

    public async Task<IActionResult> OnPostAsync()
    {
        var cookie = "";
        if (!await TryAsync(async () => cookie = await signUp.ExecuteAsync(new(Name, Email, Password, HttpContext.GetSignUpCookie()), Ct))) return Again();
        HttpContext.SetSignUpCookie(cookie);
        TempData[CheckMailModel.EmailKey] = Email!.Trim();
        return RedirectToPage("/Account/CheckMail");
    }
}
