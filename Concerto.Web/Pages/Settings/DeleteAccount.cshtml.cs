using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Hosting;
using Concerto.Web.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Settings;

[EnableRateLimiting(RateLimits.AccountForms)]
public sealed class DeleteAccountModel(ConcertoDbContext db, DeleteAccount deleteAccount) : ConcertoPage
{
    [BindProperty]
    public string? Confirmation { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    public string Email { get; private set; } = "";

    public bool NeedsCode { get; private set; }

    public Farewell Farewell { get; private set; } = null!;

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await TryAsync(() => deleteAccount.ExecuteAsync(new(Confirmation, Password, Code), Caller, Ct)))
        {
            await LoadAsync();
            return Again();
        }
        await HttpContext.EndSessionAsync();
        Said = "Your account is gone. Thank you for the music.";
        return RedirectToPage("/Account/SignIn");
    }

    private async Task LoadAsync()
    {
        var person = await db.Users.AsNoTracking().SingleAsync(u => u.Id == Me, Ct);
        (Email, NeedsCode) = (person.Email, person.TwoFactorSince is not null);
        Farewell = await Farewell.OfAsync(db, Caller, Ct);
    }
}
