using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Concerto.Domain.Accounts;

/// <summary>
/// A random text that opens something: given out once, kept only as its SHA-256 (which is enough for 256 random bits,
/// and looked up by index, so that no comparison leaks how much of it was right).
/// </summary>
public static class Secret
{
    /// <summary>The length of a hash, in characters.</summary>
    public const int HashLength = 64;

    /// <summary>32 random bytes in base64url: 43 characters, fit for an address or a cookie.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Whether it could be one that <see cref="New"/> made.</summary>
    public static bool IsWellFormed([NotNullWhen(true)] string? text) => text is { Length: 43 } && Base64Url.IsValid(text, out var bytes) && bytes == 32;

    /// <summary>SHA-256 in hex.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
