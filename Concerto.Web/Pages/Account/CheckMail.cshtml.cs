using Concerto.Web.Features.Accounts;
using Concerto.Web.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Concerto.Web.Pages.Account;

[EnableRateLimiting(RateLimits.AccountForms)]
public sealed class CheckMailModel(ResendVerification resendVerification) : ConcertoPage
{
    /// <summary>This browser signed up, so it may ask for another mail.</summary>
    public bool MayResend => SignUpCookie.Read(Request) is not null;

    public async Task<IActionResult> OnPostAsync()
    {
        await resendVerification.ExecuteAsync(SignUpCookie.Read(Request), Ct);
        Said = "Another mail is on its way. It may take a minute.";
        return RedirectToPage();
    }
}
