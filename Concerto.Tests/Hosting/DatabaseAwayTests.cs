using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MySqlConnector;

namespace Concerto.Tests.Hosting;

public sealed class DatabaseAwayTests
{
    [Fact]
    public async Task While_the_database_is_away_pages_say_so_and_afterwards_everybody_is_still_signed_in()
    {
        var database = new MySqlConnectionStringBuilder(await ConcertoFixture.CreateMariaDbAsync());
        using var line = new Line(database.Server, (int)database.Port);
        (database.Server, database.Port) = ("127.0.0.1", (uint)line.Port);
        await using var server = await ConcertoFixture.StartAsync(ConcertoFixture.MariaDb, settings: $"--Concerto:Database:ConnectionString={database.ConnectionString}");
        var mira = await server.NewPersonAsync();
        using var browser = await mira.SignedInAsync();
        using var stranger = server.NewBrowser();

        line.Cut();
        foreach (var visitor in new[] { browser, stranger })
        {
            var answer = visitor == browser ? await visitor.GetAsync("/projects") : await visitor.GetAsync("/account/verify?token=x");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains("503", (await Browser.ReadPageAsync(answer)).QuerySelector("main")?.TextContent);
        }
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await stranger.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("/health/live")).StatusCode);

        line.Mend();
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/projects")).StatusCode);
        for (var waited = 0; waited < 50 && (await stranger.GetAsync("/health/ready")).StatusCode is not HttpStatusCode.OK; waited++) await Task.Delay(200); // it looks every few seconds
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("/health/ready")).StatusCode);
    }

    /// <summary>A line to a server that can be cut.</summary>
    private sealed class Line : IDisposable
    {
        private readonly string _host;
        private readonly int _port;
        private readonly ConcurrentBag<TcpClient> _open = [];
        private TcpListener _listener = new(IPAddress.Loopback, 0);

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
}
