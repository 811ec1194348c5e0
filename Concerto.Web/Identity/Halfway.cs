using System.Security.Claims;
using Concerto.Domain.Accounts;
using Concerto.Web.Features.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Concerto.Web.Identity;

/// <summary>Between the password and the code: a cookie for ten minutes that opens nothing but the page which asks for the code.</summary>
public static class Halfway
{
    internal const string Scheme = "Halfway";
    private const string PersonClaim = "sub", StampClaim = "stamp";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    internal static void Configure(CookieAuthenticationOptions options, bool https)
    {
        options.Cookie.Name = https ? "__Host-concerto-halfway" : "concerto-halfway";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = Life;
        options.SlidingExpiration = false;
    }

    internal static Task ComeHalfwayAsync(this HttpContext http, SignedIn person) =>
        http.SignInAsync(Scheme, new ClaimsPrincipal(new ClaimsIdentity([new(PersonClaim, person.User.ToString()), new(StampClaim, person.SecurityStamp)], Scheme)));

    /// <summary>Who has typed a password in this browser and owes a code; null for nobody.</summary>
    public static async Task<SignedIn?> WhoIsHalfwayAsync(this HttpContext http)
    {
        var principal = (await http.AuthenticateAsync(Scheme)).Principal;
        return UserId.TryParse(principal?.FindFirstValue(PersonClaim), null, out var user) && principal!.FindFirstValue(StampClaim) is { } stamp ? new(user, stamp, NeedsCode: true) : null;
    }

    /// <summary>They are through, or start over.</summary>
    public static Task LeaveHalfwayAsync(this HttpContext http) => http.SignOutAsync(Scheme);
}
