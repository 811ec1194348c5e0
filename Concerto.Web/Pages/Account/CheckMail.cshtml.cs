using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Email;
using Concerto.Web.Hosting;
using Concerto.Web.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Concerto.Web.Pages.Account;

/// <summary>After a sign-up: a mail is on its way. The same for an address that has an account already; only the mail differs.</summary>
[EnableRateLimiting(RateLimits.AccountForms)]
public sealed class CheckMailModel(ResendVerification resendVerification, MailDelay delay, ConcertoOptions options) : ConcertoPage
{
    internal const string EmailKey = "Email";

    /// <summary>The address that was typed; null when this browser did not just sign up.</summary>
    public string? Email => TempData.Peek(EmailKey) as string;

    /// <summary>It must not tell who was invited.</summary>
    public bool ByInvitation => options.SignUpMode is SignUpMode.Invited;

    /// <summary>It will be late.</summary>
    public bool IsLate { get; private set; }

    public async Task OnGetAsync() => IsLate = await delay.ExecuteAsync(Ct);

    public async Task<IActionResult> OnPostAsync()
    {
        await resendVerification.ExecuteAsync(HttpContext.GetSignUpCookie(), Ct);
        Said = "If your address still waits for its confirmation, another mail is on its way. At most one goes out a minute.";
        return RedirectToPage();
    }
}
