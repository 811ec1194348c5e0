using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Domain.Sharing;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Review;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Pages;

/// <summary>The notes of the room as a browser without scripts has them.</summary>
public sealed class NotesTests
{
    [Fact]
    public async Task Law11_a_range_is_typed_and_what_is_wrong_with_it_is_said_with_what_was_typed()
    {
        var (_, mira, version) = await RoomAsync();
        using var browser = await mira.SignedInAsync();

        using var refused = await SendAsync(browser, version, "1:31-1:23", "Twelve bars too many.");
        var page = await Browser.ReadPageAsync(refused);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal("A range ends after it starts: 01:23 is not after 01:31.", page.QuerySelector(".note-form .error")!.TextContent.Trim());
        Assert.Equal(("1:31-1:23", "Twelve bars too many."), (page.QuerySelector<IHtmlInputElement>("#note-at")!.Value, page.QuerySelector("#note-text")!.TextContent));

        using var beyond = await SendAsync(browser, version, "2:59-3:01", "x");
        Assert.Equal("The recording ends at 03:00.", (await Browser.ReadPageAsync(beyond)).QuerySelector(".note-form .error")!.TextContent.Trim());

        using var sent = await SendAsync(browser, version, "1:23-1:31.5", "Twelve bars too many.");
        var note = (await browser.GetPageAsync(sent.Headers.Location!.OriginalString)).QuerySelector(".note.current")!;
        Assert.Equal(("83000", "91500"), (note.GetAttribute("data-ms"), note.GetAttribute("data-end")));
        Assert.Equal("01:23–01:31", note.QuerySelector("a.at")!.TextContent);
    }

    [Fact]
    public async Task Filters_tell_how_many_there_are_and_list_those()
    {
        var (server, mira, version) = await RoomAsync();
        var jonas = await WithAsync(server, version, "Jonas", Role.Commenter);
        var hers = await AddAsync(server, mira, version, "hers");
        await AddAsync(server, jonas, version, "his");
        await AddAsync(server, mira, version, "an answer", parent: await AddAsync(server, jonas, version, "his, and answered", 2_000));
        await server.UseAsync((ResolveComment resolve) => resolve.ExecuteAsync(new(hers), mira.Caller, default));
        using var browser = await mira.SignedInAsync();

        var page = await browser.GetPageAsync($"/songs/{version.SongId}");
        Assert.Equal(["2 open", "1 resolved", "2 mine", "3 in all"], page.QuerySelectorAll("#notes-filters .choices:first-child a").Select(a => a.TextContent));
        Assert.Equal(["his", "his, and answered"], Texts(page));
        Assert.Equal(["hers"], await ListedAsync("Resolved"));
        Assert.Equal(["hers", "his, and answered"], await ListedAsync("Mine"));
        Assert.Equal(["his, and answered", "his", "hers"], await ListedAsync("All&sort=Newest"));

        async Task<IEnumerable<string>> ListedAsync(string notes) => Texts(await browser.GetPageAsync($"/songs/{version.SongId}?notes={notes}"));
    }

