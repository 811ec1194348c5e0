using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Web.GraphQL;

namespace Concerto.Web.Features.Accounts;

/// <summary>Password, address, second factor and the end of an account are for people in a browser: see <see cref="ProveAgain"/>.</summary>
[FieldsOf<Mutation>]
public static class SettingsMutations
{
    /// <summary>Changes what others see of you. Password, address, two-factor and the account's end are changed in a browser, with your password: a token must not be able to take the account along.</summary>
    [Fails<InvalidInputException>]
    public static Task<User> ChangeProfile(ChangeProfileInput input, ChangeProfile useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Turns two-factor off for somebody who has lost app and recovery codes. For admins. The person is told; their password stays as it is.</summary>
    [Fails<UserNotFoundException>, Fails<NotAllowedException>]
    public static Task<User> RemoveTwoFactor(RemoveTwoFactorInput input, RemoveTwoFactor useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);
}
