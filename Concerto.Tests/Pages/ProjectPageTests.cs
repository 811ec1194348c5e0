using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Concerto.Domain;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Review;
using Concerto.Web.Features.Songs;
using Concerto.Web.Features.Uploads;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Pages;

/// <summary>A project's page and the list of projects, as a browser without scripts has them.</summary>
public sealed class ProjectPageTests
{
    [OnBothDatabases]
    public async Task A_row_says_what_there_is_to_hear_what_is_open_and_who_did_what_last(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var version = await server.UploadAsync(mira, new(ProjectName: "Demos", SongName: "Intro"));
        await server.WaitUntilReadyAsync(version.Id);
        var project = (await server.QueryAsync(db => db.Songs.SingleAsync(s => s.Id == version.SongId))).ProjectId;
        await server.ShareAsync(project, jonas, Role.Commenter);
        await server.UseAsync((AddComment add) => add.ExecuteAsync(new(version.Id, "Less reverb.", 500), jonas.Caller, default));
        using var browser = await mira.SignedInAsync();

        var row = (await browser.GetPageAsync($"/projects/{project}")).QuerySelector(".song-row")!;

        Assert.Equal(["Intro", "00:01", "v1", "1 open"], new[] { ".name", ".length", ".version", ".open" }.Select(part => row.QuerySelector(part)!.TextContent.Trim()));
        Assert.Equal("just now", row.QuerySelector(".when time")!.TextContent);
        Assert.Equal("Jonas", row.QuerySelector(".when .by")!.TextContent);
        Assert.NotEmpty(row.QuerySelector("svg.thumb path")!.GetAttribute("d")!);
        Assert.Equal($"{version.Id}", row.QuerySelector("[data-play]")!.GetAttribute("data-play"));
    }

    [OnBothDatabases]
    public async Task What_only_its_uploader_sees_is_nobody_elses_news(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var song = await server.SongAsync(mira, "Demos", "Intro");
        await server.ShareAsync(song.ProjectId, jonas, Role.Viewer);
        await server.SignAsync(mira, new(SongId: song.Id));
        using var browser = await jonas.SignedInAsync();

        var row = (await browser.GetPageAsync($"/projects/{song.ProjectId}")).QuerySelector(".song-row")!;

        Assert.Equal("", row.QuerySelector(".open")!.TextContent.Trim());
        Assert.Null(row.QuerySelector("[data-play]"));
        Assert.Null(row.QuerySelector(".menu"));
    }

    [OnBothDatabases]
    public async Task An_upload_that_is_given_up_changes_nothing_for_others(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var project = await server.ProjectAsync(mira, "Demos");
        var (song, version, _) = await server.OnlySongAsync(project);
        await server.ShareAsync(project.Id, jonas, Role.Editor);
        await server.CommentAsync(mira, version.Id, "Louder.");
        var upload = await server.SignAsync(jonas, new(SongId: song.Id));
        var before = await ChangedAtAsync();

        await server.UseAsync((AbortUpload abort) => abort.ExecuteAsync(new(upload.Upload.Id), jonas.Caller, default));

        using var browser = await mira.SignedInAsync();
        Assert.Equal("Mira", (await browser.GetPageAsync($"/projects/{project.Id}")).QuerySelector(".song-row .when .by")!.TextContent);
        Assert.Equal(before, await ChangedAtAsync());
        Assert.Equal(jonas.Id, await server.QueryAsync(db => db.Activities.Where(a => a.VersionId == upload.Upload.VersionId).Select(a => a.ActorId!.Value).SingleAsync()));

        Task<DateTime> ChangedAtAsync() => server.QueryAsync(db => db.Songs.Where(s => s.Id == song.Id).Select(s => s.ChangedAt).SingleAsync());
    }

    [OnBothDatabases]
    public async Task Who_was_given_one_song_sees_that_song_the_projects_name_and_nothing_else(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var intro = await server.SongAsync(mira, "Demos", "Intro");
        await server.UseAsync((CreateSong create) => create.ExecuteAsync(new(intro.ProjectId, "Secret"), mira.Caller, default));
        await server.ShareAsync(intro, jonas, Role.Editor);
        using var browser = await jonas.SignedInAsync();

        var page = await browser.GetPageAsync($"/projects/{intro.ProjectId}");

        Assert.Equal("Demos", page.QuerySelector("h1")!.TextContent);
        Assert.Equal("Mira’s. One song of it is shared with you.", page.QuerySelector(".page-head .whose span:last-child")!.TextContent);
        Assert.Equal(["Intro"], page.QuerySelectorAll(".song-row .name").Select(name => name.TextContent));
        Assert.Equal("1 song", page.QuerySelector(".list-head [data-found]")!.TextContent);
        Assert.Null(page.QuerySelector("[data-files], .create, [data-drop]:not([data-drop=''])"));
        Assert.NotNull(page.QuerySelector(".song-row .menu a[href$='/rename']"));
        Assert.DoesNotContain("Secret", page.Source.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Role.Viewer, "you can listen")]
    [InlineData(Role.Commenter, "you can comment")]
    [InlineData(Role.Editor, "you can upload and edit")]
    public async Task Everybody_is_told_what_they_may_do_in_words(Role role, string words)
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var song = await server.SongAsync(mira, "Demos", "Intro");
        await server.ShareAsync(song.ProjectId, jonas, role);
        using var browser = await jonas.SignedInAsync();

