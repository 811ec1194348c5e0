using Concerto.Domain.Accounts;
using Concerto.Tests.Accounts;
using Concerto.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Admin;

/// <summary>What tests of the admin's desk do.</summary>
internal static class Desk
{
    public const string Other = "granite-violin-ninety-clouds";

    /// <summary>Somebody who signed up, from a browser of their own, and waits for the mail.</summary>
    public static async Task<UserId> SignUpAsync(this Server server, string email, string name = "Sam", string password = Server.Password)
    {
        await server.UseAsync((SignUp signUp) => signUp.ExecuteAsync(new(name, email, password), default));
        return await server.QueryAsync(db => db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync());
    }

    public static Task<Admission> VerifyAsync(this Server server, Person admin, UserId who) => server.UseAsync((VerifyUser verify) => verify.ExecuteAsync(new(who), admin.Caller, default));

    public static Task<ResetLink> ResetLinkAsync(this Server server, Person admin, UserId who) => server.UseAsync((MakeResetLink make) => make.ExecuteAsync(new(who), admin.Caller, default));

    /// <summary>Chooses a password by the link.</summary>
    public static Task ChooseAsync(this Server server, ResetLink link, string password = Other) =>
        server.UseAsync((ResetPassword reset) => reset.ExecuteAsync(new(link.Url.Query["?token=".Length..], password), default));

    public static Task<bool> CanSignInAsync(this Server server, string email, string password = Other) => SignUpTests.CanSignInAsync(server, email, password);

    public static Task<List<AuditAction>> AuditOfAsync(this Server server, UserId person) =>
        server.QueryAsync(db => db.AuditEntries.Where(e => e.PersonId == person).OrderBy(e => e.Sequence).Select(e => e.Action).ToListAsync());
}
