using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Web.GraphQL;

namespace Concerto.Web.Features.Accounts;

/// <summary>What admins do about people. A token needs the scope “admin”.</summary>
[FieldsOf<Mutation>]
public static class AccountMutations
{
    /// <summary>Verifies an address by hand, as its mailed link would: invites that wait for it become the person's. A password typed at sign-up does not count; make a reset link then. Doing it again changes nothing. For admins.</summary>
    [Fails<NotAllowedException>, Fails<UserNotFoundException>, Fails<NotActiveException>]
    public static Task<Admission> VerifyUser(VerifyUserInput input, VerifyUser useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Makes a link with which the person chooses a password, for you to hand over another way than mail. It works once, for an hour, and verifies nothing. For admins.</summary>
    [Fails<NotAllowedException>, Fails<UserNotFoundException>, Fails<NotActiveException>]
    public static Task<ResetLink> MakeResetLink(MakeResetLinkInput input, MakeResetLink useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Shuts somebody out: sessions and tokens end on the next request. Nothing of theirs is deleted. For admins, but not on themselves.</summary>
    [Fails<NotAllowedException>, Fails<UserNotFoundException>, Fails<NotYourselfException>, Fails<LastAdminException>]
    public static Task<PersonAccount> DisableUser(DisableUserInput input, DisableUser useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Lets somebody back in. What was shared with their address meanwhile becomes theirs. For admins.</summary>
    [Fails<NotAllowedException>, Fails<UserNotFoundException>]
    public static Task<Admission> EnableUser(EnableUserInput input, EnableUser useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Makes somebody an admin. It opens nobody's songs to them. For admins.</summary>
    [Fails<NotAllowedException>, Fails<UserNotFoundException>, Fails<NotActiveException>]
    public static Task<PersonAccount> MakeAdmin(MakeAdminInput input, MakeAdmin useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Makes an admin somebody like everybody else. The last one who can sign in stays. For admins.</summary>
    [Fails<NotAllowedException>, Fails<UserNotFoundException>, Fails<LastAdminException>]
    public static Task<PersonAccount> RemoveAdmin(RemoveAdminInput input, RemoveAdmin useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Signs somebody out in every browser. Password and tokens stay as they are. For admins.</summary>
    [Fails<NotAllowedException>, Fails<UserNotFoundException>]
    public static Task<PersonAccount> EndSessions(EndSessionsInput input, EndSessions useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);
}
