using System.Net;
using System.Text.RegularExpressions;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Tests.Digests;
using Concerto.Tests.Email;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Sharing;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Digests;
using Concerto.Web.Features.Review;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Accounts;

/// <summary>Ways to get at what is somebody else's, over all kinds of mails and links. What concerns one kind is with its own tests.</summary>
public sealed partial class TakeoverTests
{
    private const string Other = "granite-violin-ninety-clouds", Evil = "evil.example";

    private readonly FakeTimeProvider _clock = new(new(2027, 3, 10, 9, 1, 0, TimeSpan.Zero));

    [OnBothDatabases]
    public async Task A_scanner_that_opens_every_link_of_every_mail_changes_nothing_and_each_works_afterwards(string database)
    {
        await using var server = await Mailing.StartAsync(database, _clock);
        using var phone = server.NewBrowser();
        var post = await PostAsync(server, phone);
        var links = post.Links();
        foreach (var kind in new[] { "/account/verify?", "/account/reset?", "/account/invite?", "/account/change-address?", "/account/sign-up?link=", "/account/sign-in", "/account/forgot", "/unsubscribe/", "/projects/", "/songs/", "/notifications", "/settings/" })
            Assert.Contains(links, link => link.PathAndQuery.StartsWith(kind, StringComparison.Ordinal));

        var before = await server.EverythingAsync();
        using var scanner = server.NewBrowser();
        foreach (var link in links.Concat(links))
            foreach (var method in new[] { HttpMethod.Head, HttpMethod.Get })
            {
                using var answer = await scanner.SendAsync(new(method, link.PathAndQuery));
                Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Redirect, $"{method} {link}: {answer.StatusCode}");
            }
        Assert.Equal(before, await server.EverythingAsync());

        using var reader = server.NewBrowser();
        using var miras = await post.Mira.SignedInAsync();
        using var visitor = server.NewBrowser();
        Assert.Equal("/projects", (await phone.PostFormAsync(Path("/account/verify?"))).Headers.Location!.OriginalString);
        Assert.Equal("/settings", (await miras.PostFormAsync(Path("/account/change-address?"))).Headers.Location!.OriginalString);
        Assert.StartsWith("/projects/", (await reader.PostFormAsync(post.Mailed("/account/invite?"), new() { ["Name"] = "Nina", ["Password"] = Other }, "main form")).Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal("/account/check-mail", (await visitor.PostFormAsync(Path("/account/sign-up?link="), SignUpTests.Form(Server.NewAddress(), Other), "main form")).Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await visitor.PostFormAsync(Path("/unsubscribe/"))).StatusCode);
        Assert.Equal("/projects", (await visitor.PostFormAsync(Path("/account/reset?"), new() { ["Password"] = Other })).Headers.Location!.OriginalString);

