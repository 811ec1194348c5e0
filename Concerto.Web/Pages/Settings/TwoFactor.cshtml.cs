using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Settings;

/// <summary>Turning two-factor on: a picture for the app, a code from it, and then the recovery codes, once.</summary>
[EnableRateLimiting(RateLimits.AccountForms)]
public sealed class TwoFactorModel(ConcertoDbContext db, AuthenticatorSecrets secrets, TurnOnTwoFactor turnOn) : ConcertoPage
{
    /// <summary>That of the picture which was scanned.</summary>
    [BindProperty]
    public string? Ticket { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public NewAuthenticator App { get; private set; } = null!;

    /// <summary>It is on: these are to be kept.</summary>
    public IReadOnlyList<string>? Codes { get; private set; }

    public async Task<IActionResult> OnGetAsync() => await LoadAsync() ? Page() : RedirectToPage("Security");

    public async Task<IActionResult> OnPostAsync()
    {
        if (await TryAsync(async () => Codes = await turnOn.ExecuteAsync(new(Ticket, Code, Password), Caller, Ct))) return Page();
        return await LoadAsync() ? Again() : RedirectToPage("Security");
    }

    // The same picture again, when there was one: it is in the app already.
    private async Task<bool> LoadAsync()
    {
        var person = await db.Users.AsNoTracking().SingleAsync(u => u.Id == Me, Ct);
        App = secrets.Again(Me, person.Email, Ticket) ?? secrets.New(Me, person.Email);
        return person.TwoFactorSince is null;
    }
}
