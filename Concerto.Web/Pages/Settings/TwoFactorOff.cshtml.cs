using Concerto.Web.Features.Accounts;
using Concerto.Web.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Concerto.Web.Pages.Settings;

[EnableRateLimiting(RateLimits.AccountForms)]
public sealed class TwoFactorOffModel(TurnOffTwoFactor turnOff) : ConcertoPage
{
    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await TryAsync(() => turnOff.ExecuteAsync(Password, Code, Caller, Ct))) return Again();
        Said = "Two-factor is off.";
        return RedirectToPage("Security");
    }
}
