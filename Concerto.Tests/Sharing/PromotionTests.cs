using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Tests.Email;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Notifications;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Sharing;

/// <summary>Law 9: whoever verifies an address, and however, what waits for it becomes real shares in the same transaction. The old system had a way that skipped it.</summary>
public sealed class PromotionTests
{
    private const string Other = "granite-violin-ninety-clouds";

    /// <summary>Each makes ready what an address is verified by, and gives the act that does it.</summary>
    private static readonly Dictionary<string, Func<Server, string, Task<Func<Task>>>> Ways = new()
    {
        ["the mailed link"] = async (server, email) =>
        {
            var cookie = await server.UseAsync((SignUp signUp) => signUp.ExecuteAsync(new("Nina", email, Server.Password), default));
            var token = await TokenAsync(server, email, "Confirm");
            return () => server.UseAsync((VerifyAddress verify) => verify.ExecuteAsync(new(token, cookie, null), default));
        },
        ["the mailed link in another browser"] = async (server, email) =>
        {
            await server.UseAsync((SignUp signUp) => signUp.ExecuteAsync(new("Nina", email, Server.Password), default));
            var token = await TokenAsync(server, email, "Confirm");
            return () => server.UseAsync((VerifyAddress verify) => verify.ExecuteAsync(new(token, null, Other), default));
        },
        ["a link for a new password"] = async (server, email) =>
        {
            await server.UseAsync((SignUp signUp) => signUp.ExecuteAsync(new("Nina", email, Server.Password), default));
            await server.UseAsync((RequestPasswordReset request) => request.ExecuteAsync(email, default));
            var token = await TokenAsync(server, email, "new password");
            return () => server.UseAsync((ResetPassword reset) => reset.ExecuteAsync(new(token, Other), default));
        },
        ["a mailed invite"] = async (server, email) =>
        {
            var token = await TokenAsync(server, email, "“Album”");
            return () => server.UseAsync((JoinByInvite join) => join.ExecuteAsync(new(token, "Nina", Other), default));
        },
        ["a mailed invite, after a sign-up in advance"] = async (server, email) =>
        {
            await server.UseAsync((SignUp signUp) => signUp.ExecuteAsync(new("Eve", email, Server.Password), default));
            var token = await TokenAsync(server, email, "“Album”");
            return () => server.UseAsync((JoinByInvite join) => join.ExecuteAsync(new(token, "Nina", Other), default));
        },
        ["a change of address"] = async (server, email) =>
        {
            var nina = await server.NewPersonAsync("Nina");
            await server.UseAsync((RequestAddressChange request) => request.ExecuteAsync(new(email, Server.Password), nina.Caller, default));
            var token = await TokenAsync(server, email, "new address");
            return () => server.UseAsync((ChangeAddress change) => change.ExecuteAsync(token, nina.Caller, default));
        },
        ["the verb user add"] = (server, email) => Task.FromResult<Func<Task>>(() => server.UseAsync((AddUser add) => add.ExecuteAsync(new(email, Server.Password, "Nina", Verified: true), default))),
    };

    [OnBothDatabases]
    public async Task Law9_however_an_address_is_verified_all_of_it_happens_or_nothing_wherever_it_fails_and_once(string database)
    {
        var fault = new FaultAtStep();
        await using var server = await ConcertoFixture.StartAsync(database, builder => fault.InDatabase(builder.Services), "--Concerto:Jobs:Enabled=false");
        var (mira, sam) = (await server.NewPersonAsync(), await server.NewPersonAsync("Sam"));
        var (album, demos) = (await server.ProjectAsync(mira, "Album"), await server.ProjectAsync(sam, "Demos"));
        var song = await server.SongOfAsync(demos);
        foreach (var (way, prepare) in Ways)
        {
            var email = Server.NewAddress("nina");
            await server.ShareAsync(mira, album, email, Role.Editor);
            await server.ShareAsync(sam, song, email, Role.Viewer);
            var act = await prepare(server, email);

            var (before, step) = (await server.EverythingAsync(), 1);
            for (; await fault.FailsAsync(step, act); step++) Assert.Equal(before, await server.EverythingAsync());
            Assert.True(step > 8, $"{way}: {step} steps");

            var id = await server.QueryAsync(db => db.Users.Where(u => u.Email == email && u.VerifiedAt != null).Select(u => u.Id).SingleAsync());
            var nina = new Person(server, id, "Nina", email, Caller.Person(id), "");
            Assert.Equal((Role.Editor, Role.Viewer), (await server.RoleAsync(nina, album), await server.RoleAsync(nina, song)));
            Assert.False(await server.QueryAsync(db => db.Invites.AnyAsync(i => i.Address == email)));
            Assert.Equal(["Mira shared Album with you", $"Sam shared {song.Name} with you"], (await server.ToldAsync(nina)).Order(StringComparer.Ordinal));

            // Again it is harmless: the act itself, and what it did.
            var after = await server.EverythingAsync();
            await Assert.ThrowsAnyAsync<DomainException>(act);
            await server.UseAsync((UnitOfWork unitOfWork) => unitOfWork.RunAsync(async db =>
            {
                await PendingInvites.BecomeSharesAsync(db, await db.Users.SingleAsync(u => u.Id == id), TimeProvider.System.Now(), default);
                return await db.SaveChangesAsync();
            }, default));
            Assert.Equal(after, await server.EverythingAsync());
        }
    }

    private static async Task<string> TokenAsync(Server server, string email, string subject)
    {
        await server.DispatchAsync();
        return (await server.MailToAsync(email, subject)).Link().Query["?token=".Length..];
    }
}
