using Concerto.Web.Features.Alerts;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Concerto.Web.Pages.Admin;

/// <summary>A page of the admin's desk. For everybody else there is none (law 10).</summary>
public abstract class AdminPage : ConcertoPage
{
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        base.OnPageHandlerExecuting(context);
        if (!Caller.IsAdmin) context.Result = NotFound();
        else if (HttpMethods.IsPost(Request.Method)) HttpContext.RequestServices.GetRequiredService<Alerts>().Forget(Me);
    }
}
