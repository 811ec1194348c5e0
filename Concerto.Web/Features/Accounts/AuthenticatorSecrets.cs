using System.Security.Cryptography;
using Concerto.Domain.Accounts;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using OtpNet;

namespace Concerto.Web.Features.Accounts;

/// <summary>A secret that is not on anybody's account yet: somebody is about to put it into their app.</summary>
/// <param name="Ticket">Carries it from the page that shows it to the one that takes the code. Only for the person that it was made for.</param>
/// <param name="Key">As one types it into an app.</param>
/// <param name="Address">As a camera reads it, or a phone follows it: <c>otpauth://…</c></param>
public sealed record NewAuthenticator(string Ticket, string Key, string Address);

/// <summary>What an authenticator app and the server share, protected while it lies in the database or in a page; and which codes follow from it.</summary>
public sealed class AuthenticatorSecrets(IDataProtectionProvider protection, TimeProvider time)
{
    private const int Bytes = 20; // as RFC 4226 has it
    private static readonly VerificationWindow Tolerance = new(previous: 1, future: 1); // for clocks that are a little off, and slow typists

    public NewAuthenticator New(UserId person, string email) => Show(person, email, KeyGeneration.GenerateRandomKey(Bytes));

    /// <summary>The same once more; null when it was not made here for that person.</summary>
    public NewAuthenticator? Again(UserId person, string email, string? ticket) => Open(person, ticket) is { } secret ? Show(person, email, secret) : null;

    /// <summary>What is kept of it; null when it was not made here for that person.</summary>
    public byte[]? ToKeep(UserId person, string? ticket) => Open(person, ticket) is { } secret ? Kept(person).Protect(secret) : null;

    /// <summary>The half minute to which a code belongs, if it is one of now; null for a wrong one.</summary>
    public long? StepOf(UserId person, byte[] kept, string? code)
    {
        var figures = new string([.. (code ?? "").Where(c => !char.IsWhiteSpace(c))]);
        if (figures.Length != 6 || !figures.All(char.IsAsciiDigit)) return null;
        try
        {
            return new Totp(Kept(person).Unprotect(kept)).VerifyTotp(time.GetUtcNow().UtcDateTime, figures, out var step, Tolerance) ? step : null;
        }
        catch (CryptographicException)
        {
            return null; // the keys are lost: then recovery codes are what is left
        }
    }

    private NewAuthenticator Show(UserId person, string email, byte[] secret)
    {
        var key = Base32Encoding.ToString(secret).TrimEnd('=');
        var ticket = WebEncoders.Base64UrlEncode(OnItsWay(person).Protect(secret));
        return new(ticket, string.Join(' ', key.Chunk(4).Select(four => new string(four))), $"otpauth://totp/Concerto:{Uri.EscapeDataString(email)}?secret={key}&issuer=Concerto");
    }

    private byte[]? Open(UserId person, string? ticket)
    {
        try
        {
            return OnItsWay(person).Unprotect(WebEncoders.Base64UrlDecode(ticket ?? ""));
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private IDataProtector Kept(UserId person) => protection.CreateProtector("Concerto.Authenticator", person.ToString());
    private IDataProtector OnItsWay(UserId person) => protection.CreateProtector("Concerto.NewAuthenticator", person.ToString());
}
