using System.Reflection;
using Concerto.Web;
using Concerto.Web.GraphQL;

namespace Concerto.Tests.GraphQL;

/// <summary>What people can do by pages, programs can do by the API: each use case has a face in the schema, or a reason for having none.</summary>
public sealed class UseCaseTests
{
    private static readonly (string Why, string[] UseCases)[] Elsewhere =
    [
        ("Who does this has no token yet: it is how one comes to have an account and a session.",
            ["SignUp", "SignIn", "CheckCode", "StartSession", "ResendVerification", "RequestPasswordReset", "LookAtSignUp"]),
        ("A link that was mailed or handed over is opened by a person in a browser; what is in it must not go through other programs.",
            ["LookAtLink", "VerifyAddress", "ResetPassword", "ChangeAddress", "CancelAddressChange", "LookAtInvite", "AcceptInvite", "JoinByInvite", "StopDigest"]),
        ("It takes the account's password, or holds who is signed in where: a token must not be able to take the account along.",
            ["ProveAgain", "ChangePassword", "RequestAddressChange", "TurnOnTwoFactor", "TurnOffTwoFactor", "RenewRecoveryCodes", "EndSession", "EndOtherSessions", "DeleteAccount"]),
        ("It is done along the way: by project and song, by shareProject and shareSong, by mails, mailBudget, mailSender and suppressions.",
            ["NoteOpened", "ShareWithPeople", "LookAtMail", "MailDelay"]),
        ("It runs by itself; runJob runs the jobs among them.",
            ["AnalyseNext", "CollectExpiredUploads", "DeleteObjects", "EmptyBin", "RunDigests", "TidyAccounts", "TidyLedger"]),
        ("The mail provider calls it, with its signature.", ["RecordDelivery"]),
        ("It is for whoever runs the server, as a verb.", ["AddUser", "SeedDemo"]),
    ];

    [Fact]
    public void Every_use_case_is_in_the_schema_or_has_a_reason_not_to_be()
    {
        var types = typeof(ConcertoApp).Assembly.GetTypes();
        var useCases = types.Where(t => t is { IsSealed: true, IsAbstract: false, IsNested: false } && t.Namespace?.StartsWith("Concerto.Web.Features", StringComparison.Ordinal) is true && t.GetMethods().Any(m => m.Name == "ExecuteAsync"));
        var faces = types.Where(t => t.GetCustomAttributes().Any(a => a.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(FieldsOfAttribute<>)))
            .SelectMany(t => t.GetMethods()).SelectMany(m => m.GetParameters()).Select(p => p.ParameterType).ToHashSet();
        Assert.Equal(Elsewhere.SelectMany(e => e.UseCases).Order(), useCases.Where(t => !faces.Contains(t)).Select(t => t.Name).Order());
    }
}
