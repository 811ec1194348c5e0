using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <param name="Name">What you call it: 1 to 200 characters.</param>
/// <param name="Scopes">What it may be used for. WRITE includes READ, ADMIN includes both.</param>
/// <param name="ExpiresInDays">After how many days it ends, 1 to 3660; null for never.</param>
/// <param name="IdempotencyKey">The same key and input again give the same token, but without its secret: that is shown once.</param>
public sealed record CreateApiTokenInput(string Name, IReadOnlyList<TokenScope> Scopes, int? ExpiresInDays = ApiToken.UsualLife, string? IdempotencyKey = null);

/// <param name="ApiToken">What there is to know of it.</param>
/// <param name="Secret">The token itself, this once; null when the same call made it before.</param>
public sealed record CreatedApiToken(ApiToken ApiToken, string? Secret);

/// <summary>
/// Makes a personal access token for the caller, who is there in person: no token makes another, or one that leaked would live on in what it has made, past its own end.
/// </summary>
public sealed class CreateApiToken(UnitOfWork unitOfWork, Audit audit, TimeProvider time)
{
    /// <exception cref="InvalidInputException"/>
    /// <exception cref="NotAllowedException">A token asks; or the caller may not do that much.</exception>
    /// <exception cref="TooManyTokensException"/>
    /// <exception cref="IdempotencyKeyReusedException"/>
    public Task<CreatedApiToken> ExecuteAsync(CreateApiTokenInput input, Caller caller, CancellationToken ct)
    {
        var (owner, now, scopes) = (caller.Writer, time.Now(), input.Scopes.Together());
        if (input.ExpiresInDays is < 1 or > ApiToken.LongestLife) throw new InvalidInputException("expiresInDays", $"A token lives 1 to {ApiToken.LongestLife} days, or for ever.");
        var (row, secret) = ApiToken.Issue(owner, Name.From(input.Name, "name"), scopes, input.ExpiresInDays is { } days ? now.AddDays(days) : null, now);
        if (caller.IsProgram) throw new NotAllowedException("A token can’t make tokens. Make one in the settings, where you sign in yourself.");
        if ((scopes & ~caller.Scopes) != 0 || (scopes.HasFlag(TokenScopes.Admin) && !caller.IsAdmin)) throw new NotAllowedException("The scope “admin” is for admins.");

        return unitOfWork.RunAsync(async db =>
        {
            // A lock on the owner, so that two at once don't both take the last place, and none comes after the account has ended.
            if (await Turn.TakeAsync(db.Users.WithAccount().Where(u => u.Id == owner && u.DisabledAt == null), ct) == 0) throw new NotSignedInException();
            if (await Idempotency.EarlierAsync(db, owner, input.IdempotencyKey, input, ct) is { } earlier)
                return new CreatedApiToken(await db.ApiTokens.SingleAsync(t => t.Id == ApiTokenId.From(earlier), ct), null);
            if (await db.ApiTokens.CountAsync(t => t.UserId == owner && t.RevokedAt == null && (t.ExpiresAt == null || t.ExpiresAt > now), ct) >= ApiToken.MaxAlive) throw new TooManyTokensException(ApiToken.MaxAlive);
            db.ApiTokens.Add(row);
            Idempotency.Remember(db, owner, input.IdempotencyKey, input, row.Id.Value, now);
            audit.Add(db, AuditAction.TokenMade, owner, owner, $"“{row.Name}”, which may {Words(scopes)}, {(row.ExpiresAt is { } end ? $"until {end:yyyy-MM-dd}" : "for ever")}");
            await db.SaveChangesAsync(ct);
            return new CreatedApiToken(row, secret);
        }, ct);
    }

    private static string Words(TokenScopes scopes) => scopes.HasFlag(TokenScopes.Admin) ? "do everything, also as an admin" : scopes.HasFlag(TokenScopes.Write) ? "read and write" : "read";
}

/// <param name="ApiTokenId">One of your own.</param>
public sealed record RevokeApiTokenInput(ApiTokenId ApiTokenId);

/// <summary>Ends one of the caller's personal access tokens, at once. One that has ended already stays as it is.</summary>
public sealed class RevokeApiToken(UnitOfWork unitOfWork, Audit audit, TimeProvider time)
{
    /// <exception cref="ApiTokenNotFoundException"/>
    public Task<ApiToken> ExecuteAsync(RevokeApiTokenInput input, Caller caller, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        var owner = caller.Writer;
        var token = await db.ApiTokens.SingleOrDefaultAsync(t => t.Id == input.ApiTokenId && t.UserId == owner, ct) ?? throw new ApiTokenNotFoundException("apiTokenId");
        if (token.RevokedAt is not null) return token;
        token.Revoke(time.Now());
        audit.Add(db, AuditAction.TokenRevoked, owner, owner, $"“{token.Name}”");
        await db.SaveChangesAsync(ct);
        return token;
    }, ct);
}
