using Concerto.Web.Features.Live;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Concerto.Web.Pages;

/// <summary>
/// A page that is told when something changes: notes where the activity table stands before the page reads anything, so that its stream (an element with
/// <c>data-live</c>) goes on from there and nothing falls in between.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class LiveAttribute : Attribute, IAsyncPageFilter
{
    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var http = context.HttpContext;
        http.Features.Set(await http.RequestServices.GetRequiredService<ActivityFeed>().MarkAsync(http.RequestAborted));
        await next();
    }

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;
}
