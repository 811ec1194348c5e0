using System.Net;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Live;
using Concerto.Tests.Sharing;
using Concerto.Web.Features.Notifications;
using Concerto.Web.Features.Review;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Notifications;

/// <summary>What one has not seen: the number on the bell, and what takes it down.</summary>
public sealed class UnreadTests
{
    [OnBothDatabases]
    public async Task Opening_what_a_notification_leads_to_marks_what_was_told_of_it(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var band = await server.BandAsync();
        await server.CommentAsync(band.Mira, band.Version.Id, "One");
        await server.CommentAsync(band.Mira, band.Version.Id, "Two");
        await server.ReadyAsync(band, 2);
        using var browser = await band.Jonas.SignedInAsync();
        Assert.Equal("Notifications, 3 unread", await BellAsync(browser, "/projects"));
        var led = (await server.NoticesAsync(band.Jonas))[^1];
        Assert.Equal("Notifications, 1 unread", await BellAsync(browser, led.Path)); // of the new version one has seen nothing yet
        Assert.Equal("Notifications", await BellAsync(browser, $"/songs/{band.Song.Id}")); // which shows the newest
        Assert.Equal("Notifications, 3 unread", await BellAsync(await band.Sam.SignedInAsync(), "/projects"));
    }

    [OnBothDatabases]
    public async Task Opening_a_shared_project_marks_that_it_was_shared(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, ida) = (await server.NewPersonAsync(), await server.NewPersonAsync("Ida"));
        var project = await server.ProjectAsync(mira, "Album");
        await server.ShareAsync(mira, project, ida.Email);
        using var browser = await ida.SignedInAsync();
        Assert.Equal("Notifications, 1 unread", await BellAsync(browser, "/projects"));
        Assert.Equal("Notifications", await BellAsync(browser, $"/projects/{project.Id}"));
    }

    [OnBothDatabases]
    public async Task The_list_shows_it_grouped_and_marks_one_or_all_without_scripts(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var band = await server.BandAsync();
        await server.CommentAsync(band.Mira, band.Version.Id, "<i>One</i>");
        await server.CommentAsync(band.Mira, band.Version.Id, "@Jonas two");
        using var browser = await band.Jonas.SignedInAsync();
        var page = await browser.GetPageAsync("/notifications");
        Assert.Equal(["Album"], page.QuerySelectorAll(".told-project h2").Select(h => h.TextContent.Trim()));
        Assert.Equal(["Mira mentioned you at 01:23", "Mira wrote a note at 01:23"], page.QuerySelectorAll(".told .name").Select(h => h.TextContent));
        Assert.Equal("<i>One</i>", page.QuerySelectorAll(".told .excerpt")[^1].TextContent);
        Assert.Equal(2, page.QuerySelectorAll(".is-unread").Length);

        using var one = await browser.PostFormAsync("/notifications", form: ".told form");
        Assert.Equal(HttpStatusCode.Redirect, one.StatusCode);
        Assert.Single((await browser.GetPageAsync("/notifications")).QuerySelectorAll(".is-unread"));
        using var all = await browser.PostFormAsync("/notifications", form: ".page-head form");
        page = await browser.GetPageAsync("/notifications");
        Assert.Empty(page.QuerySelectorAll(".is-unread"));
        Assert.Equal("You have seen everything.", page.QuerySelector("#notifications [role=status]")!.TextContent);
    }

    [Fact]
    public async Task Older_ones_are_a_page_further()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var band = await server.BandAsync();
        for (var i = 1; i <= 60; i++) await server.CommentAsync(band.Mira, band.Version.Id, $"Note {i}");
        using var browser = await band.Jonas.SignedInAsync();
        var page = await browser.GetPageAsync("/notifications");
        Assert.Equal(50, page.QuerySelectorAll(".told li").Length);
        page = await browser.GetPageAsync(page.QuerySelector(".more-rows a")!.GetAttribute("href")!);
        Assert.Equal("Note 10,Note 1", string.Join(',', new[] { page.QuerySelectorAll(".excerpt")[0], page.QuerySelectorAll(".excerpt")[^1] }.Select(e => e.TextContent)));
        Assert.Equal("Newest", page.QuerySelector(".more-rows")!.TextContent.Trim());
    }

    [OnBothDatabases]
    public async Task The_bell_is_told_on_every_stream_of_what_comes_and_of_what_was_read_elsewhere(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var band = await server.BandAsync();
        using var browser = await band.Jonas.SignedInAsync();
        using var anywhere = await Ear.ListenAsync(browser, "/notifications/live");
        using var projects = await Ear.ListenAsync(browser, "/projects/live");
        foreach (var ear in new[] { anywhere, projects }) Assert.Equal(0, await ear.NextUnreadAsync());
        await server.CommentAsync(band.Mira, band.Version.Id, "Listen to this");
        foreach (var ear in new[] { anywhere, projects }) Assert.Equal(1, await ear.NextUnreadAsync());
        await server.UseAsync((MarkNotificationsRead mark) => mark.ExecuteAsync(new(), band.Jonas.Caller, default));
        foreach (var ear in new[] { anywhere, projects }) Assert.Equal(0, await ear.NextUnreadAsync());
    }

    [OnBothDatabases]
    public async Task Law10_what_is_not_there_any_more_is_not_counted(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var band = await server.BandAsync();
        var note = await server.CommentAsync(band.Mira, band.Version.Id, "Oops");
        await server.CommentAsync(band.Mira, band.Version.Id, "Well");
        Assert.Equal(2, await CountAsync(server, band.Jonas));
        await server.UseAsync((DeleteComment delete) => delete.ExecuteAsync(new(note.Id), band.Mira.Caller, default));
        Assert.Equal(1, await CountAsync(server, band.Jonas));
        await server.UseAsync((LeaveProject leave) => leave.ExecuteAsync(new(band.Project.Id), band.Jonas.Caller, default));
        Assert.Equal(0, await CountAsync(server, band.Jonas));
    }

    [OnBothDatabases]
    public async Task Law10_somebody_elses_is_not_marked_and_is_as_good_as_none(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var band = await server.BandAsync();
        await server.CommentAsync(band.Mira, band.Version.Id, "For two");
        var jonass = (await server.NoticesAsync(band.Jonas)).Single().Id;
        foreach (var id in new[] { jonass, NotificationId.New() })
            await Assert.ThrowsAsync<NotificationNotFoundException>(() => server.UseAsync((MarkNotificationsRead mark) => mark.ExecuteAsync(new(id), band.Sam.Caller, default)));
        Assert.Equal(1, await CountAsync(server, band.Jonas));
    }

    private static Task<int> CountAsync(Server server, Person person) => server.QueryAsync(db => Unread.CountAsync(db, person.Id, default));

    private static async Task<string?> BellAsync(Browser browser, string path) => (await browser.GetPageAsync(path)).QuerySelector("#bell")!.GetAttribute("aria-label");
}
