using Concerto.Domain;
using Concerto.Domain.Accounts;
using Htmx;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Concerto.Web.Pages;

/// <summary>A page: binds, calls the use case, redirects or answers with a fragment. It holds no rule.</summary>
public abstract class ConcertoPage : PageModel
{
    protected Caller Caller => HttpContext.RequestServices.GetRequiredService<Caller>();

    /// <summary>The one who is signed in; pages behind a sign-in have one.</summary>
    protected UserId Me => Caller.Reader;

    protected CancellationToken Ct => HttpContext.RequestAborted;

    /// <summary>htmx wants only the element with this id.</summary>
    protected bool Wants(string element) => Request.IsHtmx(out var headers) && headers?.Target == element;

    /// <summary>
    /// Does it, or says beside the field what was wrong with it (law 11). What does not exist, or is not allowed, is a status page:
    /// that is not thrown away here.
    /// </summary>
    /// <returns>False when it was refused; the page is then to be shown again with what was typed.</returns>
    protected async Task<bool> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (DomainException e) when (e is not (NotFoundException or NotAllowedException or NotSignedInException))
        {
            Refuse(e);
            return false;
        }
    }

    /// <summary>Said on the page that a redirect leads to, once.</summary>
    [TempData]
    public string? Said { get; set; }

    /// <summary>An id that is none, or a verb that the page does not know, names nothing (law 10).</summary>
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (context.HandlerMethod is null || !ModelState.IsValid) context.Result = NotFound();
    }

    /// <summary>Where somebody was going, if that is a page of ours, else to their projects. A header takes neither spaces nor letters beyond ASCII: they are escaped.</summary>
    protected string Onward(string? returnUrl) => Url.IsLocalUrl(returnUrl)
        ? string.Concat(returnUrl.EnumerateRunes().Select(letter => letter.Value is > ' ' and < 128 ? letter.ToString() : Uri.EscapeDataString(letter.ToString())))
        : "/projects";

    /// <summary>The same page again, with what was typed and what was wrong with it.</summary>
    protected IActionResult Again()
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private void Refuse(DomainException refusal) => ModelState.AddModelError(refusal.Field ?? "", refusal.Message);
}
