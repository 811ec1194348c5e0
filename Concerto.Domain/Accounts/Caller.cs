namespace Concerto.Domain.Accounts;

/// <summary>What a personal access token may be used for; never for more than its person may do at that moment.</summary>
public enum TokenScope
{
    /// <summary>To see what its person may see.</summary>
    Read,

    /// <summary>To change what its person may change, as well.</summary>
    Write,

    /// <summary>To look after this Concerto, as well. For admins.</summary>
    Admin,
}

/// <summary>Several of them. Admin includes write, write includes read.</summary>
[Flags]
public enum TokenScopes
{
    None = 0,
    Read = 1,
    Write = 2 | Read,
    Admin = 4 | Write,
}

public static class TokenScopesExtensions
{
    public static TokenScopes Together(this IEnumerable<TokenScope> scopes) => scopes.Aggregate(TokenScopes.None, (all, scope) => all | scope switch
    {
        TokenScope.Read => TokenScopes.Read,
        TokenScope.Write => TokenScopes.Write,
        _ => TokenScopes.Admin,
    });

    /// <summary>From the least on.</summary>
    public static IEnumerable<TokenScope> Each(this TokenScopes scopes)
    {
        if (scopes.HasFlag(TokenScopes.Read)) yield return TokenScope.Read;
        if (scopes.HasFlag(TokenScopes.Write)) yield return TokenScope.Write;
        if (scopes.HasFlag(TokenScopes.Admin)) yield return TokenScope.Admin;
    }
}

/// <summary>Who asks. Every use case and every <c>Access</c> filter starts from this.</summary>
/// <param name="User">The verified, enabled person; null for a stranger.</param>
/// <param name="IsAdmin">The person is an admin and the session or token may act as one. Being an admin opens nobody's songs.</param>
/// <param name="Scopes">What the session (everything) or token allows.</param>
/// <param name="IsProgram">It is a program with a token that asks for the person.</param>
public sealed record Caller(UserId? User, bool IsAdmin, TokenScopes Scopes, bool IsProgram = false)
{
    public static readonly Caller Stranger = new(null, false, TokenScopes.None);

    /// <summary>The person in the flesh: a web session, a verb, a job that acts for them.</summary>
    public static Caller Person(UserId user, bool isAdmin = false) => new(user, isAdmin, TokenScopes.Admin);

    /// <exception cref="NotSignedInException"/>
    public UserId Reader => User ?? throw new NotSignedInException();

    /// <exception cref="NotSignedInException"/>
    /// <exception cref="NotAllowedException">The token only reads.</exception>
    public UserId Writer => Scopes.HasFlag(TokenScopes.Write) || User is null
        ? Reader
        : throw new NotAllowedException("This token may only read. Make one with the scope “write”.");

    /// <exception cref="NotSignedInException"/>
    /// <exception cref="NotAllowedException">Not an admin, or a token that may not act as one.</exception>
    public UserId Admin => IsAdmin ? Reader : User is null ? Reader : throw new NotAllowedException("That is for admins; a token needs the scope “admin” for it.");
}
