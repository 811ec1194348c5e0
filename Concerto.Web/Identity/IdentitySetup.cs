using Concerto.Domain.Accounts;
using Concerto.Web.Features;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Net.Http.Headers;

namespace Concerto.Web.Identity;

/// <summary>Who asks: a person by the session's cookie, or a program by a personal access token.</summary>
internal static class IdentitySetup
{
    private const string Either = "SessionOrToken";

    public static IServiceCollection AddIdentity(this IServiceCollection services, bool https)
    {
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, either => either.ForwardDefaultSelector = context =>
                context.Request.Headers.ContainsKey(HeaderNames.Authorization) ? TokenHandler.Scheme : Sessions.Scheme)
            .AddCookie(Sessions.Scheme, cookie => Sessions.Configure(cookie, https))
            .AddCookie(Halfway.Scheme, cookie => Halfway.Configure(cookie, https))
            .AddScheme<AuthenticationSchemeOptions, TokenHandler>(TokenHandler.Scheme, null);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddHttpContextAccessor();
        services.AddScoped(provider => provider.GetRequiredService<IHttpContextAccessor>().HttpContext?.User.ToCaller() ?? Caller.Stranger);
        services.AddScoped(provider => provider.GetRequiredService<IHttpContextAccessor>().HttpContext is { } http ? Client.Of(http) : Client.None);
        return services;
    }

    /// <summary>Whoever shows a token that is no good is told so, also where strangers are welcome. GraphQL says it in its own way.</summary>
    public static void UseIdentity(this WebApplication app)
    {
        app.UseAuthentication();
        app.Use(async (context, next) =>
        {
            var isStranger = context.User.Identity is not { IsAuthenticated: true };
            if (isStranger && context.Request.Headers.ContainsKey(HeaderNames.Authorization) && !IsGraphQL(context.Request))
                await context.ChallengeAsync(TokenHandler.Scheme);
            else if (context.Features.Get<DatabaseIsAway>() is not null && context.Features.Get<IStatusCodeReExecuteFeature>() is null)
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable; // and the page that says so is for everybody
            else
                await next(context);
        });
        app.UseAuthorization();
    }

    private static bool IsGraphQL(HttpRequest request) => request.Path.StartsWithSegments("/graphql", out var below) && below.Value is null or "" or "/";
}
