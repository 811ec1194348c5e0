using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Email;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Email;

/// <summary>A mail server knows no keys: what it may have is never given to it again by itself.</summary>
public sealed class SmtpTests
{
    private readonly FakeTimeProvider _clock = Mailing.Noon();

    [Fact]
    public async Task A_mail_arrives_with_its_headers()
    {
        await using var smtp = new SmallSmtpServer();
        await using var server = await StartAsync(smtp);
        await server.WriteAsync(MailLane.Digest, to: "mira@example.com", unsubscribe: new("https://concerto.example/u?t=1"));
        Assert.Equal(1, await server.DispatchAsync());
        var mail = Assert.Single(smtp.Mails);
        foreach (var line in new[] { "To: mira@example.com", "Subject: A mail in the lane Digest", "List-Unsubscribe: <https://concerto.example/u?t=1>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click", "Content-Type: text/html" })
            Assert.Contains(line, mail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DATA", "451 Later", MailState.Queued)]
    [InlineData("RCPT", "550 No such mailbox", MailState.Dead)]
    [InlineData(".", "554 Looks like spam", MailState.Dead)]
    [InlineData(".", "452 Full", MailState.Queued)]
    [InlineData("MAIL", "", MailState.Queued)] // hangs up before anything was handed over
    [InlineData(".", "", MailState.Unknown)] // and after
    public async Task Every_answer_and_none_has_its_meaning(string at, string answer, MailState expected)
    {
        await using var smtp = new SmallSmtpServer { At = at, Answer = answer };
        await using var server = await StartAsync(smtp);
        var mail = await server.WriteAsync(MailLane.Account);
        await server.DispatchAsync();
        Assert.Equal((expected, expected is not MailState.Unknown), ((await server.MailAsync(mail)).State, (await server.MailAsync(mail)).InDoubtSince is null));

        smtp.At = "";
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(expected is MailState.Queued ? 1 : 0, await server.DispatchAsync());
    }

    [Theory]
    [InlineData("RCPT", "450 Greylisted, come back later", false)]
    [InlineData("MAIL", "421 Too many connections", true)]
    public async Task A_mailbox_that_is_not_ready_is_no_outage(string at, string answer, bool isOutage)
    {
        await using var smtp = new SmallSmtpServer { At = at, Answer = answer };
        await using var server = await StartAsync(smtp);
        var mail = await server.WriteAsync(MailLane.Account);
        await server.DispatchAsync();
        Assert.Equal(MailState.Queued, (await server.MailAsync(mail)).State);
        Assert.Equal(isOutage, await server.QueryAsync(db => db.MailSenders.AnyAsync(s => s.FailingSince != null)));
    }

    [Fact]
    public async Task A_sender_that_is_refused_stops_all_mail()
    {
        await using var smtp = new SmallSmtpServer { At = "MAIL", Answer = "550 You may not send" };
        await using var server = await StartAsync(smtp);
        await server.WriteAsync(3, MailLane.Account);
        await server.DispatchAsync();
        await server.DispatchAsync();
        Assert.Equal((1, 3), (smtp.Sessions, await server.CountAsync(MailLane.Account, MailState.Queued)));
    }

    [OnBothDatabases]
    public async Task A_lease_that_ended_means_unknown_at_once(string database)
    {
        await using var server = await Mailing.StartAsync(database, _clock, new Scripted((_, _) => throw new IOException("The process is killed here.")) { KeysLive = TimeSpan.Zero });
        var mail = await server.WriteAsync(MailLane.Account);
        await Assert.ThrowsAsync<IOException>(server.DispatchAsync);
        _clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(0, await server.DispatchAsync());
        Assert.Equal(MailState.Unknown, (await server.MailAsync(mail)).State);
    }

    [Fact]
    public void A_wrong_configuration_is_one_line()
    {
        Assert.Equal("Concerto:Email:Smtp:Host is missing; the provider smtp needs a server.", new EmailOptions { Provider = "smtp" }.Problem());
        Assert.Equal("Concerto:Email:Resend:ApiKey is missing; the provider resend needs a key that may send.", new EmailOptions { Provider = "resend" }.Problem());
        Assert.Equal("Concerto:Email:Smtp:Tls is None, and the password would cross the network in the clear.", new SmtpOptions { Host = "mail.example.com", User = "u", Password = "p", Tls = SmtpTls.None }.Problem());
        Assert.Equal("Concerto:Email:Resend:WebhookSecret is not one: it begins with whsec_.", new ResendOptions { ApiKey = "re_x", WebhookSecret = "secret" }.Problem());
        Assert.Equal("Concerto:Email:Budget:AccountReservePercent is 50; it goes from 0 to ReservePercent, which is 40.", new BudgetOptions { AccountReservePercent = 50 }.Problem());
    }

    private Task<Server> StartAsync(SmallSmtpServer smtp) => Mailing.StartAsync(ConcertoFixture.Sqlite, _clock, null,
        "--Concerto:Email:Provider=smtp", "--Concerto:Email:Smtp:Host=127.0.0.1", $"--Concerto:Email:Smtp:Port={smtp.Port}", "--Concerto:Email:Smtp:Tls=None", "--Concerto:Email:From=Concerto <mail@concerto.example>");

    /// <summary>As much of a mail server as it takes to be sent to.</summary>
    private sealed class SmallSmtpServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _loop;

        public SmallSmtpServer()
        {
            _listener.Start();
            _loop = LoopAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;
        public ConcurrentQueue<string> Mails { get; } = [];
        public int Sessions { get; private set; }

        /// <summary>The command that is answered otherwise; “.” is the message's end.</summary>
        public string At { get; set; } = "";

        /// <summary>How; nothing hangs up.</summary>
        public string Answer { get; set; } = "";

        private async Task LoopAsync()
        {
            while (true)
            {
                try
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    Sessions++;
                    await ServeAsync(client);
                }
                catch (IOException)
                {
                    // the client has left
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException)
                {
                    return;
                }
            }
        }

        private async Task ServeAsync(TcpClient client)
        {
            using var reader = new StreamReader(client.GetStream());
            await using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true, NewLine = "\r\n" };
            await writer.WriteLineAsync("220 small");
            while (await reader.ReadLineAsync() is { } line)
            {
                var command = line.Split(' ')[0];
                if (command == At && command != "." && !await OtherwiseAsync(writer)) return;
                if (command == At && command != ".") continue;
                if (command == "QUIT") return;
                await writer.WriteLineAsync(command == "DATA" ? "354 go on" : "250 ok");
                if (command != "DATA") continue;
                var mail = new List<string>();
                while (await reader.ReadLineAsync() is { } text && text != ".") mail.Add(text);
                if (At == "." && !await OtherwiseAsync(writer)) return;
                if (At == ".") continue;
                Mails.Enqueue(string.Join('\n', mail));
                await writer.WriteLineAsync("250 taken");
            }
        }

        private async Task<bool> OtherwiseAsync(StreamWriter writer)
        {
            if (Answer == "") return false;
            await writer.WriteLineAsync(Answer);
            return true;
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _loop;
        }
    }
}
