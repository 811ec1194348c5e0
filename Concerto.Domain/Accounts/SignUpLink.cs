namespace Concerto.Domain.Accounts;

/// <summary>
/// A link by which an admin lets somebody sign up, whoever else may. It opens the door and no more: the address still has to be verified, by its mail or by hand.
/// One browser signs up by it; that one may do so again, should it have mistyped the address.
/// </summary>
public sealed class SignUpLink
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);

    private SignUpLink() { }

    public SignUpLinkId Id { get; private set; }
    public string TokenHash { get; private set; } = "";

    /// <summary>The only address that it is for; null when it is for whichever.</summary>
    public string? Address { get; private set; }

    public UserId MadeById { get; private set; }
    public DateTime CreatedAt { get; private set; }
    public DateTime ExpiresAt { get; private set; }

    /// <summary>When somebody first signed up by it.</summary>
    public DateTime? UsedAt { get; private set; }

    /// <summary>SHA-256 of the sign-up cookie of who did.</summary>
    public string? SessionHash { get; private set; }

    /// <returns>The link, and the token for its address, which is nowhere else.</returns>
    public static (SignUpLink Link, string Token) Make(EmailAddress? address, UserId by, DateTime now)
    {
        var token = Secret.New();
        return (new() { Id = SignUpLinkId.New(), TokenHash = Secret.Hash(token), Address = address?.Text, MadeById = by, CreatedAt = now, ExpiresAt = now + Life }, token);
    }

    /// <summary>Whether that browser may sign up by it, by that address.</summary>
    /// <param name="cookie">The browser's sign-up cookie, if it has one.</param>
    public bool Opens(EmailAddress? address, string? cookie, DateTime now) =>
        now < ExpiresAt && (UsedAt is null || cookie is not null && SessionHash == Secret.Hash(cookie))
        && (Address is null || address is null || EmailAddress.From(Address).Key == address.Value.Key);
}
