using System.Net;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

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

    [Fact]
    public async Task However_many_ask_whether_it_is_ready_it_looks_once_in_five_seconds()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var looks = 0;
        await using var server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.Services.AddHealthChecks().AddCheck("counted", () => Interlocked.Increment(ref looks) == 1 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
        }, "--Concerto:Jobs:Enabled=false");
        using var browser = server.NewBrowser();

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => browser.GetAsync("/health/ready"))), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(1, looks);

        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await browser.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(2, looks);
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
