using System.Net;
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
        await Until.ItIsSoAsync(async () => (await stranger.GetAsync("/health/ready")).StatusCode is HttpStatusCode.OK, "It is not ready again."); // it looks every few seconds
    }
}
