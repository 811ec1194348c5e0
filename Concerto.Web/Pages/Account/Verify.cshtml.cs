using Concerto.Domain.Accounts;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Hosting;
using Concerto.Web.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Concerto.Web.Pages.Account;

/// <summary>Where the mailed link leads. Looking changes nothing (mail scanners look too); the button does.</summary>
[EnableRateLimiting(RateLimits.AccountForms)]
public sealed class VerifyModel(LookAtLink lookAtLink, VerifyAddress verifyAddress) : ConcertoPage
{
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Null when the link is dead.</summary>
    public LinkSight? Link { get; private set; }

    public Task OnGetAsync() => LookAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        SignedIn? person = null;
        if (!await TryAsync(async () => person = await verifyAddress.ExecuteAsync(new(Token, SignUpCookie.Read(Request), Password), Ct)))
        {
            await LookAsync();
            return Again();
        }
        SignUpCookie.Forget(HttpContext);
        await HttpContext.StartSessionAsync(person!);
        return RedirectToPage("/Projects/Index");
    }

    private async Task LookAsync() => Link = await lookAtLink.ExecuteAsync(LinkPurpose.Verify, Token, SignUpCookie.Read(Request), Ct);
}
