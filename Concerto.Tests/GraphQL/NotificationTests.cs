using System.Text.Json.Nodes;
using Concerto.Tests.Live;
using Concerto.Tests.Notifications;

namespace Concerto.Tests.GraphQL;

/// <summary>What one is told, over the API.</summary>
public sealed class NotificationTests
{
    private const string Mine = "{ viewer { unreadNotificationCount notifications(first: 5) { totalCount nodes { id kind sentence excerpt path readAt actor { name } project { name } song { name } version { number } comment { text } } } } }";

    [OnBothDatabases]
    public async Task The_viewer_sees_what_they_are_told_and_marks_it_read(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var band = await server.BandAsync();
        var note = await server.CommentAsync(band.Mira, band.Version.Id, "@Jonas louder?");
        await server.CommentAsync(band.Mira, band.Version.Id, "Nice");
        var viewer = (await band.Jonas.DataAsync(Mine))["viewer"]!;
        Assert.Equal((2, 2), ((int)viewer["unreadNotificationCount"]!, (int)viewer["notifications"]!["totalCount"]!));
        var mention = viewer["notifications"]!["nodes"]![1]!;
        var id = (string)mention["id"]!;
        mention.AsObject().Remove("id");
        Assert.Equal(
            $$$"""{"kind":"MENTION","sentence":"Mira mentioned you at 01:23","excerpt":"@Jonas louder?","path":"/songs/{{{band.Song.Id}}}?version={{{band.Version.Id}}}\u0026comment={{{note.Id}}}","readAt":null,"actor":{"name":"Mira"},"project":{"name":"Album"},"song":{"name":"Song 01"},"version":{"number":1},"comment":{"text":"@Jonas louder?"}}""",
            mention.ToJsonString());

        Assert.Equal(1, (int)(await band.Jonas.MutateAsync("markNotificationsRead", JsonNode.Parse($$"""{"notificationId":"{{id}}"}""")!, "unreadNotificationCount"))["unreadNotificationCount"]!);
        Assert.Equal("""{"viewer":{"notifications":{"totalCount":1,"nodes":[{"excerpt":"Nice"}]}}}""", (await band.Jonas.DataAsync("{ viewer { notifications(unread: true) { totalCount nodes { excerpt } } } }")).ToJsonString());
        Assert.Equal(0, (int)(await band.Jonas.MutateAsync("markNotificationsRead", new JsonObject(), "unreadNotificationCount"))["unreadNotificationCount"]!);
    }

    [OnBothDatabases]
    public async Task Others_see_nothing_of_it(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var band = await server.BandAsync();
        var data = await band.Jonas.DataAsync("query($id: ID!) { song(id: $id) { project { owner { unreadNotificationCount notifications { totalCount } notificationSettings { timeZone } } } } }", new { id = band.Song.Id.ToString() });
        Assert.Equal("""{"unreadNotificationCount":null,"notifications":null,"notificationSettings":null}""", data["song"]!["project"]!["owner"]!.ToJsonString());
    }

    [OnBothDatabases]
    public async Task Settings_are_changed_all_at_once(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var input = JsonNode.Parse("""{"quiet":["RESOLVED","SHARED"],"mailedAtOnce":["MENTION","SHARED"],"digestHour":null,"timeZone":"Europe/Vienna"}""")!;
        var changed = await mira.MutateAsync("changeNotificationSettings", input, "user { notificationSettings { quiet mailedAtOnce digestHour timeZone nextDigestAt } }");
        Assert.Equal("""{"quiet":["RESOLVED","SHARED"],"mailedAtOnce":["MENTION"],"digestHour":null,"timeZone":"Europe/Vienna","nextDigestAt":null}""", changed["user"]!["notificationSettings"]!.ToJsonString());
    }

    [OnBothDatabases]
    public async Task What_one_is_told_comes_along_a_subscription(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var band = await server.BandAsync();
        using var ear = await SubscriptionTests.StreamAsync(band.Jonas, new { query = "subscription { notifications { kind sentence } }" });
        var heard = ear.NextAsync();
        while (!heard.IsCompleted) // until it listens, or the ear loses patience
        {
            await server.CommentAsync(band.Mira, band.Version.Id, "Hello, @Jonas");
            await Task.WhenAny(heard, Task.Delay(300));
        }
        Assert.Equal("""{"kind":"MENTION","sentence":"Mira mentioned you at 01:23"}""", (await heard).Data["data"]!["notifications"]!.ToJsonString());
    }
}
