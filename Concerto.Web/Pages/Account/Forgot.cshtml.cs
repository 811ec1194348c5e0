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

    public bool Sent { get; private set; }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await TryAsync(() => requestPasswordReset.ExecuteAsync(Email, Ct))) return Again();
        Sent = true;
        return Page();
    }
}
