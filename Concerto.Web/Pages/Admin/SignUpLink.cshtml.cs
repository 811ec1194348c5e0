using Concerto.Web.Features.Accounts;
using Microsoft.AspNetCore.Mvc;

namespace Concerto.Web.Pages.Admin;

/// <summary>Lets somebody sign up whom no mail reaches (law 8).</summary>
public sealed class SignUpLinkModel(MakeSignUpLink makeSignUpLink) : AdminPage
{
    /// <summary>The only address that it is to be for.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Email { get; set; }

    public HandedLink? Made { get; private set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync()
    {
        DirectSignUp? link = null;
        if (!await TryAsync(async () => link = await makeSignUpLink.ExecuteAsync(new(Email), Caller, Ct))) return Again();
        Made = new(link!.Email is { } only ? $"A sign-up link for {only}" : "A sign-up link", link.Url, "Hand it over by phone or a message. One person signs up by it, within 7 days; it is shown this once.");
        return Page();
    }
}