        Assert.Contains($"Mira’s, {words}", (await browser.GetPageAsync($"/projects/{song.ProjectId}")).QuerySelector(".page-head")!.TextContent, StringComparison.Ordinal);
        Assert.Contains($"Mira’s, {words}", (await browser.GetPageAsync("/projects")).QuerySelector(".project-row")!.TextContent, StringComparison.Ordinal);
    }

    [OnBothDatabases]
    public async Task Songs_stand_in_the_order_and_the_number_that_the_address_says(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var project = await server.ProjectAsync(mira, "Album", songs: 70);
        await server.LookAsync(db => db.Songs.Where(s => s.ProjectId == project.Id && s.NameKey == "song 33").ExecuteUpdateAsync(s => s.SetProperty(x => x.ChangedAt, TimeProvider.System.Now().AddHours(1))));
        using var browser = await mira.SignedInAsync();

        var page = await browser.GetPageAsync($"/projects/{project.Id}");
        Assert.Equal(("Song 33", 60), (Names(page)[0], Names(page).Count));

        page = await browser.GetPageAsync($"/projects/{project.Id}?sort=name");
        Assert.Equal(["Song 01", "Song 02"], Names(page).Take(2));
        page = await browser.GetPageAsync(page.QuerySelector("[data-more]")!.GetAttribute("href")!);
        Assert.Equal(("Song 70", 70), (Names(page)[^1], Names(page).Count));
        Assert.Null(page.QuerySelector("[data-more]"));
        Assert.Equal("Name", page.QuerySelector(".sort [aria-current=true]")!.TextContent);

        page = await browser.GetPageAsync($"/projects/{project.Id}?sort=name&q=ＳONG 6");
        Assert.Equal("10 of 70 songs", page.QuerySelector(".list-head [data-found]")!.TextContent);
        Assert.Contains("q=", page.QuerySelector<IHtmlAnchorElement>(".sort a")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.Contains("No song is called anything like “nothing”", (await browser.GetPageAsync($"/projects/{project.Id}?q=nothing")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?sort=sideways")]
    [InlineData("?show=-5")]
    [InlineData("?show=999999999")]
    [InlineData("?q=%00")]
    public async Task An_address_that_asks_for_something_odd_is_answered_as_well_as_can_be(string query)
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        var song = await server.SongAsync(mira, "Demos", "Intro");
        using var browser = await mira.SignedInAsync();

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"/projects/{song.ProjectId}{query}")).StatusCode);
    }

    [OnBothDatabases]
    public async Task A_thousand_songs_take_as_many_commands_as_one(string database)
    {
        var log = new Log();
        await using var server = await ConcertoFixture.StartAsync(database, builder => builder.Logging.AddProvider(log).AddFilter<Log>("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Information), "--Concerto:Jobs:Enabled=false");
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var few = await server.ProjectAsync(mira, "Single");
        var many = await server.ProjectAsync(mira, "Library", songs: 1000);
        foreach (var project in new[] { few, many }) await server.ShareAsync(project.Id, jonas, Role.Commenter);

        foreach (var person in new[] { mira, jonas })
        {
            using var browser = await person.SignedInAsync();
            var one = await CommandsAsync(browser, $"/projects/{few.Id}");
            Assert.Equal(one, await CommandsAsync(browser, $"/projects/{many.Id}?show=1020"));
            Assert.InRange(one, 8, 28);
            Assert.Equal(1000, (await browser.GetPageAsync($"/projects/{many.Id}?show=1020")).QuerySelectorAll(".song-row").Length);
        }

        async Task<int> CommandsAsync(Browser browser, string path)
        {
            await browser.GetAsync(path);
            log.Lines.Clear();
            await browser.GetAsync(path);
            Assert.Empty(log.Errors);
            return log.Sql.Count();
        }
    }

    private static List<string> Names(IHtmlDocument page) => [.. page.QuerySelectorAll(".song-row .name").Select(name => name.TextContent)];
}
