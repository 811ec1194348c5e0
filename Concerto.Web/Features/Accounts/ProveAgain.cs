using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <summary>
/// Who changes how an account is got into proves again who they are: an open session alone may be somebody else's doing. Tries count as those at sign-in do.
/// What needs it is for people in a browser and has no GraphQL face: a token, which stands in for both factors, must not be able to take the account along.
/// </summary>
public sealed class ProveAgain(ConcertoDbContext db, SignIn signIn, CheckCode checkCode)
{
    /// <param name="code">Of their app, or a recovery code; looked at when their account wants one.</param>
    /// <exception cref="WrongPasswordException"/>
    /// <exception cref="WrongCodeException"/>
    /// <exception cref="InvalidInputException">The code is missing.</exception>
    public async Task ExecuteAsync(string? password, string? code, Caller caller, CancellationToken ct)
    {
        var person = await PasswordAsync(password, "password", caller, ct);
        if (person.NeedsCode) await checkCode.ExecuteAsync(person, code, ct);
    }

    /// <summary>Their password alone.</summary>
    /// <exception cref="WrongPasswordException"/>
    public async Task<SignedIn> PasswordAsync(string? password, string field, Caller caller, CancellationToken ct)
    {
        var me = caller.Writer;
        var email = await db.Users.Where(u => u.Id == me).Select(u => u.Email).SingleAsync(ct);
        try
        {
            return await signIn.ExecuteAsync(new(email, password), ct);
        }
        catch (SignInFailedException)
        {
            throw new WrongPasswordException(field);
        }
    }
}
