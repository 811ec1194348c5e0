using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Settings;

/// <summary>What one is called, and where one's mail goes.</summary>
[EnableRateLimiting(RateLimits.AccountForms)]
public sealed class IndexModel(ConcertoDbContext db, ChangeProfile changeProfile, RequestAddressChange requestAddressChange, CancelAddressChange cancelAddressChange, TimeProvider time) : ConcertoPage
{
    [BindProperty]
    public string? Name { get; set; }

    /// <summary>The address that they want.</summary>
    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    public string CurrentEmail { get; private set; } = "";

    /// <summary>The address that a link went to and that does not count yet.</summary>
    public string? NewEmail { get; private set; }

    public bool NeedsCode { get; private set; }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostNameAsync()
    {
        if (!await TryAsync(() => changeProfile.ExecuteAsync(new(Name ?? ""), Caller, Ct))) return await AgainAsync();
        Said = "Saved.";
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostAddressAsync()
    {
        if (!await TryAsync(() => requestAddressChange.ExecuteAsync(new(Email, Password, Code), Caller, Ct))) return await AgainAsync();
        Said = $"A mail is on its way to {Email!.Trim()}. Open its link in this browser.";
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostKeepAsync()
    {
        await cancelAddressChange.ExecuteAsync(Caller, Ct);
        Said = "Your address stays as it is.";
        return RedirectToPage();
    }

    private async Task<IActionResult> AgainAsync()
    {
        await LoadAsync();
        return Again();
    }

    private async Task LoadAsync()
    {
        var person = await db.Users.AsNoTracking().SingleAsync(u => u.Id == Me, Ct);
        var links = await db.MailedLinks.AsNoTracking().Where(l => l.UserId == Me && l.Purpose == LinkPurpose.ChangeAddress && l.UsedAt == null).ToListAsync(Ct);
        (CurrentEmail, NeedsCode) = (person.Email, person.TwoFactorSince is not null);
        NewEmail = links.Find(l => l.IsAlive(person, time.Now()))?.NewEmail;
        Name ??= person.Name;
    }
}
