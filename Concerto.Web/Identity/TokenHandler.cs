using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.Options;

namespace Concerto.Web.Identity;

/// <summary>Reads <c>Authorization: Bearer concerto_pat_…</c>. A token that is no good is an error, never a stranger.</summary>
internal sealed class TokenHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IDbContextFactory<ConcertoDbContext> contexts)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "Token";
    private static readonly TimeSpan Resolution = TimeSpan.FromMinutes(1);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out var header) || !header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) || header.Parameter is not { } text)
            return AuthenticateResult.Fail(new TokenRefusal("MALFORMED", $"The Authorization header has no bearer token: send Authorization: Bearer {ApiToken.Prefix}..."));

        await using var db = await contexts.CreateDbContextAsync(Context.RequestAborted);
        var now = TimeProvider.Now();
        var found = await LookUpAsync(db, text, Context.RequestAborted);
        if (TokenRefusal.Of(found, now) is { } refusal) return AuthenticateResult.Fail(refusal);

        if (!(found!.Token.LastUsedAt > now - Resolution)) _ = NoteUseAsync(found.Token.Id, now);
        return AuthenticateResult.Success(new(Principals.Of(found.User, found.Token, Scheme), Scheme));
    }

    /// <summary>The token with that text and whose it is, while it is good.</summary>
    internal static async Task<(ApiToken Token, User User)?> FindAsync(ConcertoDbContext db, string text, DateTime now, CancellationToken ct)
    {
        var found = await LookUpAsync(db, text, ct);
        return TokenRefusal.Of(found, now) is null ? (found!.Token, found.User) : null;
    }

    private static Task<Found?> LookUpAsync(ConcertoDbContext db, string text, CancellationToken ct) =>
        ByHash.GetOrAdd(db.Model, _ => EF.CompileAsyncQuery((ConcertoDbContext db, string hash, CancellationToken ct) => db.ApiTokens.AsNoTracking().Where(t => t.TokenHash == hash)
            .Join(db.Users, t => t.UserId, u => u.Id, (token, user) => new Found(token, user))
            .SingleOrDefault()))(db, Secret.Hash(text), ct);

    // Compiled, since every request of a program asks it; a compiled query is of one model.
    private static readonly ConcurrentDictionary<IModel, Func<ConcertoDbContext, string, CancellationToken, Task<Found?>>> ByHash = [];

    internal sealed record Found(ApiToken Token, User User);

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = TokenRefusal.Challenge((await HandleAuthenticateOnceSafeAsync()).Failure);
    }

    // Nobody waits for it, and nothing is lost when it fails.
    private async Task NoteUseAsync(ApiTokenId id, DateTime now)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync();
            var before = now - Resolution; // of many requests at once, one writes
            await db.ApiTokens.Where(t => t.Id == id && (t.LastUsedAt == null || t.LastUsedAt <= before)).ExecuteUpdateAsync(set => set.SetProperty(t => t.LastUsedAt, now));
        }
        catch (Exception e)
        {
            Logger.LogWarning(e, "Could not note the use of token {Token}", id);
        }
    }
}
