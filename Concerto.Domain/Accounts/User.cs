using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;

namespace Concerto.Domain.Accounts;

/// <summary>
/// A person. Until their address is verified there is no password on the row: what was typed at sign-up waits in the mailed link,
/// so that whoever registers somebody else's address in advance gains nothing (law 9).
/// </summary>
public sealed class User
{
    /// <summary>Wrong passwords in a row before the account rests.</summary>
    public const int MaxTries = 5;

    /// <summary>What is left of the name of those who have deleted their account.</summary>
    public const string LeftName = "Somebody who left";

    /// <summary>How long it rests. Resetting the password ends the rest at once: it must not lock the owner out.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMinutes(5);

    private User() { }

    public User(Name name, EmailAddress email, DateTime now)
    {
        Id = UserId.New();
        (Name, NameKey) = (name.Text, name.Key);
        (Email, EmailKey) = (email.Text, email.Key);
        SecurityStamp = Secret.New();
        CreatedAt = now;
    }

    /// <summary>Opaque, and the same everywhere.</summary>
    public UserId Id { get; private set; }

    /// <summary>What they are called.</summary>
    public string Name { get; private set; } = "";

    /// <summary>What they are looked for by: see <see cref="Projects.Name.Key"/>. Two people may have one name.</summary>
    public string NameKey { get; private set; } = "";

    public string Email { get; private set; } = "";

    /// <summary>Unique: see <see cref="EmailAddress.Key"/>.</summary>
    public string EmailKey { get; private set; } = "";

    public string? PasswordHash { get; private set; }

    /// <summary>Sessions carry it and end when it changes.</summary>
    public string SecurityStamp { get; private set; } = "";

    public DateTime? VerifiedAt { get; private set; }
    public bool IsAdmin { get; private set; }
    public DateTime? DisabledAt { get; private set; }

    /// <summary>When they deleted their account. The row stays for as long as notes and versions of theirs do; nothing in it says whose it was.</summary>
    public DateTime? LeftAt { get; private set; }

    /// <summary>Tries at the password since the last right one. Each is counted before it is checked, so that fifty at once are still five.</summary>
    public int FailedSignIns { get; private set; }

    public DateTime? LockedUntil { get; private set; }
    public DateTime CreatedAt { get; private set; }

    /// <summary>Since when a code is asked for after the password: see <see cref="Authenticator"/>. Null while none is.</summary>
    public DateTime? TwoFactorSince { get; private set; }

    /// <summary>The IANA name of the zone that their days are counted in, such as <c>Europe/Vienna</c>.</summary>
    public string TimeZone { get; private set; } = Zone.Utc;

    /// <summary>The hour of their day, 0 to 23, at which the digest comes; null for never.</summary>
    public int? DigestHour { get; private set; } = 9;

    /// <summary>What they don't want to be told of at all.</summary>
    public NotificationKinds Quiet { get; private set; }

    /// <summary>What is mailed to them at once, rather than with the digest.</summary>
    public NotificationKinds MailedAtOnce { get; private set; } = NotificationKinds.Mention | NotificationKinds.Shared;

    /// <summary>Verified and not disabled: sessions and tokens work.</summary>
    public bool IsActive => VerifiedAt is not null && DisabledAt is null;

    /// <summary>
    /// The address is theirs, however that became known (law 9). What else follows from it belongs in the same transaction: the use cases' one way here is
    /// <c>Admission</c>.
    /// </summary>
    public void Verify(DateTime now) => VerifiedAt ??= LeftAt is null ? now : null;

    /// <summary>
    /// An admin vouches for the address. Nobody has answered from the mailbox, so no password that was typed before counts: whoever registered the address in
    /// advance gains nothing (law 9).
    /// </summary>
    public void VerifyByHand(DateTime now)
    {
        Verify(now);
        PasswordHash = null;
        EndSessions();
    }

    /// <summary>Another mailbox, which they have shown to be theirs: mailed links to the old one are worth nothing any more.</summary>
    public void ChangeEmail(EmailAddress email) => (Email, EmailKey) = (email.Text, email.Key);

    public void Rename(Name name) => (Name, NameKey) = (name.Text, name.Key);

    /// <summary>A new password ends every session and every rest.</summary>
    public void SetPassword(string hash)
    {
        (PasswordHash, SecurityStamp) = (hash, Secret.New());
        Rested();
    }

    /// <summary>The same password, hashed more strongly: sessions go on.</summary>
    public void Rehash(string hash) => PasswordHash = hash;

    /// <summary>Takes one of the tries at the password; false while the account rests.</summary>
    public bool TakeTry(DateTime now)
    {
        if (LockedUntil > now) return false;
        if (LockedUntil is not null) Rested();
        if (++FailedSignIns >= MaxTries) LockedUntil = now + Rest;
        return true;
    }

    /// <summary>The password was right: no tries are held against the account.</summary>
    public void Rested() => (FailedSignIns, LockedUntil) = (0, null);

    public void TurnOnTwoFactor(DateTime now) => TwoFactorSince = now;

    public void TurnOffTwoFactor() => TwoFactorSince = null;

    public void MakeAdmin() => IsAdmin = true;

    public void BeNoAdmin() => IsAdmin = false;

    /// <summary>Where they live, and when their digest comes.</summary>
    /// <exception cref="InvalidInputException"/>
    public void Live(Zone zone, int? digestHour)
    {
        if (digestHour is < 0 or > 23) throw new InvalidInputException("digestHour", "The digest comes at an hour from 0 to 23, or not at all.");
        (TimeZone, DigestHour) = (zone.Name, digestHour);
    }

    /// <param name="quiet">What they don't want to be told of.</param>
    /// <param name="mailedAtOnce">What is mailed at once.</param>
    public void Tell(NotificationKinds quiet, NotificationKinds mailedAtOnce) => (Quiet, MailedAtOnce) = (quiet, mailedAtOnce);

    /// <summary>Every session ends on its next request.</summary>
    public void EndSessions() => SecurityStamp = Secret.New();

    /// <summary>Ends sessions and tokens on the next request; nothing of theirs is deleted.</summary>
    public void Disable(DateTime now) => (DisabledAt, SecurityStamp) = (DisabledAt ?? now, Secret.New());

    /// <summary>They may sign in again. What was shared with their address meanwhile becomes theirs: see law 9.</summary>
    public void Enable() => DisabledAt = null;

    /// <summary>They have deleted their account: the address is free again, and nobody signs in to it any more.</summary>
    public void Leave(DateTime now)
    {
        (LeftAt, VerifiedAt, PasswordHash, SecurityStamp) = (now, null, null, Secret.New());
        (Name, NameKey, Email, EmailKey) = (LeftName, "", "", Id.ToString()); // a key that no address has
        (IsAdmin, TwoFactorSince, TimeZone, DigestHour) = (false, null, Zone.Utc, null);
        Rested();
    }
}
