using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Settings;

/// <summary>Asks once before a token ends: what uses it stops at once.</summary>
public sealed class RevokeTokenModel(ConcertoDbContext db, RevokeApiToken revoke) : ConcertoPage
{
    [BindProperty(SupportsGet = true)]
    public ApiTokenId Id { get; set; }

    public ApiToken Token { get; private set; } = null!;

    public async Task OnGetAsync() => Token = await db.ApiTokens.AsNoTracking().SingleOrDefaultAsync(t => t.Id == Id && t.UserId == Me && t.RevokedAt == null, Ct) ?? throw new ApiTokenNotFoundException();

    public async Task<IActionResult> OnPostAsync()
    {
        var token = await revoke.ExecuteAsync(new(Id), Caller, Ct);
        Said = $"“{token.Name}” is revoked.";
        return RedirectToPage("Tokens");
    }
}
