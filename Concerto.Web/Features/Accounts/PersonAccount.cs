using Concerto.Domain.Accounts;

namespace Concerto.Web.Features.Accounts;

/// <summary>How far somebody is from signing in.</summary>
public enum AccountState
{
    /// <summary>They can sign in.</summary>
    Active,

    /// <summary>Nobody has shown that the address is theirs yet.</summary>
    Waiting,

    /// <summary>An admin has shut them out.</summary>
    Disabled,
}

/// <summary>Which accounts are listed.</summary>
public enum AccountFilter
{
    /// <summary>All of them.</summary>
    Everybody,

    /// <summary>Those whose address nobody has verified.</summary>
    Waiting,

    /// <summary>Those who look after Concerto, also when they are disabled.</summary>
    Admins,

    /// <summary>Those whom an admin has shut out.</summary>
    Disabled,
}

/// <summary>A person as admins see them. Songs are not part of it.</summary>
/// <param name="Id">The same as the person's: what takes a userId takes it.</param>
/// <param name="Name">What they are called.</param>
/// <param name="Email">Their address.</param>
/// <param name="State">Whether they can sign in.</param>
/// <param name="IsAdmin">Whether they look after Concerto.</param>
/// <param name="HasPassword">False for who was verified by hand and has not chosen one.</param>
/// <param name="JoinedAt">When the address was first signed up.</param>
/// <param name="VerifiedAt">When the address became theirs; null while it has not.</param>
/// <param name="DisabledAt">When an admin shut them out; null when none has.</param>
public sealed record PersonAccount(UserId Id, string Name, string Email, AccountState State, bool IsAdmin, bool HasPassword, DateTime JoinedAt, DateTime? VerifiedAt, DateTime? DisabledAt)
{
    internal static PersonAccount Of(User user) => new(
        user.Id, user.Name, user.Email, user switch { { DisabledAt: not null } => AccountState.Disabled, { VerifiedAt: null } => AccountState.Waiting, _ => AccountState.Active },
        user.IsAdmin, user.PasswordHash is not null, user.CreatedAt, user.VerifiedAt, user.DisabledAt);
}
