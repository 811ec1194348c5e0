using System.Net;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Email;
using Concerto.Tests.Email;
using Concerto.Web.Features.Digests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using MimeKit;

namespace Concerto.Tests.Digests;

/// <summary>RFC 8058: who has a digest can stop it, with one request and without signing in; nobody can by looking.</summary>
public sealed class UnsubscribeTests
{
    [OnBothDatabases]
    public async Task A_mail_programs_one_click_stops_the_digest_and_looking_at_the_link_does_not(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var url = server.Services.GetRequiredService<UnsubscribeLinks>().For(mira.Id);
        using var program = new HttpClient();

        var page = await program.GetStringAsync(url);
        Assert.Contains("Stop the daily digest?", page, StringComparison.Ordinal);
        Assert.Equal(9, await HourAsync(server, mira));

        for (var twice = 0; twice < 2; twice++)
        {
            using var answer = await program.PostAsync(url, new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("No more digests", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        Assert.Null(await HourAsync(server, mira));
        Assert.Equal(1, await server.QueryAsync(db => db.AuditEntries.CountAsync(e => e.PersonId == mira.Id && e.Action == AuditAction.DigestStopped)));
    }

    [Fact]
    public async Task The_page_has_a_button_and_a_way_to_another_hour()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        using var stranger = server.NewBrowser();
        var path = server.Services.GetRequiredService<UnsubscribeLinks>().For(mira.Id).PathAndQuery;

        Assert.NotNull((await stranger.GetPageAsync(path)).QuerySelector("main a[href='/settings/notifications']"));
        Assert.DoesNotContain(mira.Email, (await stranger.GetPageAsync(path)).Body!.TextContent, StringComparison.Ordinal); // they may have another than the mail went to
        Assert.Equal(HttpStatusCode.OK, (await stranger.PostFormAsync(path)).StatusCode);
        Assert.Null(await HourAsync(server, mira));
        foreach (var nonsense in new[] { "/unsubscribe/nonsense", $"/unsubscribe/{mira.Id}", path[..^2] })
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(nonsense)).StatusCode);
    }

    [Fact]
    public async Task Every_digest_says_where_in_the_headers_that_mail_programs_read()
    {
        var clock = new FakeTimeProvider(new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero));
        await using var server = await Mailing.StartAsync(ConcertoFixture.Sqlite, clock);
        var choir = await server.ChoirAsync(1);
        await choir.TellAsync();
        await server.RunDigestsAsync();
        await server.DispatchAsync();

        var filed = await server.MailToAsync(choir.People[0].Email);
        using var mail = await MimeMessage.LoadAsync(Path.Combine(server.DataDirectory, "mail", filed.FileName));
        Assert.Equal("List-Unsubscribe=One-Click", mail.Headers["List-Unsubscribe-Post"]);
        using var program = new HttpClient();
        using var answer = await program.PostAsync(mail.Headers["List-Unsubscribe"]!.Trim('<', '>', ' '), new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Null(await server.QueryAsync(db => db.Users.Where(u => u.Id == choir.People[0].Id).Select(u => u.DigestHour).SingleAsync()));
    }

    private static Task<int?> HourAsync(Server server, Person person) => server.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).Select(u => u.DigestHour).SingleAsync());
}