        string Path(string start) => links.First(link => link.PathAndQuery.StartsWith(start, StringComparison.Ordinal)).PathAndQuery;
    }

    [Fact]
    public async Task Every_mail_has_text_and_a_page_for_light_and_for_dark_and_one_button_that_leads_where_the_text_does()
    {
        await using var server = await Mailing.StartAsync(ConcertoFixture.Sqlite, _clock);
        using var phone = server.NewBrowser();
        foreach (var mail in (await PostAsync(server, phone)).Mails)
        {
            var page = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(mail.Html, default);
            var button = Assert.Single(page.QuerySelectorAll("a.button"));
            Assert.Contains($"{button.TextContent}:\n{button.GetAttribute("href")}\n", mail.Text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
            Assert.Equal("light dark", page.QuerySelector("meta[name=color-scheme]")!.GetAttribute("content"));
            Assert.Contains("@media (prefers-color-scheme: dark)", page.QuerySelector("style")!.TextContent, StringComparison.Ordinal);
            Assert.Equal(mail.Subject.Contains("shared", StringComparison.Ordinal) || mail.Subject.Contains("mentioned", StringComparison.Ordinal), mail.From.Contains("via Concerto", StringComparison.Ordinal));
        }
    }

    [OnBothDatabases]
    public async Task Law9_who_copies_a_link_for_somebody_elses_address_gets_no_account_with_it_whatever_they_send(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mallory, mira, nina) = (await server.NewPersonAsync("Mallory"), await server.NewPersonAsync(), Server.NewAddress("Nina"));
        var (bait, secret) = (await server.ProjectAsync(mallory, "Bait"), await server.ProjectAsync(mira, "Secret"));
        await server.ShareAsync(mira, secret, nina);
        var entry = await server.ShareAsync(mallory, bait, nina);
        var link = (await server.UseAsync((CopyInviteLink copy) => copy.ExecuteAsync(new(entry.Id), mallory.Caller, default))).Url.PathAndQuery;

        // Nobody signed in: the page has no form to join by, so they write one.
        using var browser = server.NewBrowser();
        var token = (await browser.GetPageAsync("/account/sign-up")).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var joined = await browser.SendAsync(new(HttpMethod.Post, link) { Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = token, ["Name"] = "Nina", ["Password"] = Other, ["Address"] = nina, ["Email"] = nina }) });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, joined.StatusCode);
        Assert.False(await server.QueryAsync(db => db.Users.AnyAsync(u => u.Email == nina)));

        // Signed in as themselves, and by a sign-up with the address in advance.
        await server.UseAsync((AcceptInvite accept) => accept.ExecuteAsync(link["/account/invite?token=".Length..], mallory.Caller, default));
        await browser.PostFormAsync($"/account/sign-up?invite={link["/account/invite?token=".Length..]}", SignUpTests.Form(nina, Server.Password), "main form");
        Assert.False(await SignUpTests.CanSignInAsync(server, nina, Server.Password));
        Assert.Null(await server.RoleAsync(mallory, secret));
        Assert.Equal((true, false), await server.QueryAsync(async db => (await db.Invites.AnyAsync(i => i.ProjectId == secret.Id), await db.Shares.AnyAsync(h => h.ProjectId == secret.Id))));
    }

    [Fact]
    public async Task The_forged_host_of_a_request_reaches_no_mail_no_page_and_no_redirect()
    {
        await using var server = await Mailing.StartAsync(ConcertoFixture.Sqlite, _clock);
        using var phone = server.NewBrowser();
        (string, string)[] forged = [("Host", Evil), ("X-Forwarded-Host", Evil), ("Forwarded", $"host={Evil}"), ("X-Forwarded-Proto", "https"), ("X-Original-Host", Evil)];
        var post = await PostAsync(server, phone, forged);
        foreach (var mail in post.Mails) Assert.DoesNotContain(Evil, mail.Text + mail.Html + mail.From, StringComparison.OrdinalIgnoreCase);
        Assert.All(post.Links(), link => Assert.Equal(server.Url.Authority, link.Authority));

        using var stranger = server.NewBrowser();
        using var miras = await post.Mira.SignedInAsync();
        using var adas = await post.Ada.SignedInAsync();
        string[] pages =
        [
            "/", "/projects", $"/projects/{post.Album.Id}", $"/projects/{post.Album.Id}/share", "/notifications", "/settings", "/settings/security", "/settings/notifications", "/settings/account", "/developers", "/admin/mail", "/admin/invites", "/admin/jobs",
            "/account/sign-in", "/account/sign-up", "/account/forgot", "/account/check-mail", "/nowhere", "/health/ready", "/graphql/schema", .. post.Links().Select(link => link.PathAndQuery),
        ];
        foreach (var browser in new[] { stranger, miras, adas })
            foreach (var page in pages)
            {
                using var answer = await browser.GetAsync(page, forged);
                Assert.DoesNotContain(Evil, $"{page}: {answer.Headers}{answer.Content.Headers}{await answer.Content.ReadAsStringAsync()}", StringComparison.OrdinalIgnoreCase);
            }

        await miras.PostFormAsync($"/projects/{post.Album.Id}/share", null, "form[action*='handler=Link']", forged);
        Assert.StartsWith($"{server.Url}account/invite?", (await miras.GetPageAsync($"/projects/{post.Album.Id}/share")).QuerySelector("#made-link")!.GetAttribute("value"), StringComparison.Ordinal);
    }

    /// <summary>One mail of each kind that leads somewhere, and the links that are made to be handed over; asked for on the pages, where there is one.</summary>
    /// <param name="phone">The browser in which somebody signs up.</param>
    /// <param name="headers">What the requests have in them.</param>
    private static async Task<Post> PostAsync(Server server, Browser phone, params (string, string)[] headers)
    {
        var (mira, jonas, ada, sam) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"), await server.NewPersonAsync("Ada", admin: true), await server.NewPersonAsync("Sam"));
        var (album, nina, mirasNext) = (await server.ProjectAsync(mira, "Album"), Server.NewAddress("nina"), Server.NewAddress("next"));
        using var miras = await mira.SignedInAsync();
        var song = await server.SongOfAsync(album);

        await phone.PostFormAsync("/account/sign-up", SignUpTests.Form(Server.NewAddress("newcomer"), Server.Password), headers: headers);
        await phone.PostFormAsync("/account/sign-up", SignUpTests.Form(jonas.Email, Server.Password), headers: headers);
        await phone.PostFormAsync("/account/forgot", new() { ["Email"] = jonas.Email }, headers: headers);
        await miras.PostFormAsync($"/projects/{album.Id}/share", new() { ["addresses"] = $"{nina}, {jonas.Email}", ["role"] = "Commenter" }, "form.share-form", headers);
        await miras.PostFormAsync($"/songs/{song.Id}/share", new() { ["addresses"] = jonas.Email, ["role"] = "Commenter" }, "form.share-form", headers);
        await miras.PostFormAsync("/settings", new() { ["email"] = mirasNext, ["password"] = Server.Password }, "form[action*=Address]", headers);
        await server.OpenAsync(jonas, album);
        var version = await server.QueryAsync(db => db.Versions.Where(v => v.SongId == song.Id).Select(v => v.Id).FirstAsync());
        await server.UseAsync((AddComment add) => add.ExecuteAsync(new(version, "@Jonas louder?", 1_000), mira.Caller, default));
        await server.UseAsync((AddComment add) => add.ExecuteAsync(new(version, "Softer?", 1_000), mira.Caller, default));
        await server.UseAsync((ChangePassword change) => change.ExecuteAsync(new(Server.Password, Server.Password + "-too"), sam.Caller, default));
        await server.UseAsync((RunDigests run) => run.ExecuteAsync(default));
        await server.DispatchAsync();

        var invited = await server.QueryAsync(db => db.Invites.Select(i => i.Id).SingleAsync());
        var copied = await server.UseAsync((CopyInviteLink copy) => copy.ExecuteAsync(new(CollaboratorId.From(invited.Value)), mira.Caller, default));
        var direct = await server.UseAsync((MakeSignUpLink make) => make.ExecuteAsync(new(), ada.Caller, default));
        var mails = await server.Services.GetRequiredService<Concerto.Infrastructure.Email.MailFolder>().ListAsync(default);
        return new(mira, ada, album, mails, [copied.Url, direct.Url, server.Services.GetRequiredService<UnsubscribeLinks>().For(jonas.Id)]);
    }

    private sealed record Post(Person Mira, Person Ada, Project Album, IReadOnlyList<Concerto.Infrastructure.Email.FiledMail> Mails, IReadOnlyList<Uri> HandedOver)
    {
        /// <summary>Every address in any mail, in its text and in its page.</summary>
        public IReadOnlyList<Uri> Links() => [.. HandedOver.Concat(Mails.SelectMany(mail => Address().Matches(mail.Text + WebUtility.HtmlDecode(mail.Html)).Select(m => new Uri(m.Value)))).Distinct()];

        public string Mailed(string start) => Mails.Select(mail => mail.Link().PathAndQuery).First(path => path.StartsWith(start, StringComparison.Ordinal));
    }

    [GeneratedRegex("""https?://[^\s"<>]+""")]
    private static partial Regex Address();
}
