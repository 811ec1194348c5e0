using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Digests;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages;

/// <summary>
/// Where a digest's List-Unsubscribe leads (RFC 8058). Mail programs post here without cookies, and without a form of ours; who has the address has the mail. Looking
/// does nothing: scanners open every link.
/// </summary>
[IgnoreAntiforgeryToken]
public sealed class UnsubscribeModel(ConcertoDbContext db, UnsubscribeLinks links, StopDigest stop) : ConcertoPage
{
    [FromRoute]
    public string Token { get; set; } = "";

    public User Person { get; private set; } = null!;
    public bool IsStopped => Person.DigestHour is null;

    public async Task<IActionResult> OnGetAsync() => Show(links.Read(Token) is { } id ? await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, Ct) : null);

    public async Task<IActionResult> OnPostAsync() => Show(await stop.ExecuteAsync(Token, Ct));

    // The address is not on it: a digest that was forwarded, or lies in a mailbox that was given up, must not tell where its reader is now.
    private IActionResult Show(User? person)
    {
        if (person is not { LeftAt: null }) return NotFound();
        Person = person;
        return Page();
    }
}
