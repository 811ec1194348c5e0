using System.Net;
using System.Net.Http.Headers;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Concerto.Domain.Projects;
using Concerto.Tests.Accounts;
using Concerto.Tests.Email;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Sharing;
using Concerto.Tests.Uploads;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Admin;

/// <summary>
/// The second incident: the provider refused everything, and for a day nobody could verify an account, accept an invite or reset a password. Law 8: whatever a mailed link does, an admin
/// does by hand; whoever was invited gets in and hears the song, though not one mail goes out.
/// </summary>
public sealed class DeadEndTests : IAsyncLifetime
{
    private FakeResend _resend = null!;
    private Server _server = null!;
    private Person _admin = null!, _mira = null!;
    private SongVersion _version = null!;

    public async Task InitializeAsync()
    {
        _resend = await FakeResend.StartAsync();
        _resend.Always = Fault.WrongKey;
        _server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, null, _resend.Settings);
        (_admin, _mira) = (await _server.NewPersonAsync("Ana", admin: true), await _server.NewPersonAsync());
        _version = await _server.WaitUntilReadyAsync((await _server.UploadAsync(_mira, new(ProjectName: "Demos", SongName: "Intro"))).Id);
    }

    [Fact]
    public async Task Law8_with_no_mail_going_out_who_was_invited_gets_in_by_the_desk_and_hears_the_song()
    {
        var email = await InviteAsync();
        using var admin = await _admin.SignedInAsync();
        using var nina = _server.NewBrowser();

        var signUp = await PostedLinkAsync(admin, "/admin/people/sign-up-link", "main form[method=post]", new() { ["email"] = email });
        Assert.Equal("/account/check-mail", (await nina.PostFormAsync(signUp, SignUpTests.Form(email, Server.Password))).Headers.Location?.OriginalString);

        var person = (await admin.GetPageAsync($"/admin/people?q={email}")).QuerySelector(".person-row .name")!.GetAttribute("href")!;
        await Until.ItIsSoAsync(() => _server.QueryAsync(db => db.MailSenders.AnyAsync(s => s.StoppedAt != null)), "No mail was tried.");
        var known = (await admin.GetPageAsync(person)).QuerySelector("main")!.TextContent;
        Assert.Contains("Invited by Mira", known, StringComparison.Ordinal);
        Assert.Contains("API key is invalid", known, StringComparison.Ordinal); // why the mail did not come
        Assert.Equal(HttpStatusCode.Redirect, (await admin.PostFormAsync(person, form: "form[action$='handler=Verify']")).StatusCode);
        Assert.Contains("One invite is theirs now.", (await admin.GetPageAsync(person)).QuerySelector(".notice.good")!.TextContent, StringComparison.Ordinal);
        var reset = await PostedLinkAsync(admin, person, "form[action$='handler=Link']");

        Assert.Equal(HttpStatusCode.Redirect, (await nina.PostFormAsync(reset, new() { ["Password"] = Desk.Other })).StatusCode);
        await AssertHearsAsync(nina);
        Assert.Empty(_resend.Accepted);
    }

    [Fact]
    public async Task Law8_with_no_mail_going_out_an_invites_copied_link_leads_to_the_song_too_and_a_forgotten_password_is_no_dead_end()
    {
        var email = await InviteAsync();
        using var admin = await _admin.SignedInAsync();
        using var nina = _server.NewBrowser();

        var copied = await admin.PostFormAsync($"/admin/invites?q={email}", form: "form[action*='handler=Link']");
        var invite = PathOf((await admin.GetPageAsync(copied.Headers.Location!.OriginalString)).QuerySelector("#made-link")!);
        var signUp = ((IHtmlAnchorElement)(await nina.GetPageAsync(invite)).QuerySelector("main a[href*='sign-up']")!).PathName + "?invite=" + invite.Split("token=")[1];
        var own = Server.NewAddress("nina"); // the link verifies nobody, so it works with whichever address
        await nina.PostFormAsync(signUp, SignUpTests.Form(own, Server.Password));
        var person = (await admin.GetPageAsync($"/admin/people?q={own}")).QuerySelector(".person-row .name")!.GetAttribute("href")!;
        await admin.PostFormAsync(person, form: "form[action$='handler=Verify']");
        await nina.PostFormAsync(await PostedLinkAsync(admin, person, "form[action$='handler=Link']"), new() { ["Password"] = Desk.Other });
        Assert.Equal($"/songs/{_version.SongId}", (await nina.PostFormAsync(invite)).Headers.Location?.OriginalString);
        await AssertHearsAsync(nina);

        // Some weeks later, the password is forgotten.
        using var elsewhere = _server.NewBrowser();
        await elsewhere.PostFormAsync("/account/forgot", new() { ["Email"] = own });
        await elsewhere.PostFormAsync(await PostedLinkAsync(admin, person, "form[action$='handler=Link']"), new() { ["Password"] = "salt-and-vinegar-on-chips" });
        await AssertHearsAsync(elsewhere);
        Assert.Equal(HttpStatusCode.Redirect, (await nina.GetAsync("/projects")).StatusCode); // a new password ends the old sessions
        Assert.Empty(_resend.Accepted);
    }

    [Fact]
    public async Task Law8_with_no_mail_going_out_an_admins_program_lets_them_in_by_mutations_alone()
    {
        var email = await InviteAsync();
        using var nina = _server.NewBrowser();

        var signUp = await LinkAsync("makeSignUpLink", new { email }, "directSignUp");
        await nina.PostFormAsync(signUp, SignUpTests.Form(email, Server.Password));
        var found = (await _admin.DataAsync("query($s: String) { users(search: $s, filter: WAITING) { nodes { id } } invites(search: $s) { nodes { inviter } } mails(to: $s) { nodes { lane state story } } }", new { s = email }));
        Assert.Equal("Mira", (string)found["invites"]!["nodes"]![0]!["inviter"]!);
        Assert.Equal(2, found["mails"]!["nodes"]!.AsArray().Count);
        var userId = (string)found["users"]!["nodes"]!.AsArray().Single()!["id"]!;

        var admission = (await _admin.DoAsync("verifyUser", new { userId }, "admission { invites needsPassword account { state } }"))["admission"]!;
        Assert.Equal("""{"invites":1,"needsPassword":true,"account":{"state":"ACTIVE"}}""", admission.ToJsonString());
        await nina.PostFormAsync(await LinkAsync("makeResetLink", new { userId }, "resetLink"), new() { ["Password"] = Desk.Other });

        await AssertHearsAsync(nina);
        Assert.Empty(_resend.Accepted);
    }

    /// <summary>Mira shares the song with somebody who has no account; the mail about it is refused.</summary>
    private async Task<string> InviteAsync()
    {
        var email = Server.NewAddress("nina");
        await _server.ShareAsync(_mira, await _server.QueryAsync(db => db.Songs.SingleAsync(s => s.Id == _version.SongId)), email);
        return email;
    }

    /// <summary>The song's page opens, and its recording plays.</summary>
    private async Task AssertHearsAsync(Browser browser)
    {
        var page = await browser.GetPageAsync($"/songs/{_version.SongId}");
        Assert.Equal("Intro", page.QuerySelector("h1")?.TextContent.Trim());
        var audio = await browser.GetAsync($"/versions/{_version.Id}/audio");
        using var store = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Url, audio.Headers.Location!)) { Headers = { Range = new RangeHeaderValue(100, 199) } };
        using var sound = await store.SendAsync(request);
        Assert.Equal(Uploading.Recording[100..200], await sound.Content.ReadAsByteArrayAsync());
    }

    private async Task<string> LinkAsync(string mutation, object input, string field) =>
        new Uri((string)(await _admin.DoAsync(mutation, input, $"{field} {{ url }}"))[field]!["url"]!).PathAndQuery;

    /// <summary>The link that an admin is shown for that form.</summary>
    private static async Task<string> PostedLinkAsync(Browser admin, string page, string form, Dictionary<string, string>? fields = null) =>
        PathOf((await Browser.ReadPageAsync(await admin.PostFormAsync(page, fields, form))).QuerySelector("#made-link")!);

    private static string PathOf(IElement field) => new Uri(field.GetAttribute("value")!).PathAndQuery;

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _resend.DisposeAsync();
    }
}
