using Concerto.Web.Features.Accounts;
using Concerto.Web.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Concerto.Web.Pages.Account;

[EnableRateLimiting(RateLimits.AccountForms)]
public sealed class ForgotModel(RequestPasswordReset requestPasswordReset) : ConcertoPage
{
    [BindProperty]
    public string? Email { get; set; }

    /// <summary>A mail is on its way, if the address has an account.</summary>
    [BindProperty(SupportsGet = true, Name = "sent")]
    public bool Sent { get; set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync() =>
        await TryAsync(() => requestPasswordReset.ExecuteAsync(Email, Ct)) ? RedirectToPage(new { sent = true }) : Again();
}
