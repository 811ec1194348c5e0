using Concerto.Web.Features.Accounts;
using Concerto.Web.Hosting;
using Concerto.Web.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Concerto.Web.Pages.Account;

[EnableRateLimiting(RateLimits.AccountForms)]
public sealed class SignUpModel(LookAtSignUp lookAtSignUp, SignUp signUp) : ConcertoPage
{
    /// <summary>The token of a link from an admin.</summary>
    [BindProperty(SupportsGet = true, Name = "link")]
    public string? Link { get; set; }

    /// <summary>The token of the invite that the person came by, and comes back to.</summary>
    [BindProperty(SupportsGet = true, Name = "invite")]
    public string? Invite { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Filled in by a script.</summary>
    [BindProperty]
    public string? TimeZone { get; set; }

    public SignUpSight Sight { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        if (Caller.User is not null) return Redirect("/projects");
        await LookAsync();
        Email = Sight.Address;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var cookie = "";
        if (!await TryAsync(async () => cookie = await signUp.ExecuteAsync(new(Name, Email, Password, HttpContext.GetSignUpCookie(), TimeZone, Link, Invite), Ct)))
        {
            await LookAsync();
            return Again();
        }
        HttpContext.SetSignUpCookie(cookie);
        if (Invite is { Length: > 0 }) HttpContext.RememberInvite(Invite);
        TempData[CheckMailModel.EmailKey] = Email!.Trim();
        return RedirectToPage("/Account/CheckMail");
    }

    private async Task LookAsync() => Sight = await lookAtSignUp.ExecuteAsync(Link, Invite, HttpContext.GetSignUpCookie(), Ct);
}
