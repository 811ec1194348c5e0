using System.Globalization;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Settings;

/// <summary>One of the caller's tokens.</summary>
/// <param name="IsOver">It has expired.</param>
/// <param name="IsEnding">It will soon, or has.</param>
public sealed record TokenRow(ApiTokenId Id, string Name, string Beginning, TokenScopes Scopes, DateTime? LastUsedAt, DateTime? ExpiresAt, bool IsOver, bool IsEnding)
{
    public static TokenRow Of(ApiToken token, DateTime now) =>
        new(token.Id, token.Name, token.Beginning, token.Scopes, token.LastUsedAt, token.ExpiresAt, !token.IsAlive(now), token.ExpiresAt <= now + ApiToken.Soon);
}

/// <summary>The tokens by which programs act for the caller: what there is, making one, and clearing away what has expired.</summary>
public sealed class TokensModel(ConcertoDbContext db, CreateApiToken create, RevokeApiToken revoke, TimeProvider time) : ConcertoPage
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    public static readonly IReadOnlyList<(int Days, string Words)> Lives = [(30, "After 30 days"), (ApiToken.UsualLife, "After 90 days"), (365, "After a year"), (0, "Never")];

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public TokenScope Scope { get; set; } = TokenScope.Read;

    /// <summary>0 for never.</summary>
    [BindProperty]
    public int Days { get; set; } = ApiToken.UsualLife;

    /// <summary>Goes along with the form, so that sending it twice makes one token.</summary>
    [BindProperty]
    public string? Key { get; set; }

    /// <summary>The one to clear away.</summary>
    [BindProperty]
    public ApiTokenId? Token { get; set; }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<TokenRow> Tokens { get; private set; } = [];

    /// <summary>The one that was made just now.</summary>
    public CreatedApiToken? Made { get; private set; }

    /// <summary>What a token of the caller's may be made for.</summary>
    public IEnumerable<(TokenScope Scope, string Words, string Hint)> Choices
    {
        get
        {
            yield return (TokenScope.Read, "Read", "See and hear what you can.");
            yield return (TokenScope.Write, "Read and write", "Upload, comment, share and delete as well.");
            if (Caller.IsAdmin) yield return (TokenScope.Admin, "Everything, as an admin", "Look after people, mail and jobs as well: new admins and links for new passwords, too. Guard it like your password.");
        }
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        var input = new CreateApiTokenInput(Name ?? "", [Scope], Days == 0 ? null : Days, string.IsNullOrEmpty(Key) ? null : Key);
        var done = await TryAsync(async () => Made = await create.ExecuteAsync(input, Caller, Ct));
        if (done)
        {
            ModelState.Clear(); // the next one begins from nothing
            (Name, Scope, Days, Key) = (null, TokenScope.Read, ApiToken.UsualLife, null);
            Response.Headers.CacheControl = "no-store";
        }
        await LoadAsync();
        return done ? Page() : Again();
    }

    public async Task<IActionResult> OnPostRemoveAsync()
    {
        if (Token is { } id) await revoke.ExecuteAsync(new(id), Caller, Ct);
        Said = "That token is gone.";
        return RedirectToPage();
    }

    public static string InWords(TokenScopes scopes) => scopes switch
    {
        TokenScopes.Read => "read",
        TokenScopes.Write => "read and write",
        _ => "everything, as an admin",
    };

    public static string Day(DateTime at) => at.ToString("d MMMM yyyy", English);

    private async Task LoadAsync()
    {
        Key ??= Secret.New();
        var now = time.Now();
        var tokens = await db.ApiTokens.AsNoTracking().Where(t => t.UserId == Me && t.RevokedAt == null).OrderByDescending(t => t.CreatedAt).ThenByDescending(t => t.Id).ToListAsync(Ct);
        Tokens = [.. tokens.Select(token => TokenRow.Of(token, now))];
    }
}
