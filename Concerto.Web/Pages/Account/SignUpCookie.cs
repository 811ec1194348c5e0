namespace Concerto.Web.Pages.Account;

/// <summary>Tells the browser that signed up from any other that opens the mailed link (law 9).</summary>
internal static class SignUpCookie
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(2); // the link's day, and what the mail may wait

    public static string? Read(HttpRequest request) => request.Cookies[Name(request.IsHttps)];

    public static void Write(HttpContext http, string value) => http.Response.Cookies.Append(Name(http.Request.IsHttps), value, new()
    {
        HttpOnly = true, IsEssential = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, MaxAge = Life, Path = "/",
    });

    public static void Forget(HttpContext http) =>
        http.Response.Cookies.Delete(Name(http.Request.IsHttps), new() { Secure = http.Request.IsHttps, Path = "/" });

    private static string Name(bool https) => https ? "__Host-concerto-sign-up" : "concerto-sign-up";
}
