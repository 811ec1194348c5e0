namespace Concerto.Web.Identity;

/// <summary>Tells the browser that signed up from all others, until its address is verified.</summary>
internal static class SignUpCookie
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(2); // a day in the queue, a day in the mailbox

    public static string? GetSignUpCookie(this HttpContext http) => http.Request.Cookies[NameFor(http)];

    public static void SetSignUpCookie(this HttpContext http, string secret) => http.Response.Cookies.Append(NameFor(http), secret, OptionsFor(http, Life));

    public static void RemoveSignUpCookie(this HttpContext http) => http.Response.Cookies.Delete(NameFor(http), OptionsFor(http, null));

    private static string NameFor(HttpContext http) => IsHttps(http) ? "__Host-concerto-sign-up" : "concerto-sign-up";

    private static CookieOptions OptionsFor(HttpContext http, TimeSpan? life) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = IsHttps(http), MaxAge = life, Path = "/", IsEssential = true };

    private static bool IsHttps(HttpContext http) => http.RequestServices.GetRequiredService<ConcertoOptions>().IsHttps;
}
