using System.Text;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Concerto.Web.Features.Accounts;

/// <summary>Which passwords are taken, and how they are kept (PBKDF2 by ASP.NET Core Identity's hasher).</summary>
public sealed class Passwords(AccountOptions options)
{
    public const int MinLength = 12, MaxLength = 200;
    private const int StrongEnough = 3; // of zxcvbn's 0 to 4: months for who has stolen the hashes
    private const int Judged = 100; // characters; judging takes longer than it is worth beyond

    private static readonly User Anyone = null!; // the hasher takes a person and looks at none

    private readonly PasswordHasher<User> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = options.PasswordIterations }));
    private string? _nobodys;

    /// <summary>The hash to keep.</summary>
    /// <param name="password">As typed.</param>
    /// <param name="about">The person's name and address, which are easily guessed.</param>
    /// <exception cref="InvalidInputException">Too short, too long or too easily guessed.</exception>
    public string Hash(string? password, params IEnumerable<string> about)
    {
        password ??= "";
        var length = password.EnumerateRunes().Count();
        if (length < MinLength) throw Invalid($"A password needs at least {MinLength} characters; this one has {length}. A few unrelated words do well.");
        if (length > MaxLength) throw Invalid($"A password has at most {MaxLength} characters.");
        if (!password.IsNormalizable()) throw Invalid("That password has characters in it that are not text.");
        var judgement = Zxcvbn.Zxcvbn.MatchPassword(password[..Math.Min(Judged, password.Length)], about.SelectMany(Words).ToList());
        if (judgement.Score < StrongEnough) throw Invalid($"That password is easily guessed. A few unrelated words do well.");
        return Rehash(password);
    }

    /// <summary>The hash of a password that was accepted before.</summary>
    public string Rehash(string password) => _hasher.HashPassword(Anyone, Normalized(password));

    /// <summary>Whether it is the password. Takes its time also when there is no hash, so that nobody learns that.</summary>
    public PasswordVerificationResult Check(string? hash, string? password)
    {
        password ??= "";
        if (password.Length > 2 * MaxLength || !password.IsNormalizable()) password = "";
        _nobodys ??= Rehash(Secret.New());
        var result = _hasher.VerifyHashedPassword(Anyone, hash ?? _nobodys, Normalized(password));
        return hash is null ? PasswordVerificationResult.Failed : result;
    }

    // The same é from another keyboard is the same password.
    private static string Normalized(string password) => password.Normalize(NormalizationForm.FormKC);

    private static IEnumerable<string> Words(string text) => text.Split([' ', '@', '.', '-', '_', '+'], StringSplitOptions.RemoveEmptyEntries).Append(text).Append("concerto");

    private static InvalidInputException Invalid(string message) => new("password", message);
}
