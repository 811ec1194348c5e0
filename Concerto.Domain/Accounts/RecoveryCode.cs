using System.Security.Cryptography;

namespace Concerto.Domain.Accounts;

/// <summary>
/// What lets somebody in who has lost their app: kept on paper, works once. 120 random bits, so that, like every other <see cref="Accounts.Secret"/>, it is kept as a
/// plain SHA-256 and looked up by it.
/// </summary>
public sealed class RecoveryCode
{
    /// <summary>How many one gets at a time.</summary>
    public const int Count = 10;

    private const int Length = 24;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's: nothing that looks like something else

    private RecoveryCode() { }

    public UserId UserId { get; private set; }
    public string CodeHash { get; private set; } = "";
    public DateTime? UsedAt { get; private set; }

    /// <returns>Their rows, and the codes themselves, which are shown once.</returns>
    public static (IReadOnlyList<RecoveryCode> Rows, IReadOnlyList<string> Codes) Issue(UserId user)
    {
        var codes = Enumerable.Range(0, Count).Select(_ => RandomNumberGenerator.GetString(Alphabet, Length)).ToList();
        return ([.. codes.Select(code => new RecoveryCode { UserId = user, CodeHash = Secret.Hash(code) })], [.. codes.Select(code => string.Join('-', code.Chunk(4).Select(four => new string(four))))]);
    }

    /// <summary>The hash of a code as somebody typed it; null when it can't be one.</summary>
    public static string? HashOf(string? typed)
    {
        var code = new string([.. (typed ?? "").ToLowerInvariant().Where(c => c is not ('-' or ' ')).Select(c => c switch { 'o' => '0', 'i' or 'l' => '1', _ => c })]);
        return code.Length == Length && code.All(Alphabet.Contains) ? Secret.Hash(code) : null;
    }

    public void Use(DateTime now) => UsedAt = now;
}
