using System.Globalization;
using System.Security.Claims;
using Concerto.Domain.Accounts;

namespace Concerto.Web.Identity;

/// <summary>How a person is written into a request's principal, and read from it.</summary>
public static class Principals
{
    private const string IdClaim = "sub", NameClaim = "name", EmailClaim = "email", AdminClaim = "admin", ScopesClaim = "scopes", SessionClaim = "sid", TokenClaim = "token";

    /// <summary>What a session's cookie holds: which it is. Whose, and whether it still stands, is asked for on each request.</summary>
    internal static ClaimsPrincipal ForCookie(SessionId session) => new(new ClaimsIdentity([new(SessionClaim, session.ToString())], Sessions.Scheme));

    internal static ClaimsPrincipal Of(User user, Session session, string scheme) => Of(user, TokenScopes.Admin, new(SessionClaim, session.Id.ToString()), scheme);

    internal static ClaimsPrincipal Of(User user, ApiToken token, string scheme) => Of(user, token.Scopes, new(TokenClaim, token.Id.ToString()), scheme);

    private static ClaimsPrincipal Of(User user, TokenScopes scopes, Claim by, string scheme)
    {
        var claims = new ClaimsIdentity(scheme, NameClaim, roleType: null);
        claims.AddClaim(new(IdClaim, user.Id.ToString()));
        claims.AddClaim(new(NameClaim, user.Name));
        claims.AddClaim(new(EmailClaim, user.Email));
        claims.AddClaim(new(ScopesClaim, ((int)scopes).ToString(CultureInfo.InvariantCulture)));
        claims.AddClaim(by);
        if (user.IsAdmin) claims.AddClaim(new(AdminClaim, "true"));
        return new(claims);
    }

    /// <summary>The web session that the request came in; null for a token or a stranger.</summary>
    public static SessionId? SessionOf(ClaimsPrincipal? principal) => SessionId.TryParse(principal?.FindFirstValue(SessionClaim), null, out var session) ? session : null;

    /// <summary>The token that the request came with, by its id; null for a session or a stranger.</summary>
    public static string? TokenOf(ClaimsPrincipal? principal) => principal?.FindFirstValue(TokenClaim);

    /// <summary>Who asks.</summary>
    public static Caller ToCaller(this ClaimsPrincipal? principal)
    {
        if (principal?.Identity is not { IsAuthenticated: true } || !UserId.TryParse(principal.FindFirstValue(IdClaim), null, out var user)) return Caller.Stranger;
        var scopes = (TokenScopes)int.Parse(principal.FindFirstValue(ScopesClaim)!, CultureInfo.InvariantCulture);
        return new(user, principal.HasClaim(AdminClaim, "true") && scopes.HasFlag(TokenScopes.Admin), scopes, principal.HasClaim(claim => claim.Type == TokenClaim));
    }

    /// <summary>The signed-in person's name, for the page's head; null for a stranger.</summary>
    public static string? NameOf(ClaimsPrincipal principal) => principal.FindFirstValue(NameClaim);

    /// <summary>The signed-in person's address; null for a stranger.</summary>
    public static string? EmailOf(ClaimsPrincipal principal) => principal.FindFirstValue(EmailClaim);
}
