using Concerto.Infrastructure.Email;
using Concerto.Web.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Concerto.Web.Pages.Dev;

/// <summary>The mails that were written to the folder. In Development and at the machine itself only: whoever reads its links has the accounts.</summary>
[AllowAnonymous]
public sealed class MailModel(MailFolder folder, IHostEnvironment environment, ConcertoOptions options) : PageModel
{
    /// <summary>The mail to read; the newest when none is said.</summary>
    [BindProperty(SupportsGet = true, Name = "file")]
    public string? FileName { get; set; }

    public IReadOnlyList<FiledMail> Mails { get; private set; } = [];
    public FiledMail? Mail { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!environment.IsDevelopment() || !OwnMachine.IsAsking(HttpContext, options)) return NotFound();
        Mails = await folder.ListAsync(ct);
        Mail = FileName is not null ? await folder.FindAsync(FileName, ct) : Mails is [var newest, ..] ? newest : null;
        return Page();
    }
}
