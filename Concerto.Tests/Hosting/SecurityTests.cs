using System.Net;

namespace Concerto.Tests.Hosting;

public sealed class SecurityTests
{
    [Fact]
    public async Task Every_page_says_what_browsers_may_do_with_it()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        using var browser = server.NewBrowser();
        var store = server.Url.GetLeftPart(UriPartial.Authority); // the disk store is named by the public address

        foreach (var path in new[] { "/account/sign-in", "/no-such-page", "/projects" })
        {
            var headers = (await browser.GetAsync(path)).Headers;
            var csp = headers.GetValues("Content-Security-Policy").Single();
            foreach (var rule in new[] { "default-src 'none'", "script-src 'self'", "img-src 'self' data:", "font-src 'self'", $"connect-src 'self' {store}", $"media-src 'self' {store}", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'" })
                Assert.Contains(rule, csp.Split("; "));
            Assert.Contains("style-src 'self' 'nonce-", csp);
            Assert.DoesNotContain("unsafe", csp);
            Assert.Equal("nosniff", headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("same-origin", headers.GetValues("Cross-Origin-Opener-Policy").Single());
            Assert.Equal("same-origin", headers.GetValues("Referrer-Policy").Single());
            var permissions = headers.GetValues("Permissions-Policy").Single().Split(", ");
            Assert.Contains("autoplay=self", permissions); // the same as (self)
            Assert.Contains("microphone=()", permissions);
            Assert.DoesNotContain(permissions, p => p.StartsWith("web-share", StringComparison.Ordinal)); // Chromium does not know it and says so on every page
            Assert.False(headers.Contains("Server"));
        }
    }

    [Fact]
    public async Task A_bucket_elsewhere_is_named_in_the_policy_and_https_is_for_good()
    {
        await using var server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, settings:
        [
            "--Concerto:Storage:Provider=s3", "--Concerto:Storage:S3:ServiceUrl=https://s3.example:9000/path", "--Concerto:Storage:S3:Bucket=b",
            "--Concerto:Storage:S3:AccessKey=a", "--Concerto:Storage:S3:SecretKey=s", "--Concerto:PublicUrl=https://concerto.example", "--Concerto:TrustedProxies=127.0.0.1",
        ]);
        using var browser = server.NewBrowser();

        var headers = (await browser.GetAsync("/account/sign-in", ("X-Forwarded-Proto", "https"), ("Host", "concerto.example"))).Headers;

        var csp = headers.GetValues("Content-Security-Policy").Single().Split("; ");
        Assert.Contains("connect-src 'self' https://s3.example:9000", csp);
        Assert.Contains("media-src 'self' https://s3.example:9000", csp);
        Assert.Contains("max-age=", headers.GetValues("Strict-Transport-Security").Single());
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        using var browser = await mira.SignedInAsync();

        using var forged = new HttpRequestMessage(HttpMethod.Post, "/account/sign-out") { Content = new FormUrlEncodedContent([]) };
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.SendAsync(forged)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/projects")).StatusCode);
    }

    [Fact]
    public async Task Strangers_get_no_further_than_the_door_and_what_is_not_there_is_a_page_that_says_so()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        using var browser = server.NewBrowser();

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/")).StatusCode);
        Assert.StartsWith("/account/sign-in?", (await browser.GetAsync("/projects")).Headers.Location?.OriginalString);
        var missing = await browser.GetAsync("/no-such-page");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Contains("404", (await Browser.ReadPageAsync(missing)).QuerySelector("main")!.TextContent);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.GetAsync("/store/")).StatusCode); // of no recording at all
    }

    [Fact]
    public async Task Account_forms_are_limited_by_client_address_and_say_when_to_come_back()
    {
        await using var server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, settings: ["--Concerto:Accounts:PostsPerMinute=3", "--Concerto:TrustedProxies=127.0.0.1"]);
        using var browser = server.NewBrowser();
        for (var i = 0; i < 3; i++) Assert.NotEqual(HttpStatusCode.TooManyRequests, await PostAsync("203.0.113.7"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await PostAsync("203.0.113.7"));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account/sign-in", ("X-Forwarded-For", "203.0.113.7"))).StatusCode);
        Assert.NotEqual(HttpStatusCode.TooManyRequests, await PostAsync("203.0.113.8"));

        // One who has an IPv6 address has a network of them.
        for (var i = 0; i < 3; i++) await PostAsync($"2001:db8::{i}");
        Assert.Equal(HttpStatusCode.TooManyRequests, await PostAsync("2001:db8::ffff"));

        async Task<HttpStatusCode> PostAsync(string from)
        {
            var answer = await browser.PostFormAsync("/account/sign-in", new() { ["Email"] = "nobody@example.com", ["Password"] = "x" }, headers: ("X-Forwarded-For", from));
            if (answer.StatusCode is HttpStatusCode.TooManyRequests) Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Whoever_is_no_trusted_proxy_can_not_choose_an_address()
    {
        await using var server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, settings: ["--Concerto:Accounts:PostsPerMinute=3", "--Concerto:TrustedProxies=10.0.0.0/8"]);
        using var browser = server.NewBrowser();
        HttpResponseMessage answer = null!;

        for (var i = 0; i < 4; i++)
            answer = await browser.PostFormAsync("/account/sign-in", new() { ["Email"] = "nobody@example.com", ["Password"] = "x" }, headers: ("X-Forwarded-For", $"203.0.113.{i}"));

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
    }
}
