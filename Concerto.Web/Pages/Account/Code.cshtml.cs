using Concerto.Domain.Accounts;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Hosting;
using Concerto.Web.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Concerto.Web.Pages.Account;

/// <summary>The second step of signing in, for those who have turned it on: a code.</summary>
[EnableRateLimiting(RateLimits.Codes)]
public sealed class CodeModel(CheckCode checkCode) : ConcertoPage
{
    /// <summary>Where the person was going.</summary>
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>They have no app at hand: a recovery code has letters, and a phone's keyboard for figures would not do. Either is taken either way.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Recovery { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    public async Task<IActionResult> OnGetAsync() => await HttpContext.WhoIsHalfwayAsync() is null ? StartOver() : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await HttpContext.WhoIsHalfwayAsync() is not { } person) return StartOver();
        if (!await TryAsync(async () => person = await checkCode.ExecuteAsync(person, Code, Ct))) return Again();
        await HttpContext.LeaveHalfwayAsync();
        return Redirect(await HttpContext.StartSessionAsync(person, Onward(ReturnUrl)));
    }

    private RedirectToPageResult StartOver()
    {
        if (Caller.User is null) Said = "That took a little long. Sign in once more.";
        return RedirectToPage("/Account/SignIn", new { ReturnUrl });
    }
}
