using System.Net;

namespace Concerto.Tests.Hosting;

public sealed class ServerTests
{
    [OnBothDatabases]
    public async Task It_lives_and_is_ready(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        using var browser = server.NewBrowser();

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/health/live")).StatusCode);
        var ready = await browser.GetAsync("/health/ready");
        Assert.Contains("\"status\":\"Healthy\"", await ready.Content.ReadAsStringAsync());
    }

    [OnBothDatabases]
    public async Task A_person_signs_in_and_is_known_until_they_sign_out(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        using var browser = await mira.SignedInAsync();

        Assert.Equal("/projects", (await browser.GetAsync("/account/sign-in")).Headers.Location?.OriginalString);
        await browser.PostFormAsync("/account/sign-out");
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account/sign-in")).StatusCode);
    }
}
