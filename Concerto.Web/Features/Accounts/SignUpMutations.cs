using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Web.GraphQL;

namespace Concerto.Web.Features.Accounts;

[FieldsOf<Mutation>]
public static class SignUpMutations
{
    /// <summary>Makes a link by which one person may sign up, whoever else may, for you to hand over. It works for 7 days and verifies no address. For admins.</summary>
    [Fails<NotAllowedException>, Fails<InvalidInputException>]
    public static Task<DirectSignUp> MakeSignUpLink(MakeSignUpLinkInput input, MakeSignUpLink useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);
}
