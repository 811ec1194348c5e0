using Concerto.Domain.Accounts;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Hosting;
using Concerto.Web.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Concerto.Web.Pages.Account;

/// <summary>Where the link to a new password leads. Looking does nothing.</summary>
[EnableRateLimiting(RateLimits.AccountForms)]
public sealed class ResetModel(LookAtLink lookAtLink, ResetPassword resetPassword) : ConcertoPage
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
        if (!await TryAsync(async () => person = await resetPassword.ExecuteAsync(new(Token, Password), Ct)))
        {
            await LookAsync();
            return Again();
        }
        return Redirect(await HttpContext.StartSessionAsync(person!));
    }

    private async Task LookAsync() => Link = await lookAtLink.ExecuteAsync(LinkPurpose.ResetPassword, Token, null, Ct);
}
