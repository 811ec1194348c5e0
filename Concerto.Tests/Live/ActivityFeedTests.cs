using Concerto.Domain;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Tests.Hosting;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Live;
using MySqlConnector;

namespace Concerto.Tests.Live;

public sealed class ActivityFeedTests
{
    [OnBothDatabases]
    public async Task What_another_process_commits_is_heard_without_anybody_saying_so(string database)
    {
        await using var server = await StartAsync(database);
        var song = await server.SongAsync(await server.NewPersonAsync(), "Demos", "Intro");
        using var listener = server.Feed().Listen();
        await listener.BegunAsync(default);

        await HappenAsync(server, song); // past the unit of work, which would raise the signal
        Assert.Equal((ActivityKind.SongRenamed, "Intro"), (await NextAsync(listener)) is { } heard ? (heard.Kind, heard.Song) : default);
    }

    [Fact]
    public async Task While_nobody_listens_nobody_asks_the_database()
    {
        await using var server = await StartAsync(ConcertoFixture.Sqlite);
        var song = await server.SongAsync(await server.NewPersonAsync(), "Demos", "Intro");
        var feed = server.Feed();
        Assert.Equal(0, feed.Looks);

        using (var listener = feed.Listen()) await listener.BegunAsync(default);
        await Until.ItIsSoAsync(() => feed.Listeners == 0, "Who has left is still counted.");
        await Until.ItIsSoAsync(async () =>
        {
            var looks = feed.Looks;
            await HappenAsync(server, song);
            await Task.Delay(2_500); // one more look may have been on its way at first: then not in the next ones
            return feed.Looks == looks;
        }, "It goes on looking.");
    }

    [Fact]
    public async Task A_slow_listener_loses_what_waits_and_is_told()
    {
        await using var server = await StartAsync(ConcertoFixture.Sqlite);
        var song = await server.SongAsync(await server.NewPersonAsync(), "Demos", "Intro");
        using var slow = server.Feed().Listen(capacity: 2);
        using var quick = server.Feed().Listen();
        await slow.BegunAsync(default);
        await quick.BegunAsync(default);

        for (var i = 0; i < 4; i++) await HappenAsync(server, song);
        for (var i = 0; i < 4; i++) await NextAsync(quick);
        Assert.True(slow.TryTake(out var nothing, out var lost));
        Assert.Null(nothing);
        await HappenAsync(server, song);
        var next = await NextAsync(quick);
        Assert.Equal((next.Sequence - 1, next.Sequence), (lost!.Highest, (await NextAsync(slow)).Sequence));
    }

    [Fact]
    public async Task After_the_database_was_away_it_goes_on_where_it_was()
    {
        var database = new MySqlConnectionStringBuilder(await ConcertoFixture.CreateMariaDbAsync());
        var direct = database.ConnectionString;
        using var line = new Line(database.Server, (int)database.Port);
        (database.Server, database.Port) = ("127.0.0.1", (uint)line.Port);
        await using var server = await ConcertoFixture.StartAsync(ConcertoFixture.MariaDb, settings: [$"--Concerto:Database:ConnectionString={database.ConnectionString}", "--Concerto:Roles=web"]);
        var song = await server.SongAsync(await server.NewPersonAsync(), "Demos", "Intro");
        using var listener = server.Feed().Listen();
        await listener.BegunAsync(default);

        line.Cut();
        await using (var elsewhere = new MySqlConnection(direct))
        {
            await elsewhere.OpenAsync();
            await using var write = new MySqlCommand("INSERT INTO Activities (At, Kind, ProjectId) SELECT NOW(6), 'ProjectRenamed', Id FROM Projects", elsewhere);
            await write.ExecuteNonQueryAsync();
        }
        await Task.Delay(1500); // it looks, in vain
        line.Mend();
        Assert.Equal((ActivityKind.ProjectRenamed, song.ProjectId), (await NextAsync(listener)) is { } heard ? (heard.Kind, heard.Activity.ProjectId) : default);
    }

    private static Task<Server> StartAsync(string database) => ConcertoFixture.StartAsync(database, settings: "--Concerto:Roles=web");

    private static Task HappenAsync(Server server, Song song) => server.LookAsync(async db =>
    {
        db.Activities.Add(Activity.In(song, ActivityKind.SongRenamed, null, TimeProvider.System.Now()));
        await db.SaveChangesAsync();
    });

    private static async Task<Happening> NextAsync(Listener listener)
    {
        for (var begun = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(begun) < Until.Patience;)
        {
            if (listener.TryTake(out var happening, out var lost)) return happening ?? throw new InvalidOperationException($"Some was lost before {lost}.");
            await listener.WaitAsync(Until.Patience, TimeProvider.System, default);
        }
        throw new TimeoutException("Nothing happened.");
    }
}

internal static class Feeds
{
    public static ActivityFeed Feed(this Server server) => server.Services.GetRequiredService<ActivityFeed>();
}
