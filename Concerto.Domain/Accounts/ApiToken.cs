using Concerto.Domain.Projects;

namespace Concerto.Domain.Accounts;

/// <summary>A personal access token: how another program acts for a person.</summary>
public sealed class ApiToken
{
    public const string Prefix = "concerto_pat_";

    private ApiToken() { }

    public ApiTokenId Id { get; private set; }
    public UserId UserId { get; private set; }

    /// <summary>What the person calls it.</summary>
    public string Name { get; private set; } = "";

    public string TokenHash { get; private set; } = "";
    public TokenScopes Scopes { get; private set; }
    public DateTime CreatedAt { get; private set; }
    public DateTime? ExpiresAt { get; private set; }

    /// <summary>To the minute.</summary>
    public DateTime? LastUsedAt { get; private set; }

    public DateTime? RevokedAt { get; private set; }

    /// <returns>The token's row, and the token itself, which is shown once.</returns>
    /// <exception cref="InvalidInputException"/>
    public static (ApiToken Row, string Token) Issue(UserId user, Name name, TokenScopes scopes, DateTime? expiresAt, DateTime now)
    {
        if (scopes is TokenScopes.None) throw new InvalidInputException("scopes", "A token needs at least one scope: read, write or admin.");
        if (expiresAt <= now) throw new InvalidInputException("expiresAt", "That moment has passed already.");
        var token = Prefix + Secret.New();
        return (new() { Id = ApiTokenId.New(), UserId = user, Name = name.Text, TokenHash = Secret.Hash(token), Scopes = scopes, ExpiresAt = expiresAt, CreatedAt = now }, token);
    }

    public bool IsAlive(DateTime now) => RevokedAt is null && !(ExpiresAt <= now);

    public void Revoke(DateTime now) => RevokedAt ??= now;
}
