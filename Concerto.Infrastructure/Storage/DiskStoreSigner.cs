using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Concerto.Domain;
using Microsoft.AspNetCore.Http;

namespace Concerto.Infrastructure.Storage;

/// <summary>
/// Makes and checks the disk store's URLs: <c>PublicUrl/store/KEY?expires=…&amp;…&amp;signature=…</c>. The signature is an HMAC-SHA256 over
/// the method, the key and every field of the query, so none of them can be changed, added or left out.
/// </summary>
internal sealed class DiskStoreSigner(byte[] secret, Uri publicUrl, TimeProvider time)
{
    public const string Expires = "expires";
    private const string Signature = "signature";

    public Uri Sign(string method, string key, DateTime expires, params (string Name, string Value)[] fields)
    {
        var query = Query([.. fields, (Expires, new DateTimeOffset(expires).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture))]);
        var signature = Convert.ToHexStringLower(Mac(method, key, query));
        return new Uri($"{publicUrl.AbsoluteUri.TrimEnd('/')}/store/{key}?{query}&{Signature}={signature}");
    }

    /// <summary>Whether this URL was signed by us for this method, and still holds.</summary>
    public bool Allows(string method, string key, IQueryCollection query)
    {
        var given = new byte[HMACSHA256.HashSizeInBytes];
        var text = query[Signature].ToString();
        if (text.Length != 2 * given.Length || Convert.FromHexString(text, given, out _, out _) != System.Buffers.OperationStatus.Done) return false;
        var signed = Query(query.Where(field => field.Key != Signature).Select(field => (field.Key, field.Value.ToString())));
        return CryptographicOperations.FixedTimeEquals(given, Mac(method, key, signed))
            && long.Parse(query[Expires].ToString(), CultureInfo.InvariantCulture) > new DateTimeOffset(time.Now()).ToUnixTimeSeconds();
    }

    private byte[] Mac(string method, string key, string query) => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{method}\n{key}\n{query}"));

    /// <summary>One spelling for one meaning: sorted, and escaped the same way whatever a client made of it.</summary>
    private static string Query(IEnumerable<(string Name, string Value)> fields) => string.Join('&', fields
        .OrderBy(field => field.Name, StringComparer.Ordinal)
        .Select(field => $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(field.Value)}"));

    /// <summary>
    /// The secret of this data directory, made by whichever process comes first. The file is locked while it is looked at, so that
    /// all end with the same secret, and one that was killed before it had written leaves a short file that the next one fills.
    /// </summary>
    public static byte[] Secret(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = FileLock.Take(path, options);
        var secret = new byte[32];
        if (file.Length == secret.Length)
        {
            file.ReadExactly(secret);
            return secret;
        }
        RandomNumberGenerator.Fill(secret);
        file.SetLength(0);
        file.Write(secret);
        file.Flush(flushToDisk: true);
        return secret;
    }
}
