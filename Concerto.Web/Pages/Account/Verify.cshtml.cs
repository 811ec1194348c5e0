using Concerto.Domain.Accounts;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Hosting;
using Concerto.Web.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Concerto.Web.Pages.Account;

/// <summary>Where the link to verify an address leads. Looking does nothing; the button does it.</summary>
[EnableRateLimiting(RateLimits.AccountForms)]
public sealed class VerifyModel(LookAtLink lookAtLink, VerifyAddress verifyAddress) : ConcertoPage
{
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Null when the link is dead: the page says what to do then.</summary>
    public LinkSight? Link { get; private set; }

    public Task OnGetAsync() => LookAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        SignedIn? person = null;
        if (!await TryAsync(async () => person = await verifyAddress.ExecuteAsync(new(Token, HttpContext.GetSignUpCookie(), Password), Ct)))
        {
            await LookAsync();
            return Again();
        }
        HttpContext.RemoveSignUpCookie();
        var onward = HttpContext.TakeInvite() is { } invite ? $"/account/invite?token={invite}" : "/projects";
        return Redirect(await HttpContext.StartSessionAsync(person!, onward));
    }

    private async Task LookAsync() => Link = await lookAtLink.ExecuteAsync(LinkPurpose.Verify, Token, HttpContext.GetSignUpCookie(), Ct);
}
