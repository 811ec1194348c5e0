using System.Globalization;
using System.Security.Claims;
using Concerto.Domain.Accounts;

namespace Concerto.Web.Identity;

/// <summary>How a person is written into a request's principal, and read from it.</summary>
public static class Principals
{
    private const string IdClaim = "sub", NameClaim = "name", EmailClaim = "email", AdminClaim = "admin", ScopesClaim = "scopes", StampClaim = "stamp";

    /// <summary>What a session's cookie holds: who, and until which security stamp. The rest is asked for on each request.</summary>
    internal static ClaimsPrincipal ForCookie(UserId user, string stamp) =>
        new(new ClaimsIdentity([new(IdClaim, user.ToString()), new(StampClaim, stamp)], Sessions.Scheme));

    internal static ClaimsPrincipal Of(User user, TokenScopes scopes, string scheme)
    {
        var claims = new ClaimsIdentity(scheme, NameClaim, roleType: null);
        claims.AddClaim(new(IdClaim, user.Id.ToString()));
        claims.AddClaim(new(NameClaim, user.Name));
        claims.AddClaim(new(EmailClaim, user.Email));
        claims.AddClaim(new(StampClaim, user.SecurityStamp));
        claims.AddClaim(new(ScopesClaim, ((int)scopes).ToString(CultureInfo.InvariantCulture)));
        if (user.IsAdmin) claims.AddClaim(new(AdminClaim, "true"));
        return new(claims);
    }

    internal static (UserId User, string Stamp)? ReadCookie(ClaimsPrincipal? principal) =>
        UserId.TryParse(principal?.FindFirstValue(IdClaim), null, out var user) && principal!.FindFirstValue(StampClaim) is { } stamp ? (user, stamp) : null;

    /// <summary>Who asks.</summary>
    public static Caller ToCaller(this ClaimsPrincipal? principal)
    {
        if (principal?.Identity is not { IsAuthenticated: true } || !UserId.TryParse(principal.FindFirstValue(IdClaim), null, out var user)) return Caller.Stranger;
        var scopes = (TokenScopes)int.Parse(principal.FindFirstValue(ScopesClaim)!, CultureInfo.InvariantCulture);
        return new(user, principal.HasClaim(AdminClaim, "true") && scopes.HasFlag(TokenScopes.Admin), scopes);
    }

    /// <summary>The signed-in person's name, for the page's head; null for a stranger.</summary>
    public static string? NameOf(ClaimsPrincipal principal) => principal.FindFirstValue(NameClaim);

    /// <summary>The signed-in person's address; null for a stranger.</summary>
    public static string? EmailOf(ClaimsPrincipal principal) => principal.FindFirstValue(EmailClaim);
}
