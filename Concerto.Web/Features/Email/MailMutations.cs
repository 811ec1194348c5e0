using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Web.GraphQL;

namespace Concerto.Web.Features.Email;

[FieldsOf<Mutation>]
public static class MailMutations
{
    /// <summary>Sends a mail after all that failed, or may have. For admins.</summary>
    [Fails<MailNotFoundException>, Fails<NotAllowedException>, Fails<MailCannotBeSentException>, Fails<MayArriveTwiceException>]
    public static Task<OutboundEmail> RetryMail(RetryMailInput input, RetryMail useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Gives a mail up. What it would have told somebody of rides in their next digest. For admins.</summary>
    [Fails<MailNotFoundException>, Fails<NotAllowedException>, Fails<MailCannotBeSentException>]
    public static Task<OutboundEmail> DropMail(DropMailInput input, DropMail useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Lets an address have no more mail but what its owner asks for about their account. For admins.</summary>
    [Fails<InvalidInputException>, Fails<NotAllowedException>]
    public static Task<Suppression> Suppress(SuppressInput input, Suppress useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Lets an address have mail again. For admins.</summary>
    [Gives("email"), Fails<InvalidInputException>, Fails<NotAllowedException>]
    public static Task<string> Unsuppress(UnsuppressInput input, Unsuppress useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Lets mail go out again that was stopped or parked, and tries at once what waits because it failed. For admins.</summary>
    [Gives("resumed")]
    public static async Task<bool> ResumeSender(ResumeSender useCase, Caller caller, CancellationToken ct)
    {
        await useCase.ExecuteAsync(caller, ct);
        return true;
    }
}
