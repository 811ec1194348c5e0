using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

public sealed record SignInInput(string? Email, string? Password);

/// <summary>Checks a password. One answer, in one time, for all that can be wrong; five wrong tries in a row make the account rest.</summary>
public sealed class SignIn(UnitOfWork unitOfWork, Passwords passwords, Audit audit, AccountOptions options, TimeProvider time)
{
    /// <exception cref="InvalidInputException">The address is no address.</exception>
    /// <exception cref="SignInFailedException"/>
    public async Task<SignedIn> ExecuteAsync(SignInInput input, CancellationToken ct)
    {
        var email = EmailAddress.From(input.Email);
        var started = time.GetTimestamp();
        var user = await TakeTryAsync(email, ct);
        var took = time.GetElapsedTime(started);
        var match = passwords.Check(user?.PasswordHash, input.Password);
        if (user is not { IsActive: true } || match is PasswordVerificationResult.Failed)
        {
            // Counting a try, and noting the last one, takes longer than finding nobody to count it for; beside this wait it does not show.
            started = time.GetTimestamp();
            if (user?.LockedUntil is not null) await NoteRestAsync(user.Id, ct);
            took += time.GetElapsedTime(started);
            if (took < options.AnswerTime) await Task.Delay(options.AnswerTime - took, ct);
            throw new SignInFailedException();
        }
        var better = match is PasswordVerificationResult.SuccessRehashNeeded ? passwords.Rehash(input.Password!) : null;
        return await ForgiveTriesAsync(user.Id, user.SecurityStamp, better, ct);
    }

    // Counted before the password is looked at, and hashed outside of any transaction.
    private Task<User?> TakeTryAsync(EmailAddress email, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        var user = await db.Users.SingleOrDefaultAsync(u => u.EmailKey == email.Key, ct);
        if (user?.TakeTry(time.Now()) is not true) return null;
        await db.SaveChangesAsync(ct);
        return user;
    }, ct);

    private Task NoteRestAsync(UserId id, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        audit.Add(db, AuditAction.SignInFailed, null, id, $"{User.MaxTries} wrong passwords in a row: the account rests for {User.Rest.Minutes} minutes");
        await db.SaveChangesAsync(ct);
    }, ct);

    private Task<SignedIn> ForgiveTriesAsync(UserId id, string stamp, string? betterHash, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        // A password that was changed in between is not right any more.
        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == id && u.SecurityStamp == stamp, ct) ?? throw new SignInFailedException();
        user.Rested();
        if (betterHash is not null) user.Rehash(betterHash);
        await db.SaveChangesAsync(ct);
        return SignedIn.As(user);
    }, ct);
}
