using Concerto.Domain;
using Concerto.Domain.Storage;
using Concerto.Infrastructure.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Diagnostics;

namespace Concerto.Web.Hosting;

/// <summary>What a failure that no page took care of looks like from outside.</summary>
internal static class DomainFailures
{
    /// <summary>
    /// Law 10 for pages: what one may not see is a 404 like what does not exist. Sits next to the endpoints, so that the status page
    /// is the one for the status.
    /// </summary>
    public static void UseDomainFailures(this WebApplication app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (NotFoundException) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        catch (NotAllowedException) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted) // the framework's own word for a request that can't be read
        {
            context.Response.StatusCode = e.StatusCode;
        }
        catch (NotSignedInException) when (!context.Response.HasStarted)
        {
            await context.ChallengeAsync();
        }
    });

    /// <summary>A page for each status without a body of its own; 503 rather than 500 while the database or the store is away. Programs get no pages.</summary>
    public static void UseStatusPages(this WebApplication app)
    {
        app.UseWhen(IsForPeople, people => people.UseStatusCodePagesWithReExecute("/status/{0}"));
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = _ => Task.CompletedTask, // leaves the body empty, and the status pages fill it
            StatusCodeSelector = e => DatabaseFaults.IsAway(e) || e is StoreUnavailableException ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError,
        });
    }

    private static bool IsForPeople(HttpContext context) =>
        !(context.Request.Path.StartsWithSegments("/graphql") || context.Request.Path.StartsWithSegments("/store") || context.Request.Path.StartsWithSegments("/health"));
}
