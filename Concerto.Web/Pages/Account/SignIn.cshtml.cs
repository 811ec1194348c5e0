using Concerto.Web.Features.Accounts;
using Concerto.Web.Hosting;
using Concerto.Web.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Concerto.Web.Pages.Account;

[EnableRateLimiting(RateLimits.AccountForms)]
public sealed class SignInModel(SignIn signIn) : ConcertoPage
{
    /// <summary>Where the person was going.</summary>
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public IActionResult OnGet() => Caller.User is null ? Page() : Redirect(Onward(ReturnUrl));

    public async Task<IActionResult> OnPostAsync()
    {
        SignedIn? person = null;
        if (!await TryAsync(async () => person = await signIn.ExecuteAsync(new(Email, Password), Ct))) return Again();
        return Redirect(await HttpContext.StartSessionAsync(person!, Onward(ReturnUrl)));
    }
}
