using Concerto.Web.Features.Accounts;
using Concerto.Web.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Concerto.Web.Pages.Settings;

[EnableRateLimiting(RateLimits.AccountForms)]
public sealed class RecoveryCodesModel(RenewRecoveryCodes renew) : ConcertoPage
{
    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    /// <summary>The new ones, to be kept.</summary>
    public IReadOnlyList<string>? Codes { get; private set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync() =>
        await TryAsync(async () => Codes = await renew.ExecuteAsync(Password, Code, Caller, Ct)) ? Page() : Again();
}
