using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Notifications;

/// <summary>What one wants to be told of, and how.</summary>
public sealed class NotificationSettingsTests
{
    [OnBothDatabases]
    public async Task They_are_changed_on_their_page_and_are_there_the_next_time(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        using var browser = await mira.SignedInAsync();
        var page = await browser.GetPageAsync("/settings/notifications");
        Assert.Equal(("ByMailAtOnce", "InTheApp", "9", "UTC"), (Chosen(page, "kind-Mention"), Chosen(page, "kind-Comment"), Chosen(page, "digestHour"), page.QuerySelector<IHtmlInputElement>("#timeZone")!.Value));

        using var saved = await browser.PostFormAsync("/settings/notifications", new()
        {
            ["kinds[Mention]"] = "InTheApp", ["kinds[Comment]"] = "NotAtAll", ["kinds[Shared]"] = "ByMailAtOnce", ["digestHour"] = "7", ["timeZone"] = "Europe/Vienna",
        });
        page = await browser.GetPageAsync("/settings/notifications");
        Assert.Equal(("InTheApp", "NotAtAll", "7", "Europe/Vienna"), (Chosen(page, "kind-Mention"), Chosen(page, "kind-Comment"), Chosen(page, "digestHour"), page.QuerySelector<IHtmlInputElement>("#timeZone")!.Value));
        Assert.Matches("^The next one comes (today|tomorrow) at 07:00, if there is something unread then.$", page.QuerySelector("#digest-next")!.TextContent);
        var user = await server.QueryAsync(db => db.Users.SingleAsync(u => u.Id == mira.Id));
        Assert.Equal((NotificationKinds.Comment, NotificationKinds.Shared), (user.Quiet, user.MailedAtOnce));
    }

    [Fact]
    public async Task Law11_a_zone_that_is_none_is_said_beside_it_and_what_was_chosen_stays()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        using var browser = await (await server.NewPersonAsync()).SignedInAsync();
        using var refused = await browser.PostFormAsync("/settings/notifications", new() { ["kinds[Comment]"] = "NotAtAll", ["digestHour"] = "", ["timeZone"] = "Middle/Earth" });
        var page = await Browser.ReadPageAsync(refused);
        Assert.Contains("is not a time zone", page.QuerySelector("#timeZone-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(("Middle/Earth", "NotAtAll", ""), (page.QuerySelector<IHtmlInputElement>("#timeZone")!.Value, Chosen(page, "kind-Comment"), Chosen(page, "digestHour")));
    }

    [Theory]
    [InlineData("kinds[Bogus]", "NotAtAll")]
    [InlineData("kinds[99]", "NotAtAll")]
    [InlineData("kinds[0].Key", "Bogus")]
    [InlineData("kinds[Comment]", "Bogus")]
    [InlineData("digestHour", "noon")]
    public async Task Law11_a_form_that_is_none_of_ours_names_nothing(string field, string value)
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        using var browser = await mira.SignedInAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.PostFormAsync("/settings/notifications", new() { [field] = value, ["timeZone"] = "UTC" })).StatusCode);
    }

    [Theory]
    [InlineData("2026-11-25T07:59", "Europe/Vienna", 9, "2026-11-25T08:00")]
    [InlineData("2026-11-25T08:00", "Europe/Vienna", 9, "2026-11-26T08:00")]
    [InlineData("2026-03-28T12:00", "Europe/Vienna", 2, "2026-03-29T01:00")] // the clocks skip two o’clock
    [InlineData("2026-10-24T12:00", "Europe/Vienna", 2, "2026-10-25T00:00")] // they show it twice: the first time
    [InlineData("2026-11-25T23:30", "Pacific/Auckland", 13, "2026-11-26T00:00")]
    public void The_next_digest_comes_at_that_hour_there(string now, string zone, int hour, string next)
    {
        var user = new User(Name.From("Mira", "name"), EmailAddress.From("mira@example.com"), Utc(now));
        user.Live(Zone.From(zone), hour);
        Assert.Equal(Utc(next), NotificationSettings.Of(user, Utc(now)).NextDigestAt);
        user.Live(Zone.From(zone), null);
        Assert.Null(NotificationSettings.Of(user, Utc(now)).NextDigestAt);

        static DateTime Utc(string text) => DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal);
    }

    [OnBothDatabases]
    public async Task Old_ones_are_tidied_read_ones_after_ninety_days_and_all_after_a_year(string database)
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await ConcertoFixture.StartAsync(database, builder => builder.Services.AddSingleton<TimeProvider>(clock), "--Concerto:Jobs:Enabled=false");
        var band = await server.BandAsync();
        await server.UseAsync((Web.Features.Review.AddComment add) => add.ExecuteAsync(new(band.Version.Id, "One"), band.Mira.Caller, default));
        await server.UseAsync((MarkNotificationsRead mark) => mark.ExecuteAsync(new(), band.Jonas.Caller, default));
        clock.Advance(TimeSpan.FromDays(91));
        await server.UseAsync((Web.Features.Accounts.TidyAccounts tidy) => tidy.ExecuteAsync(default));
        Assert.Equal([band.Sam.Id], await server.QueryAsync(db => db.Notifications.Select(n => n.UserId).ToListAsync()));
        clock.Advance(TimeSpan.FromDays(275));
        await server.UseAsync((Web.Features.Accounts.TidyAccounts tidy) => tidy.ExecuteAsync(default));
        Assert.Empty(await server.QueryAsync(db => db.Notifications.ToListAsync()));
    }

    private static string? Chosen(IDocument page, string id) => ((IHtmlSelectElement)page.GetElementById(id)!).Value;
}
