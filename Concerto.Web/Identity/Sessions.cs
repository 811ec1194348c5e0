using System.Net.Mime;
using System.Security.Claims;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;
using Htmx;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Identity;

/// <summary>A web session: a cookie that names a person and the security stamp it ends with.</summary>
public static class Sessions
{
    public const string Scheme = "Session";
    private static readonly TimeSpan Life = TimeSpan.FromDays(30);

    /// <summary>Starts a session in this browser.</summary>
    public static Task StartSessionAsync(this HttpContext http, SignedIn person) =>
        http.SignInAsync(Scheme, Principals.ForCookie(person.User, person.SecurityStamp), new AuthenticationProperties { IsPersistent = true });

    /// <summary>Ends this browser's session.</summary>
    public static Task EndSessionAsync(this HttpContext http) => http.SignOutAsync(Scheme);

    internal static void Configure(CookieAuthenticationOptions options, bool https)
    {
        options.Cookie.Name = https ? "__Host-concerto" : "concerto";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = Life;
        options.SlidingExpiration = true;
        options.LoginPath = "/account/sign-in";
        options.ReturnUrlParameter = "returnUrl";
        options.Events.OnValidatePrincipal = ValidateAsync;
        options.Events.OnRedirectToLogin = RedirectToSignIn;
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    // On every request, so that a new password or a disabled account counts on the next one.
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        if (http.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null) return; // the front end's files are for everybody
        try
        {
            if (await FindAsync(context.Principal, http) is not { } user)
            {
                context.RejectPrincipal();
                await http.SignOutAsync(Scheme);
                return;
            }
            context.ReplacePrincipal(Principals.Of(user, TokenScopes.Admin, Scheme));
        }
        catch (Exception e) when (DatabaseFaults.IsAway(e))
        {
            context.RejectPrincipal(); // for this request, which can't be answered; the cookie stays
            http.Features.Set(new DatabaseIsAway());
        }
    }

    private static async Task<User?> FindAsync(ClaimsPrincipal? cookie, HttpContext http)
    {
        if (Principals.ReadCookie(cookie) is not var (id, stamp)) return null;
        return await FindAsync(http.RequestServices.GetRequiredService<ConcertoDbContext>(), id, stamp, http.RequestAborted);
    }

    /// <summary>The person, while a session with that stamp stands.</summary>
    internal static async Task<User?> FindAsync(ConcertoDbContext db, UserId id, string stamp, CancellationToken ct)
    {
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, ct);
        return user is { IsActive: true } && user.SecurityStamp == stamp ? user : null;
    }

    // A redirect would put the sign-in page into the fragment's place, and a stream can't be one.
    private static Task RedirectToSignIn(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (context.Request.Headers.Accept.ToString().Contains(MediaTypeNames.Text.EventStream, StringComparison.OrdinalIgnoreCase))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }
        if (!context.Request.IsHtmx())
        {
            context.Response.Redirect(context.RedirectUri);
            return Task.CompletedTask;
        }
        var page = Uri.TryCreate(context.Request.Headers["HX-Current-URL"], UriKind.Absolute, out var current) ? current.PathAndQuery : "/";
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers["HX-Redirect"] = $"{context.Options.LoginPath}?{context.Options.ReturnUrlParameter}={Uri.EscapeDataString(page)}";
        return Task.CompletedTask;
    }
}

/// <summary>Marks a request whose session could not be looked up.</summary>
internal sealed record DatabaseIsAway;
