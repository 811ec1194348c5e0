using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Concerto.Web.Pages.Account;

/// <summary>Where the link to a new address leads. Looking does nothing; the button does it, in a browser that is signed in to that account.</summary>
[EnableRateLimiting(RateLimits.AccountForms)]
public sealed class ChangeAddressModel(ConcertoDbContext db, ChangeAddress changeAddress, TimeProvider time) : ConcertoPage
{
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    /// <summary>The address that is to count; null when the link is dead: the page says what to do then.</summary>
    public string? Email { get; private set; }

    /// <summary>This browser is signed in to the account that asked.</summary>
    public bool IsMine { get; private set; }

    public bool IsSignedIn => Caller.User is not null;

    public Task OnGetAsync() => LookAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        User? person = null;
        if (!await TryAsync(async () => person = await changeAddress.ExecuteAsync(Token, Caller, Ct)))
        {
            await LookAsync();
            return Again();
        }
        Said = $"Your address is {person!.Email} now.";
        return RedirectToPage("/Settings/Index");
    }

    private async Task LookAsync()
    {
        if (await db.FindLinkAsync(LinkPurpose.ChangeAddress, Token, time.Now(), Ct) is var (link, user)) (Email, IsMine) = (link.NewEmail, user.Id == Caller.User);
    }
}
