using Concerto.Domain;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Email;
using Microsoft.AspNetCore.Mvc;

namespace Concerto.Web.Pages.Admin;

/// <summary>What goes out, what waits and why, what failed; and what can be done about it.</summary>
public sealed class MailModel(LookAtMail look, RetryMail retry, DropMail drop, Suppress suppress, Unsuppress unsuppress, ResumeSender resume, ConcertoDbContext db, TimeProvider time) : AdminPage
{
    /// <summary>An address, to ask why a mail to it did not arrive.</summary>
    [BindProperty(SupportsGet = true)]
    public string? To { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    public MailDesk Desk { get; private set; } = null!;

    /// <summary>The answer; null when nothing was asked.</summary>
    public MailHistory? History { get; private set; }

    public async Task OnGetAsync()
    {
        Desk = await look.ExecuteAsync(Caller, Ct);
        if (To?.Trim() is { Length: > 0 } address) History = await MailHistory.OfAsync(db, address, time.Now(), Ct);
    }

    public Task<IActionResult> OnPostRetryAsync([FromForm] OutboundEmailId mail, [FromForm] bool mayArriveTwice) => DoAsync(async () =>
    {
        var sent = await retry.ExecuteAsync(new(mail, mayArriveTwice), Caller, Ct);
        Said = $"The mail to {sent.To} is on its way again.";
    });

    public Task<IActionResult> OnPostDropAsync([FromForm] OutboundEmailId mail) => DoAsync(async () =>
    {
        var dropped = await drop.ExecuteAsync(new(mail), Caller, Ct);
        Said = $"Dropped the mail to {dropped.To}.";
    });

    public Task<IActionResult> OnPostResumeAsync() => DoAsync(async () =>
    {
        await resume.ExecuteAsync(Caller, Ct);
        Said = "What waits is tried now. If the provider still doesn’t take it, this page says so in a moment.";
    });

    public Task<IActionResult> OnPostSuppressAsync() => DoAsync(async () =>
    {
        var added = await suppress.ExecuteAsync(new(Email ?? "", Note), Caller, Ct);
        Said = $"{added.Address} gets no more mail but what is about the account.";
    });

    public Task<IActionResult> OnPostUnsuppressAsync() => DoAsync(async () => Said = $"{await unsuppress.ExecuteAsync(new(Email ?? ""), Caller, Ct)} gets mail again.");

    private async Task<IActionResult> DoAsync(Func<Task> act)
    {
        if (await TryAsync(act)) return RedirectToPage(new { To });
        await OnGetAsync();
        return Again();
    }
}
