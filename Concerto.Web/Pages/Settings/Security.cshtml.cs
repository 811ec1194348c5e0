using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Hosting;
using Concerto.Web.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Settings;

/// <summary>One browser that somebody is signed in with.</summary>
/// <param name="Browser">In people's words.</param>
/// <param name="Client">Where it was last used, as far as the network tells.</param>
/// <param name="IsThis">It is the one that looks at the page.</param>
public sealed record SessionRow(SessionId Id, string Browser, bool IsPhone, string? Client, DateTime SeenAt, bool IsThis)
{
    public static SessionRow Of(Session session, SessionId? mine) =>
        new(session.Id, BrowserName.Of(session.Browser), BrowserName.IsPhone(session.Browser), Features.Client.IsHere(session.Client) ? "this machine" : session.Client, session.SeenAt, session.Id == mine);
}

/// <summary>The password, the second factor, and where one is signed in.</summary>
[EnableRateLimiting(RateLimits.AccountForms)]
public sealed class SecurityModel(ConcertoDbContext db, ChangePassword changePassword, EndSession endSession, EndOtherSessions endOtherSessions, TimeProvider time) : ConcertoPage
{
    /// <summary>The password that they have.</summary>
    [BindProperty]
    public string? Current { get; set; }

    /// <summary>The one that they want.</summary>
    [BindProperty]
    public string? Password { get; set; }

    /// <summary>The session to end.</summary>
    [BindProperty]
    public SessionId? Session { get; set; }

    /// <summary>This one first, then as they were last used.</summary>
    public IReadOnlyList<SessionRow> Sessions { get; private set; } = [];

    /// <summary>Null while a password is enough.</summary>
    public DateTime? TwoFactorSince { get; private set; }

    /// <summary>Recovery codes that are left.</summary>
    public int CodesLeft { get; private set; }

    private SessionId? Mine => Principals.SessionOf(User);

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostPasswordAsync()
    {
        SignedIn? person = null;
        if (!await TryAsync(async () => person = await changePassword.ExecuteAsync(new(Current, Password), Caller, Ct)))
        {
            await LoadAsync();
            return Again();
        }
        await HttpContext.StartSessionAsync(person!);
        Said = "Your password is changed. Every other browser is signed out.";
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostEndAsync()
    {
        if (Session is { } id) await endSession.ExecuteAsync(id, Caller, Ct);
        Said = "That browser is signed out.";
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostEndOthersAsync()
    {
        await endOtherSessions.ExecuteAsync(Mine, Caller, Ct);
        Said = "Every other browser is signed out.";
        return RedirectToPage();
    }

    private async Task LoadAsync()
    {
        var person = await db.Users.AsNoTracking().SingleAsync(u => u.Id == Me, Ct);
        TwoFactorSince = person.TwoFactorSince;
        CodesLeft = await db.RecoveryCodes.CountAsync(c => c.UserId == Me && c.UsedAt == null, Ct);
        var sessions = await db.Sessions.AsNoTracking().Where(s => s.UserId == Me).ToListAsync(Ct);
        Sessions = [.. sessions.Where(s => s.Stands(person, time.Now())).Select(s => SessionRow.Of(s, Mine)).OrderByDescending(s => s.IsThis).ThenByDescending(s => s.SeenAt)];
    }
}
