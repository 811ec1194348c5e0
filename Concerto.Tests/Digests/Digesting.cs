using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Digests;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Digests;

/// <summary>People who are told of things, written straight into the database: tests of digests need many, and often.</summary>
internal static class Digesting
{
    /// <summary>A song of Mira's with a version, and people in its project who have nothing to be told of yet.</summary>
    public static async Task<Choir> ChoirAsync(this Server server, int people, string zone = "UTC", int? hour = 9)
    {
        var mira = await server.NewPersonAsync();
        var project = await server.ProjectAsync(mira, "Album");
        var (song, version, _) = await server.OnlySongAsync(project);
        await server.LookAsync(db => db.Users.Where(u => u.Id == mira.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.DigestHour, (int?)null)));
        var choir = new Choir(server, project, song, version, []);
        await choir.JoinAsync(people, zone, hour);
        return choir;
    }

    public static Task<int> RunDigestsAsync(this Server server) => server.UseAsync((RunDigests run) => run.ExecuteAsync(default));

    /// <summary>What of that person's has been mailed, or is about to be.</summary>
    public static Task<int> CarriedAsync(this Server server, Member person) => server.QueryAsync(db => db.Notifications.CountAsync(n => n.UserId == person.Id && n.MailId != null));
}

internal sealed record Member(UserId Id, string Email);

internal sealed record Choir(Server Server, Project Project, Song Song, SongVersion Version, List<Member> People)
{
    /// <summary>More people, who live there.</summary>
    public async Task<IReadOnlyList<Member>> JoinAsync(int count, string zone, int? hour)
    {
        var now = Server.Services.GetRequiredService<TimeProvider>().Now();
        return await Server.QueryAsync(async db =>
        {
            var joined = new List<Member>();
            for (var i = 0; i < count; i++)
            {
                var email = EmailAddress.From(Server.NewAddress($"singer{People.Count + i}"));
                var user = new User(Name.From($"Singer {People.Count + i}", "name"), email, now);
                user.Verify(now);
                user.Live(Zone.From(zone), hour);
                db.Users.Add(user);
                db.Shares.Add(Share.Of(Project, user.Id, email.Text, Role.Commenter, now));
                joined.Add(new(user.Id, email.Text));
            }
            await db.SaveChangesAsync();
            People.AddRange(joined);
            return joined;
        });
    }

    /// <summary>Something happens that each of them is told of.</summary>
    public Task TellAsync(IEnumerable<Member>? whom = null, int times = 1) => Server.LookAsync(async db =>
    {
        for (var i = 0; i < times; i++)
        {
            var activity = Activity.On(Version, Song, ActivityKind.VersionReady, null, Server.Services.GetRequiredService<TimeProvider>().Now());
            db.Notifications.AddRange((whom ?? People).Select(person => Notification.Of(activity, person.Id, NotificationKind.VersionReady)));
        }
        await db.SaveChangesAsync();
    });

    public Task TellAsync(Member person, int times = 1) => TellAsync([person], times);
}
