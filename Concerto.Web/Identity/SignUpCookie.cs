using Concerto.Domain.Accounts;

namespace Concerto.Web.Identity;

/// <summary>Tells the browser that signed up from all others, until its address is verified.</summary>
internal static class SignUpCookie
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(2); // a day in the queue, a day in the mailbox

    public static string? GetSignUpCookie(this HttpContext http) => http.Request.Cookies[NameFor(http)];

    public static void SetSignUpCookie(this HttpContext http, string secret) => http.Response.Cookies.Append(NameFor(http), secret, OptionsFor(http, Life));

    public static void RemoveSignUpCookie(this HttpContext http) => http.Response.Cookies.Delete(NameFor(http), OptionsFor(http, null));

    /// <summary>Where the person goes on once their address is verified: to the invite that they came by. The way leads through the mailbox, so the browser keeps it.</summary>
    public static void RememberInvite(this HttpContext http, string token) => http.Response.Cookies.Append(InviteNameFor(http), token, OptionsFor(http, Life));

    /// <returns>The invite's token, once; null when there is none.</returns>
    public static string? TakeInvite(this HttpContext http)
    {
        var token = http.Request.Cookies[InviteNameFor(http)];
        if (token is not null) http.Response.Cookies.Delete(InviteNameFor(http), OptionsFor(http, null));
        return Secret.IsWellFormed(token) ? token : null;
    }

    private static string InviteNameFor(HttpContext http) => IsHttps(http) ? "__Host-concerto-invite" : "concerto-invite";

    private static string NameFor(HttpContext http) => IsHttps(http) ? "__Host-concerto-sign-up" : "concerto-sign-up";

    private static CookieOptions OptionsFor(HttpContext http, TimeSpan? life) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = IsHttps(http), MaxAge = life, Path = "/", IsEssential = true };

    private static bool IsHttps(HttpContext http) => http.RequestServices.GetRequiredService<ConcertoOptions>().IsHttps;
}
