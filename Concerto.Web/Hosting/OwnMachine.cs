using System.Net;

namespace Concerto.Web.Hosting;

/// <summary>Who sits at the machine that this runs on, where nobody else is served.</summary>
public static class OwnMachine
{
    /// <summary>
    /// Whether the request comes from this machine, to an address of this machine (not to a name that somebody pointed at it), and
    /// <c>Concerto:PublicUrl</c> says that nobody comes from elsewhere, not even through a proxy here.
    /// </summary>
    public static bool IsAsking(HttpContext http, ConcertoOptions options) =>
        http.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from) && IsLoopback(http.Request.Host.Host) && IsLoopback(new Uri(options.PublicUrl).Host);

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
