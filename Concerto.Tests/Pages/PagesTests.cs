using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Concerto.Domain.Projects;
using Concerto.Web.Features.Projects;
using Concerto.Web.Features.Songs;

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

        var door = (await browser.GetAsync($"/songs/{song}")).Headers.Location!.PathAndQuery;
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

    private static async Task<SongId> NewSongAsync(Server server, Person mira)
    {
        var project = await server.UseAsync((CreateProject create) => create.ExecuteAsync(new("Demos"), mira.Caller, default));
        return (await server.UseAsync((CreateSong create) => create.ExecuteAsync(new(project.Id, "Intro"), mira.Caller, default))).Id;
    }
}
