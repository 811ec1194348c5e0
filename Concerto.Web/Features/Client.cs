using System.Net;
using System.Net.Sockets;

namespace Concerto.Web.Features;

/// <summary>Where a request comes from, as far as the network tells; behind <c>Concerto:TrustedProxies</c> that is what they say.</summary>
/// <param name="Key">The address, or the first half of an IPv6 one: who has one of those has 2^64 of them. Null for a verb or a job.</param>
/// <param name="Browser">What it calls itself, cut short; null when it does not say.</param>
public sealed record Client(string? Key, string? Browser)
{
    private const int MaxLength = 300;

    public static readonly Client None = new(null, null);

    public static Client Of(HttpContext http) =>
        new(KeyOf(http.Connection.RemoteIpAddress ?? IPAddress.None), http.Request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? agent[..Math.Min(MaxLength, agent.Length)] : null);

    /// <summary>A key is that of the machine that Concerto runs on, or of a proxy there that is not told of in <c>Concerto:TrustedProxies</c>.</summary>
    public static bool IsHere(string? key) => key is "127.0.0.1" or "::/64";

    private static string KeyOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily is not AddressFamily.InterNetworkV6) return address.ToString();
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return $"{new IPAddress(bytes)}/64";
    }
}
