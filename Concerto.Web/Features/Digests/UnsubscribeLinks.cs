using System.Buffers.Text;
using System.Security.Cryptography;
using Concerto.Domain.Accounts;
using Concerto.Web.Hosting;
using Microsoft.AspNetCore.DataProtection;

namespace Concerto.Web.Features.Digests;

/// <summary>Addresses that stop a person's digest for whoever has the mail (RFC 8058). They name the person, and never grow old.</summary>
public sealed class UnsubscribeLinks(IDataProtectionProvider protection, PublicLinks links)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Concerto.Unsubscribe");

    public Uri For(UserId person) => links.To($"/unsubscribe/{Base64Url.EncodeToString(_protector.Protect(person.Value.ToByteArray()))}");

    /// <returns>Whose it is; null when it was not made here.</returns>
    public UserId? Read(string token)
    {
        try
        {
            return Base64Url.IsValid(token) && _protector.Unprotect(Base64Url.DecodeFromChars(token)) is { Length: 16 } person ? UserId.From(new Guid(person)) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
