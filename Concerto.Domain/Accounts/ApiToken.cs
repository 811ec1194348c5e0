using Concerto.Domain.Projects;

namespace Concerto.Domain.Accounts;

/// <summary>How far a personal access token has come.</summary>
public enum TokenState
{
    /// <summary>It lets in.</summary>
    Alive,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>Its person ended it.</summary>
    Revoked,
}

/// <summary>A personal access token: how another program acts for a person.</summary>
public sealed class ApiToken
{
    public const string Prefix = "concerto_pat_";

    /// <summary>How many of a person's may be alive at once.</summary>
    public const int MaxAlive = 50;

    /// <summary>In days.</summary>
    public const int UsualLife = 90, LongestLife = 3660;

    /// <summary>How long before its end one should think of another.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    // 24 bits of it: enough to tell one's tokens apart, and no help against the 232 that stay unknown.
    private const int BeginningLength = 4;

    private ApiToken() { }

    /// <summary>Opaque, and the same everywhere; revokeApiToken takes it.</summary>
    public ApiTokenId Id { get; private set; }

    public UserId UserId { get; private set; }

    /// <summary>What its person calls it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>How the token begins, by which one recognises it where it is used: <c>concerto_pat_k3Jx</c>. Of old ones no more than what all have in common.</summary>
    public string Beginning { get; private set; } = Prefix;

    public string TokenHash { get; private set; } = "";
    public TokenScopes Scopes { get; private set; }

    /// <summary>When it was made.</summary>
    public DateTime CreatedAt { get; private set; }

    /// <summary>From when on it lets nobody in; null for never.</summary>
    public DateTime? ExpiresAt { get; private set; }

    /// <summary>When it was last used, to the minute; null when it never was.</summary>
    public DateTime? LastUsedAt { get; private set; }

    /// <summary>When its person ended it; null while they have not.</summary>
    public DateTime? RevokedAt { get; private set; }

    /// <returns>The token's row, and the token itself, which is shown once.</returns>
    /// <exception cref="InvalidInputException"/>
    public static (ApiToken Row, string Token) Issue(UserId user, Name name, TokenScopes scopes, DateTime? expiresAt, DateTime now)
    {
        if (scopes is TokenScopes.None) throw new InvalidInputException("scopes", "A token needs at least one scope: read, write or admin.");
        if (expiresAt <= now) throw new InvalidInputException("expiresInDays", "That moment has passed already.");
        var token = Prefix + Secret.New();
        return (new()
        {
            Id = ApiTokenId.New(), UserId = user, Name = name.Text, Beginning = token[..(Prefix.Length + BeginningLength)], TokenHash = Secret.Hash(token), Scopes = scopes, ExpiresAt = expiresAt, CreatedAt = now,
        }, token);
    }

    public TokenState StateAt(DateTime now) => RevokedAt is not null ? TokenState.Revoked : ExpiresAt <= now ? TokenState.Expired : TokenState.Alive;

    public bool IsAlive(DateTime now) => StateAt(now) is TokenState.Alive;

    public void Revoke(DateTime now) => RevokedAt ??= now;
}
