using Concerto.Domain;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Sharing;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Notifications;

/// <summary>A song with people in it, and what they are told.</summary>
internal static class Telling
{
    /// <summary>Mira's song, with one version that is ready; Jonas and Sam are in and have opened it.</summary>
    public static async Task<Band> BandAsync(this Server server, params string[] more)
    {
        var people = new List<Person>();
        foreach (var name in (string[])["Mira", "Jonas", "Sam", .. more]) people.Add(await server.NewPersonAsync(name));
        var project = await server.ProjectAsync(people[0], "Album");
        await server.LookAsync(async db =>
        {
            var now = TimeProvider.System.Now();
            foreach (var person in people.Skip(1))
            {
                var share = Share.Of(project, person.Id, person.Email, Role.Commenter, now);
                share.Opened(now);
                db.Add(share);
            }
            await db.SaveChangesAsync();
        });
        var (song, version, _) = await server.OnlySongAsync(project);
        return new(people[0], people[1], people[2], [.. people.Skip(3)], project, song, version);
    }

    /// <summary>What somebody is told, as they see it: the newest first.</summary>
    public static Task<List<Notice>> NoticesAsync(this Server server, Person person) =>
        server.QueryAsync(db => Notices.ReadAsync(db, db.Notifications.Where(n => n.UserId == person.Id), default));

    /// <summary>Their sentences.</summary>
    public static async Task<IReadOnlyList<string>> ToldAsync(this Server server, Person person) => [.. (await server.NoticesAsync(person)).Select(n => n.Sentence)];

    public static Task<List<NotificationKind>> KindsAsync(this Server server, Person person) =>
        server.QueryAsync(db => db.Notifications.Where(n => n.UserId == person.Id).OrderBy(n => n.ActivitySequence).ThenBy(n => n.Id).Select(n => n.Kind).ToListAsync());

    /// <summary>Mira's next version is measured.</summary>
    public static Task ReadyAsync(this Server server, Band band, int number) => server.UseAsync((UnitOfWork unitOfWork) => unitOfWork.RunAsync(async db =>
    {
        var version = Scene.NewVersion(band.Song, number, band.Mira, TimeProvider.System.Now());
        db.Add(version);
        var ready = Activity.On(version, band.Song, ActivityKind.VersionReady, null, TimeProvider.System.Now());
        db.Activities.Add(ready);
        await Notify.AddAsync(db, ready, default);
        await db.SaveChangesAsync();
    }, default));

    public static Task TellAsync(this Server server, Person person, NotificationKinds quiet, NotificationKinds mailedAtOnce = NotificationKinds.None) => server.LookAsync(async db =>
    {
        (await db.Users.SingleAsync(u => u.Id == person.Id)).Tell(quiet, mailedAtOnce);
        await db.SaveChangesAsync();
    });
}

internal sealed record Band(Person Mira, Person Jonas, Person Sam, IReadOnlyList<Person> More, Project Project, Song Song, SongVersion Version);