    [Fact]
    public async Task Notes_of_older_versions_are_listed_if_one_likes_lead_there_and_are_answered_and_resolved_from_here()
    {
        var (server, mira, first) = await RoomAsync();
        var note = await AddAsync(server, mira, first, "On the first.", 5_000);
        var second = await SecondAsync(server, first, mira);
        await AddAsync(server, mira, second, "On the second.");
        using var browser = await mira.SignedInAsync();
        var here = $"/songs/{first.SongId}?version={second.Id}&notes=Open&versions=All";

        Assert.Equal(["On the second."], Texts(await browser.GetPageAsync($"/songs/{first.SongId}")));
        var page = await browser.GetPageAsync(here);
        Assert.Equal(["On the second.", "On the first."], Texts(page).Order(StringComparer.Ordinal).Reverse());
        var row = page.GetElementById(note.ToString())!;
        Assert.Equal(("v1", ""), (row.QuerySelector("a.chip")!.TextContent, row.GetAttribute("data-ms")));
        var there = await browser.GetPageAsync(row.QuerySelector("a.at")!.GetAttribute("href")!);
        Assert.StartsWith("v1", there.QuerySelector("#versions [aria-current]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("5000", there.GetElementById("listen")!.GetAttribute("data-at"));

        using var answered = await browser.PostFormAsync($"{here}&reply={note}", new() { ["text"] = "Still true." }, ".reply-form");
        Assert.StartsWith(here, answered.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal("Still true.", (await browser.GetPageAsync(answered.Headers.Location!.OriginalString)).QuerySelector(".reply.current .note-text")!.TextContent);
        using var resolved = await PressAsync(browser, page, $"resolve-{note}");
        Assert.Equal(here, resolved.Headers.Location!.OriginalString);
        Assert.Equal(["On the second."], Texts(await browser.GetPageAsync(here)));
    }

    [Fact]
    public async Task A_link_to_a_note_leads_to_its_version_and_lifts_the_filter_that_would_hide_it()
    {
        var (server, mira, first) = await RoomAsync();
        var note = await AddAsync(server, mira, first, "On the first.", 5_000);
        var reply = await AddAsync(server, mira, first, "And its answer.", parent: note);
        await server.UseAsync((ResolveComment resolve) => resolve.ExecuteAsync(new(note), mira.Caller, default));
        await AddAsync(server, mira, first, "Still open.");
        var second = await SecondAsync(server, first, mira);
        using var browser = await mira.SignedInAsync();

        var page = await browser.GetPageAsync($"/songs/{first.SongId}?comment={reply}&notes=Open");
        Assert.Equal("And its answer.", page.QuerySelector(".reply.current .note-text")!.TextContent);
        Assert.Equal("5000", page.GetElementById("listen")!.GetAttribute("data-at"));
        using var elsewhere = await browser.GetAsync($"/songs/{first.SongId}?version={second.Id}&comment={reply}");
        Assert.Equal($"/songs/{first.SongId}?version={first.Id}&comment={reply}", elsewhere.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("83.4", "83400", "")]
    [InlineData("1:23.4", "83400", "")]
    [InlineData("83.4-91", "83400", "91000")]
    [InlineData("the bridge", "", "")]
    [InlineData("", "", "")]
    public async Task A_link_to_a_time_or_a_range_opens_there_and_one_to_nonsense_opens_the_song(string t, string at, string to)
    {
        var (_, mira, version) = await RoomAsync();
        using var browser = await mira.SignedInAsync();
        var listen = (await browser.GetPageAsync($"/songs/{version.SongId}?t={Uri.EscapeDataString(t)}")).GetElementById("listen")!;
        Assert.Equal((at, to), (listen.GetAttribute("data-at"), listen.GetAttribute("data-to")));
    }

    [Fact]
    public async Task Law10_a_link_to_a_note_that_was_taken_back_is_in_another_song_or_is_nonsense_says_one_kind_thing()
    {
        var (server, mira, version) = await RoomAsync();
        var (_, stranger, other) = await RoomAsync();
        var gone = await AddAsync(server, mira, version, "Never mind.");
        await server.UseAsync((DeleteComment delete) => delete.ExecuteAsync(new(gone), mira.Caller, default));
        var theirs = await AddAsync(server, stranger, other, "Secret.");
        using var browser = await mira.SignedInAsync();

        foreach (var link in new[] { gone.ToString(), theirs.ToString(), CommentId.New().ToString(), "nonsense" })
            Assert.Equal("That link leads to a note that is not here any more. It may have been taken back.",
                (await browser.GetPageAsync($"/songs/{version.SongId}?comment={link}")).QuerySelector("#notes-list .notice")?.TextContent.Trim());
    }

    [OnBothDatabases]
    public async Task Hundreds_of_notes_take_as_many_commands_as_one(string database)
    {
        var log = new Log();
        await using var server = await ConcertoFixture.StartAsync(database,
            builder => builder.Logging.AddProvider(log).AddFilter<Log>("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Information), "--Concerto:Jobs:Enabled=false");
        var mira = await server.NewPersonAsync();
        var few = (await server.OnlySongAsync(await server.ProjectAsync(mira, "Few", notes: 2, replies: 1))).Song;
        var many = (await server.OnlySongAsync(await server.ProjectAsync(mira, "Many", notes: 250, replies: 1))).Song;
        using var browser = await mira.SignedInAsync();

        var little = await CommandsAsync(few);
        Assert.Equal(little, await CommandsAsync(many));
        Assert.InRange(little, 5, 18);

        async Task<int> CommandsAsync(Song song)
        {
            var address = $"/songs/{song.Id}?notes=All&versions=All";
            await browser.GetPageAsync(address);
            log.Lines.Clear();
            await browser.GetPageAsync(address);
            return log.Sql.Count();
        }
    }

    /// <summary>A song of three minutes that nothing was uploaded for.</summary>
    private static async Task<(Server Server, Person Mira, SongVersion Version)> RoomAsync()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        var project = await server.ProjectAsync(mira, "Demos", notes: 0);
        return (server, mira, await server.QueryAsync(db => db.Versions.SingleAsync(v => db.Songs.Any(s => s.Id == v.SongId && s.ProjectId == project.Id))));
    }

    private static Task<SongVersion> SecondAsync(Server server, SongVersion first, Person uploader) => server.QueryAsync(async db =>
    {
        var version = Scene.NewVersion(await db.Songs.SingleAsync(s => s.Id == first.SongId), 2, uploader, first.CreatedAt.AddHours(1));
        db.Add(version);
        await db.SaveChangesAsync();
        return version;
    });

    private static async Task<Person> WithAsync(Server server, SongVersion version, string name, Role role)
    {
        var person = await server.NewPersonAsync(name);
        await server.ShareAsync(await server.QueryAsync(db => db.Songs.SingleAsync(s => s.Id == version.SongId)), person, role);
        return person;
    }

    private static async Task<CommentId> AddAsync(Server server, Person by, SongVersion version, string text, int? startMs = null, CommentId? parent = null) =>
        (await server.UseAsync((AddComment add) => add.ExecuteAsync(new(version.Id, text, startMs, ParentId: parent), by.Caller, default))).Id;

    private static Task<HttpResponseMessage> SendAsync(Browser browser, SongVersion version, string at, string text) =>
        browser.PostFormAsync($"/songs/{version.SongId}", new() { ["at"] = at, ["text"] = text }, ".note-form");

    /// <summary>A button that belongs to a form elsewhere on the page.</summary>
    private static Task<HttpResponseMessage> PressAsync(Browser browser, IDocument page, string id)
    {
        var button = page.GetElementById(id)!;
        var form = page.GetElementById(button.GetAttribute("form")!)!;
        var values = form.QuerySelectorAll<IHtmlInputElement>("input").ToDictionary(input => input.Name!, input => input.Value);
        return browser.SendAsync(new(HttpMethod.Post, button.GetAttribute("formaction")!) { Content = new FormUrlEncodedContent(values) });
    }

    private static IEnumerable<string> Texts(IDocument page) => page.QuerySelectorAll("#notes-list .note > div > .note-text").Select(text => text.TextContent);
}
