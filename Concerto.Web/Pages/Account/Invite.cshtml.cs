using Concerto.Web.Features.Sharing;
using Concerto.Web.Hosting;
using Concerto.Web.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Concerto.Web.Pages.Account;

/// <summary>Where the link of an invite leads. Looking does nothing; the buttons do it.</summary>
[EnableRateLimiting(RateLimits.AccountForms)]
public sealed class InviteModel(LookAtInvite lookAtInvite, AcceptInvite acceptInvite, JoinByInvite joinByInvite, ConcertoOptions options) : ConcertoPage
{
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Filled in by a script.</summary>
    [BindProperty]
    public string? TimeZone { get; set; }

    /// <summary>Null when the link is dead: the page says what to do then.</summary>
    public InviteSight? Invite { get; private set; }

    public bool MaySignUp => options.SignUpMode is not SignUpMode.Closed;

    public string Here => $"/account/invite?token={Uri.EscapeDataString(Token ?? "")}";

    public async Task<IActionResult> OnGetAsync()
    {
        await LookAsync();
        return Invite switch
        {
            { Step: InviteStep.GoOn } there => Redirect(there.Path),
            { Step: InviteStep.SignIn } there => RedirectToPage("/Account/SignIn", new { returnUrl = there.Path }),
            _ => Page(),
        };
    }

    /// <summary>As who is signed in; or as whose mailbox it came to.</summary>
    public async Task<IActionResult> OnPostAsync() => Caller.User is null ? await JoinAsync() : await AcceptAsync();

    /// <summary>To go on as somebody else.</summary>
    public async Task<IActionResult> OnPostSignOutAsync()
    {
        await HttpContext.EndSessionAsync();
        return Redirect(Here);
    }

    private async Task<IActionResult> AcceptAsync()
    {
        var path = "";
        if (await TryAsync(async () => path = await acceptInvite.ExecuteAsync(Token, Caller, Ct))) return Redirect(path);
        await LookAsync();
        return Again();
    }

    private async Task<IActionResult> JoinAsync()
    {
        Joined? joined = null;
        if (await TryAsync(async () => joined = await joinByInvite.ExecuteAsync(new(Token, Name, Password, TimeZone), Ct))) return Redirect(await HttpContext.StartSessionAsync(joined!.Person, joined.Path));
        await LookAsync();
        return Again();
    }

    private async Task LookAsync() => Invite = await lookAtInvite.ExecuteAsync(Token, Caller, Ct);
}
