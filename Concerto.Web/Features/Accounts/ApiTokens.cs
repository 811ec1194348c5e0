using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <param name="Name">What the person calls it.</param>
/// <param name="Scopes">What it may be used for.</param>
/// <param name="ExpiresAt">UTC; null for never.</param>
public sealed record CreateApiTokenInput(string? Name, TokenScopes Scopes, DateTime? ExpiresAt = null);

/// <param name="Token">The row.</param>
/// <param name="Secret">The token itself. It can't be shown again.</param>
public sealed record CreatedApiToken(ApiToken Token, string Secret);

/// <summary>Makes a personal access token for the caller.</summary>
public sealed class CreateApiToken(UnitOfWork unitOfWork, Audit audit, TimeProvider time)
{
    /// <exception cref="InvalidInputException"/>
    /// <exception cref="NotAllowedException">The caller came with a token that may do less.</exception>
    public Task<CreatedApiToken> ExecuteAsync(CreateApiTokenInput input, Caller caller, CancellationToken ct)
    {
        var owner = caller.Writer;
        if ((input.Scopes & ~caller.Scopes) != 0) throw new NotAllowedException("A token can’t make another that may do more than itself.");
        var (row, token) = ApiToken.Issue(owner, Name.From(input.Name, "name"), input.Scopes, input.ExpiresAt, time.Now());
        return unitOfWork.RunAsync(async db =>
        {
            db.ApiTokens.Add(row);
            audit.Add(db, AuditAction.TokenMade, owner, owner, $"“{row.Name}”, which may {Words(row.Scopes)}");
            await db.SaveChangesAsync(ct);
            return new CreatedApiToken(row, token);
        }, ct);
    }

    private static string Words(TokenScopes scopes) => scopes.HasFlag(TokenScopes.Admin) ? "do everything, also as an admin" : scopes.HasFlag(TokenScopes.Write) ? "read and write" : "read";
}

/// <summary>Ends one of the caller's personal access tokens, at once.</summary>
public sealed class RevokeApiToken(UnitOfWork unitOfWork, Audit audit, TimeProvider time)
{
    /// <exception cref="ApiTokenNotFoundException"/>
    public Task<ApiToken> ExecuteAsync(ApiTokenId id, Caller caller, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        var owner = caller.Writer;
        var token = await db.ApiTokens.SingleOrDefaultAsync(t => t.Id == id && t.UserId == owner, ct) ?? throw new ApiTokenNotFoundException("id");
        if (token.RevokedAt is null) audit.Add(db, AuditAction.TokenRevoked, owner, owner, $"“{token.Name}”");
        token.Revoke(time.Now());
        await db.SaveChangesAsync(ct);
        return token;
    }, ct);
}
