using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <param name="Name">What you are called: 1 to 200 characters.</param>
public sealed record ChangeProfileInput(string Name);

/// <summary>What others see of the caller.</summary>
public sealed class ChangeProfile(UnitOfWork unitOfWork)
{
    /// <exception cref="InvalidInputException"/>
    public Task<User> ExecuteAsync(ChangeProfileInput input, Caller caller, CancellationToken ct)
    {
        var (me, name) = (caller.Writer, Name.From(input.Name, "name"));
        return unitOfWork.RunAsync(async db =>
        {
            var user = await db.Users.SingleAsync(u => u.Id == me, ct);
            user.Rename(name);
            await db.SaveChangesAsync(ct);
            return user;
        }, ct);
    }
}
