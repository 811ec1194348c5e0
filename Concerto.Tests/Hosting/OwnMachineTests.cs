using System.Net;
using Concerto.Web;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Hosting;
using Microsoft.AspNetCore.Http;

namespace Concerto.Tests.Hosting;

public sealed class OwnMachineTests
{
    [Theory]
    [InlineData("127.0.0.1", "localhost:5080", "http://localhost:5080", true)]
    [InlineData("::1", "[::1]:5080", "http://[::1]:5080", true)]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1:5080", "http://127.0.0.1:5080", true)]
    [InlineData("192.168.1.7", "localhost:5080", "http://localhost:5080", false)] // somebody in the same network
    [InlineData("127.0.0.1", "localhost:5080", "https://concerto.example", false)] // through a proxy on this machine
    [InlineData("127.0.0.1", "concerto.example", "http://localhost:5080", false)] // the same, misconfigured; or a name that a hostile page pointed here
    [InlineData("127.0.0.1", "localhost.evil.example", "http://localhost:5080", false)]
    [InlineData(null, "localhost:5080", "http://localhost:5080", false)]
    public void Only_who_sits_at_it_is_at_the_machine_itself(string? from, string host, string publicUrl, bool own)
    {
        var http = new DefaultHttpContext { Request = { Host = new(host) }, Connection = { RemoteIpAddress = from is null ? null : IPAddress.Parse(from) } };

        Assert.Equal(own, OwnMachine.IsAsking(http, new() { PublicUrl = publicUrl }));
    }

    [Fact]
    public async Task The_mails_are_shown_in_development_at_the_machine_itself_and_nowhere_else()
    {
        var own = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        await using var site = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, settings: "--Concerto:PublicUrl=http://concerto.example");
        await using var production = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, settings: "--environment=Production");

        Assert.Equal(HttpStatusCode.OK, await LookAsync(own));
        Assert.Equal(HttpStatusCode.NotFound, await LookAsync(site));
        Assert.Equal(HttpStatusCode.NotFound, await LookAsync(production));

        static async Task<HttpStatusCode> LookAsync(Server server)
        {
            using var browser = server.NewBrowser();
            return (await browser.GetAsync("/dev/mail")).StatusCode;
        }
    }

    [Fact]
    public async Task A_mails_html_is_shown_alone_in_a_sandbox_with_its_own_styles()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        await server.UseAsync((RequestPasswordReset request) => request.ExecuteAsync(mira.Email, default));
        var mail = await server.MailToAsync(mira.Email);
        using var browser = server.NewBrowser();
        using var shown = await browser.GetAsync($"/dev/mail/html?file={mail.FileName}");

        Assert.StartsWith("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'", shown.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(mail.Html, await shown.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/dev/mail/html?file=../concerto.db")).StatusCode);
    }
}
