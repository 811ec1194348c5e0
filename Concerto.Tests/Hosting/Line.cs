using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Concerto.Tests.Hosting;

/// <summary>A line to a server that can be cut.</summary>
internal sealed class Line : IDisposable
{
    private readonly string _host;
    private readonly int _port;
    private readonly ConcurrentBag<TcpClient> _open = [];
    private TcpListener _listener = new(IPAddress.Loopback, Server.FreePort()); // the same again when it is mended

    public Line(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync(_listener);
    }

    public int Port { get; }

    public void Cut()
    {
        _listener.Stop();
        while (_open.TryTake(out var client)) client.Dispose();
    }

    public void Mend()
    {
        _listener = new(IPAddress.Loopback, Port);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var here = await listener.AcceptTcpClientAsync();
                var there = new TcpClient();
                await there.ConnectAsync(_host, _port);
                _open.Add(here);
                _open.Add(there);
                _ = PumpAsync(here, there);
                _ = PumpAsync(there, here);
            }
        }
        catch (SocketException)
        {
            // The line was cut.
        }
    }

    private static async Task PumpAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream());
            to.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException or InvalidOperationException)
        {
            // The line was cut.
        }
    }

    public void Dispose() => Cut();
}
