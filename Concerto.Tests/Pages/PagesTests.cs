using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Projects;
using Concerto.Web.Features.Songs;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Pages;

/// <summary>Pages as a browser without scripts has them.</summary>
public sealed class PagesTests
{
    [Fact]
    public async Task A_page_has_no_inline_script_or_style()
    {
        var mira = await (await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite)).NewPersonAsync();
        using var browser = await mira.SignedInAsync();

        foreach (var path in new[] { "/", "/account/forgot", "/projects", "/dev/look", "/dev/mail", "/nowhere" })
        {
            var page = await browser.GetPageAsync(path);
            Assert.Empty(page.QuerySelectorAll("style, [style], script:not([src])"));
            Assert.DoesNotContain(page.All.SelectMany(e => e.Attributes), a => a.Name.StartsWith("on", StringComparison.Ordinal) || a.Name.StartsWith("hx-on", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_name_that_is_taken_is_said_beside_the_field_with_what_was_typed()
    {
        var mira = await (await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite)).NewPersonAsync();
        using var browser = await mira.SignedInAsync();
        await browser.PostFormAsync("/projects", new() { ["name"] = "Demos" });

        var again = await browser.PostFormAsync("/projects", new() { ["name"] = " DEMOS " });
        var page = await Browser.ReadPageAsync(again);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        var field = page.QuerySelector<IHtmlInputElement>("input[name=name]")!;
        Assert.Equal(" DEMOS ", field.Value);
        Assert.Equal("“DEMOS” is taken. Choose another name.", page.GetElementById(field.GetAttribute("aria-describedby")!)!.TextContent.Trim());
    }

    [Theory]
    [InlineData("/projects/nonsense")]
    [InlineData("/songs/nonsense")]
    [InlineData("/songs/{song}?version=nonsense")]
    [InlineData("/songs/{song}?version={song}")]
    [InlineData("/versions/nonsense/rename")]
    [InlineData("/comments/nonsense/edit")]
    public async Task What_does_not_exist_is_a_page_that_says_so(string path)
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        using var browser = await mira.SignedInAsync();
        var song = await NewSongAsync(server, mira);

        var answer = await browser.GetAsync(path.Replace("{song}", song.ToString(), StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("Nothing plays here", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_stranger_is_led_to_the_sign_in_and_back()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        var song = await NewSongAsync(server, mira);
        using var browser = server.NewBrowser();

        var door = (await browser.GetAsync($"/songs/{song}")).Headers.Location!.OriginalString;
        var back = await browser.PostFormAsync(door, new() { ["email"] = mira.Email, ["password"] = Server.Password });

        Assert.Equal($"/songs/{song}", back.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_song_is_renamed_and_deleted_without_scripts()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        var song = await NewSongAsync(server, mira);
        using var browser = await mira.SignedInAsync();

        await browser.PostFormAsync($"/songs/{song}/rename", new() { ["name"] = "Outro" });
        Assert.Equal("Outro", (await browser.GetPageAsync($"/songs/{song}")).QuerySelector("h1")!.TextContent);

        var gone = await browser.PostFormAsync($"/songs/{song}/delete");
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/songs/{song}")).StatusCode);
        Assert.Contains("The song is deleted.", (await browser.GetPageAsync(gone.Headers.Location!.OriginalString)).QuerySelector("[data-toast]")!.TextContent);
    }

    [Fact]
    public async Task A_page_that_waits_for_a_version_that_is_gone_leaves_for_the_song_and_without_a_song_for_the_projects()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        var song = await NewSongAsync(server, mira);
        using var browser = await mira.SignedInAsync();

        foreach (var (of, to) in new[] { (song, $"/songs/{song}"), (SongId.New(), "/projects") })
        {
            var answer = await browser.GetAsync($"/songs/{of}?handler=State&version={VersionId.New()}&was=Analysing", ("HX-Request", "true"));
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
            Assert.Contains($"\"path\":\"{to}\"", answer.Headers.GetValues("HX-Location").Single(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_is_in_one_song_is_not_told_when_the_rest_of_its_project_changed()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var song = await server.SongAsync(mira, "Demos", "Intro");
        var then = new DateTime(2025, 5, 3, 8, 0, 0, DateTimeKind.Utc);
        await server.LookAsync(async db =>
        {
            await db.Songs.Where(s => s.Id == song.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.ChangedAt, then));
            db.Shares.Add(Share.Of(song, jonas.Id, jonas.Email, Role.Viewer, then));
            await db.SaveChangesAsync();
        });
        using var browser = await jonas.SignedInAsync();

        Assert.Equal("3 May 2025", await ChangedAsync());
        await server.ShareAsync(song.ProjectId, jonas, Role.Viewer);
        Assert.Equal("just now", await ChangedAsync());

        async Task<string> ChangedAsync() => (await browser.GetPageAsync("/projects")).QuerySelector(".project-row .when")!.TextContent.Trim();
    }

    [Fact]
    public async Task A_copy_that_could_not_be_made_is_said_to_have_failed()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        var version = await server.UploadAsync(mira, new(ProjectName: "Demos", SongName: "Intro"));
        await server.WaitUntilRenderedAsync(version.Id); // else the worker's own word may come after the one that is put into its mouth here
        using var browser = await mira.SignedInAsync();
        await server.LookAsync(db => db.Versions.Where(v => v.Id == version.Id).ExecuteUpdateAsync(v => v.SetProperty(x => x.Rendition, RenditionStatus.Failed)));

        var page = await browser.GetPageAsync($"/songs/{version.SongId}");
        Assert.Contains("No light copy (AAC) could be made", page.GetElementById("version-card")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("original", page.GetElementById("listen")!.GetAttribute("data-renditions"));

        await server.LookAsync(db => db.Versions.Where(v => v.Id == version.Id).ExecuteUpdateAsync(v => v.SetProperty(x => x.Measurements!.PlaysInBrowsers, false)));
        page = await browser.GetPageAsync($"/songs/{version.SongId}");
        Assert.Contains("A copy that browsers can play could not be made.", page.GetElementById("listen")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("being made", page.GetElementById("listen")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_largest_file_is_said_as_it_is_set()
    {
        await using var server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, settings: "--Concerto:Upload:MaxBytes=3221225472");
        var mira = await server.NewPersonAsync();
        using var browser = await mira.SignedInAsync();

        var page = await browser.GetPageAsync("/projects");
        Assert.Contains("up to 3 GB", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(("3221225472", "3 GB"), (page.DocumentElement.GetAttribute("data-most"), page.DocumentElement.GetAttribute("data-most-said")));
    }

    private static async Task<SongId> NewSongAsync(Server server, Person mira)
    {
        var project = await server.UseAsync((CreateProject create) => create.ExecuteAsync(new("Demos"), mira.Caller, default));
        return (await server.UseAsync((CreateSong create) => create.ExecuteAsync(new(project.Id, "Intro"), mira.Caller, default))).Id;
    }
}
