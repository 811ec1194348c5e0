using System.Net.Mime;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features;
using Concerto.Web.Features.Accounts;
using Htmx;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Identity;

/// <summary>A web session: a cookie that names a row (<see cref="Session"/>), which is asked for on every request.</summary>
public static class Sessions
{
    public const string Scheme = "Session";

    /// <summary>Starts a session in this browser, in place of the one that it may have: nobody finds themselves in one that somebody else began.</summary>
    /// <returns>Where the person goes on: to the code, when their account wants one; there is no session before that.</returns>
    public static async Task<string> StartSessionAsync(this HttpContext http, SignedIn person, string onward = "/projects")
    {
        if (person.NeedsCode)
        {
            await http.ComeHalfwayAsync(person);
            return $"/account/code?returnUrl={Uri.EscapeDataString(onward)}";
        }
        var session = await http.RequestServices.GetRequiredService<StartSession>().ExecuteAsync(person, Principals.SessionOf(http.User), http.RequestAborted);
        await http.SignInAsync(Scheme, Principals.ForCookie(session), new AuthenticationProperties { IsPersistent = true });
        return onward;
    }

    /// <summary>Ends this browser's session.</summary>
    public static async Task EndSessionAsync(this HttpContext http)
    {
        if (Principals.SessionOf(http.User) is { } session) await http.RequestServices.GetRequiredService<EndSession>().ExecuteAsync(session, http.User.ToCaller(), http.RequestAborted);
        await http.SignOutAsync(Scheme);
    }

    internal static void Configure(CookieAuthenticationOptions options, bool https)
    {
        options.Cookie.Name = https ? "__Host-concerto" : "concerto";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = Session.Idle;
        options.SlidingExpiration = true;
        options.LoginPath = "/account/sign-in";
        options.ReturnUrlParameter = "returnUrl";
        options.Events.OnValidatePrincipal = ValidateAsync;
        options.Events.OnRedirectToLogin = RedirectToSignIn;
        options.Events.OnRedirectToReturnUrl = _ => Task.CompletedTask; // the page does, and escapes what a header can't hold
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
            var now = http.RequestServices.GetRequiredService<TimeProvider>().Now();
            if (await FindAsync(http.RequestServices.GetRequiredService<ConcertoDbContext>(), Principals.SessionOf(context.Principal), now, http.RequestAborted) is not var (session, user))
            {
                context.RejectPrincipal();
                await http.SignOutAsync(Scheme);
                return;
            }
            if (session.SeenAt <= now - Session.Resolution) _ = NoteSeenAsync(session.Id, http, now);
            context.ReplacePrincipal(Principals.Of(user, session, Scheme));
        }
        catch (Exception e) when (DatabaseFaults.IsAway(e))
        {
            context.RejectPrincipal(); // for this request, which can't be answered; the cookie stays
            http.Features.Set(new DatabaseIsAway());
        }
    }

    /// <summary>The session and its person, while it stands.</summary>
    internal static async Task<(Session Session, User User)?> FindAsync(ConcertoDbContext db, SessionId? id, DateTime now, CancellationToken ct)
    {
        if (id is null) return null;
        var found = await db.Sessions.AsNoTracking().Where(s => s.Id == id).Join(db.Users, s => s.UserId, u => u.Id, (session, user) => new { session, user }).SingleOrDefaultAsync(ct);
        return found is not null && found.session.Stands(found.user, now) ? (found.session, found.user) : null;
    }

    // Nobody waits for it, and nothing is lost when it fails.
    private static Task NoteSeenAsync(SessionId id, HttpContext http, DateTime now)
    {
        var contexts = http.RequestServices.GetRequiredService<IDbContextFactory<ConcertoDbContext>>();
        var log = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Sessions));
        var client = Client.Of(http);
        return NoteAsync();

        async Task NoteAsync()
        {
            try
            {
                await using var db = await contexts.CreateDbContextAsync();
                await db.Sessions.Where(s => s.Id == id && s.SeenAt < now).ExecuteUpdateAsync(set => set.SetProperty(s => s.SeenAt, now).SetProperty(s => s.Client, client.Key).SetProperty(s => s.Browser, client.Browser));
            }
            catch (Exception e)
            {
                log.LogWarning(e, "Could not note the use of session {Session}", id);
            }
        }
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
            context.Response.Redirect(SignInThenTo($"{context.Request.Path}{context.Request.QueryString}")); // its own suggestion begins with the Host header
            return Task.CompletedTask;
        }
        var page = Uri.TryCreate(context.Request.Headers["HX-Current-URL"], UriKind.Absolute, out var current) ? current.PathAndQuery : "/";
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers["HX-Redirect"] = SignInThenTo(page);
        return Task.CompletedTask;

        string SignInThenTo(string page) => $"{context.Options.LoginPath}?{context.Options.ReturnUrlParameter}={Uri.EscapeDataString(page)}";
    }
}

/// <summary>Marks a request whose session could not be looked up.</summary>
internal sealed record DatabaseIsAway;
