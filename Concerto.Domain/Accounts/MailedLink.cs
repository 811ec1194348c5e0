namespace Concerto.Domain.Accounts;

/// <summary>What a mailed link does.</summary>
public enum LinkPurpose
{
    /// <summary>Proves the address of an account that is being made.</summary>
    Verify,
    /// <summary>Sets a new password.</summary>
    ResetPassword,
    /// <summary>Gives an account another address.</summary>
    ChangeAddress,
}

/// <summary>What somebody typed when they signed up, which counts once the address is verified from the same browser.</summary>
/// <param name="Name">The person's name.</param>
/// <param name="PasswordHash">Never the password.</param>
/// <param name="SessionHash">SHA-256 of the cookie which that browser got; null when there was no browser (a verb).</param>
public sealed record PendingSignUp(string Name, string PasswordHash, string? SessionHash)
{
    public const int MaxClientLength = 64, MaxBrowserLength = 300;

    /// <summary>Where it was typed, as far as the network tells; for an admin who is asked to verify the address by hand. Null for a verb.</summary>
    public string? Client { get; init; }

    /// <summary>What the browser calls itself.</summary>
    public string? Browser { get; init; }

    /// <summary>The zone that the browser is in: the account's, once it is verified.</summary>
    public string? TimeZone { get; init; }
}

/// <summary>A link that works once, goes to one address and is kept only as a hash.</summary>
public sealed class MailedLink
{
    private MailedLink() { }

    private MailedLink(User user, LinkPurpose purpose, string token, DateTime now)
    {
        Id = MailedLinkId.New();
        UserId = user.Id;
        Purpose = purpose;
        TokenHash = Secret.Hash(token);
        AddressKey = user.EmailKey;
        CreatedAt = now;
    }

    public MailedLinkId Id { get; private set; }
    public UserId UserId { get; private set; }
    public LinkPurpose Purpose { get; private set; }
    public string TokenHash { get; private set; } = "";

    /// <summary>The address it proves; worth nothing once the person has another.</summary>
    public string AddressKey { get; private set; } = "";

    /// <summary>For a sign-up's link: what was typed.</summary>
    public PendingSignUp? Pending { get; private set; }

    /// <summary>For a change of address: the new one, which the link goes to and proves.</summary>
    public string? NewEmail { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>Null until the mail provider has accepted the mail: a link must not die in the queue.</summary>
    public DateTime? ExpiresAt { get; private set; }

    public DateTime? UsedAt { get; private set; }

    /// <summary>
    /// An admin made it and hands it over by another way than mail. It did not come to the mailbox, so it proves nothing about it: for an address that is not
    /// verified it opens nothing (law 9).
    /// </summary>
    public bool ByHand { get; private set; }

    /// <returns>The link, and the token for its address, which is nowhere else.</returns>
    public static (MailedLink Link, string Token) ToVerify(User user, PendingSignUp pending, DateTime now)
    {
        var token = Secret.New();
        return (new MailedLink(user, LinkPurpose.Verify, token, now) { Pending = pending }, token);
    }

    /// <returns>The link, and the token for its address, which is nowhere else.</returns>
    public static (MailedLink Link, string Token) ToResetPassword(User user, DateTime now)
    {
        var token = Secret.New();
        return (new MailedLink(user, LinkPurpose.ResetPassword, token, now), token);
    }

    /// <summary>As <see cref="ToResetPassword"/>, to be handed over by an admin: no mail waits for a provider, so its life begins now.</summary>
    public static (MailedLink Link, string Token) ToResetPasswordByHand(User user, DateTime now)
    {
        var (link, token) = ToResetPassword(user, now);
        (link.ByHand, link.ExpiresAt) = (true, now + link.Life);
        return (link, token);
    }

    /// <returns>The link, and the token for its address, which is nowhere else.</returns>
    public static (MailedLink Link, string Token) ToChangeAddress(User user, EmailAddress to, DateTime now)
    {
        var token = Secret.New();
        return (new MailedLink(user, LinkPurpose.ChangeAddress, token, now) { NewEmail = to.Text }, token);
    }

    /// <summary>How long it works after the mail was accepted.</summary>
    public TimeSpan Life => Purpose is LinkPurpose.ResetPassword ? TimeSpan.FromHours(1) : TimeSpan.FromHours(24);

    /// <summary>The provider has accepted the mail: its life begins.</summary>
    public void Delivered(DateTime now) => ExpiresAt ??= now + Life;

    /// <summary>
    /// Whether it still opens anything. One whose mail went out but was not recorded (a crash in between) works too,
    /// no longer than the mail could have waited.
    /// </summary>
    public bool IsAlive(User user, DateTime now) =>
        UsedAt is null && now < (ExpiresAt ?? CreatedAt + Email.OutboundEmail.AccountLife + Life) && user.DisabledAt is null && user.EmailKey == AddressKey && (!ByHand || user.VerifiedAt is not null);

    /// <summary>Whether this browser is the one that signed up.</summary>
    /// <param name="cookie">The sign-up cookie, if it has one.</param>
    public bool BelongsTo(string? cookie) => cookie is not null && Pending?.SessionHash is { } hash && hash == Secret.Hash(cookie);
}
