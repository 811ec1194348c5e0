using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Concerto.Web.Pages.Status;

/// <summary>What a status means, in words. Every method leads here, whatever the request was that failed.</summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true)]
public sealed class StatusModel : PageModel
{
    [BindProperty(SupportsGet = true)]
    public int Code { get; set; }

    public (string Head, string Words) Said => Code switch
    {
        403 => ("You may look, but not touch", "Somebody shared this with you to listen or comment. Ask the owner if you should be able to change it."),
        404 => ("Nothing plays here", "There is no such page, or it is not shared with you any more. The address may have lost a letter on its way."),
        429 => ("That was a lot at once", "Wait a minute, then try again."),
        400 => ("That did not come through", "The page was open for a long time, or something on the way changed what you sent. Go back, reload, and try again."),
        503 => ("The tape is being changed", "Concerto can’t reach its database just now. Nothing is lost; try again in a moment."),
        _ => ("Something is out of tune here", "That is our fault, and it has been written down. Nothing you saved is lost; try again."),
    };

    public void OnGet() { }

    public void OnPost() { }
}
