using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Email;
using Concerto.Web.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Concerto.Web.Pages.Account;

[EnableRateLimiting(RateLimits.AccountForms)]
public sealed class ForgotModel(RequestPasswordReset requestPasswordReset, MailDelay delay) : ConcertoPage
{
    [BindProperty]
    public string? Email { get; set; }

    /// <summary>A mail is on its way, if the address has an account.</summary>
    [BindProperty(SupportsGet = true, Name = "sent")]
    public bool Sent { get; set; }

    /// <summary>It will be late.</summary>
    public bool IsLate { get; private set; }

    public async Task OnGetAsync() => IsLate = Sent && await delay.ExecuteAsync(Ct);

    public async Task<IActionResult> OnPostAsync() =>
        await TryAsync(() => requestPasswordReset.ExecuteAsync(Email, Ct)) ? RedirectToPage(new { sent = true }) : Again();
}
