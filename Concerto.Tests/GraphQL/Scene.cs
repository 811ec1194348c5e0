using Concerto.Domain;
using Concerto.Domain.Audio;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Domain.Sharing;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Review;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.GraphQL;

/// <summary>Projects, songs, versions and notes as they are after a while of work; nothing was uploaded for them, so that there may be many.</summary>
internal static class Scene
{
    public static readonly Measurements Measured = new()
    {
        Container = "wav", Codec = "pcm_s24le", ContentType = "audio/wav", DurationMs = 180_000, SampleRate = 48_000, Channels = 2, BitDepth = 24,
        IntegratedLufs = -14.2, LoudnessRangeLu = 6.5, TruePeakDbtp = -1.1, PlaysInBrowsers = true, NeedsRendition = true,
    };

    /// <summary>A project of that many songs, each with so many versions that are ready, each with so many notes, each with so many replies.</summary>
    public static async Task<Project> ProjectAsync(this Server server, Person owner, string name, int songs = 1, int versions = 1, int notes = 1, int replies = 0) =>
        await server.QueryAsync(async db =>
        {
            var now = TimeProvider.System.Now();
            var project = new Project(owner.Id, Name.From(name, "name"), now);
            db.Add(project);
            for (var s = 1; s <= songs; s++)
            {
                var song = new Song(project.Id, Name.From($"Song {s:00}", "name"), now).WithFirstVersion();
                db.Add(song);
                for (var v = 1; v <= versions; v++)
                {
                    var version = NewVersion(song, v, owner, now);
                    db.Add(version);
                    for (var n = 1; n <= notes; n++)
                    {
                        var note = new Comment(version, owner.Id, $"Note {n}", Position.From(n * 1000, null, null), now);
                        if (n == 1) note.Resolve(owner.Id, now);
                        db.Add(note);
                        db.AddRange(Enumerable.Range(1, replies).Select(r => note.Reply(owner.Id, $"Reply {r}", now.AddSeconds(r))));
                    }
                }
            }
            await db.SaveChangesAsync();
            return project;
        });

    public static SongVersion NewVersion(Song song, int number, Person uploader, DateTime now)
    {
        var version = new SongVersion(song.Id, number, null, "mix.wav", 5_000_000_000, null, uploader.Id, now);
        version.Measured(Measured, new byte[2], now);
        return version;
    }

    /// <summary>The only song of a project, its only version and the first note on it.</summary>
    public static Task<(Song Song, SongVersion Version, Comment Note)> OnlySongAsync(this Server server, Project project) => server.QueryAsync(async db =>
    {
        var song = await db.Songs.SingleAsync(s => s.ProjectId == project.Id);
        var version = await db.Versions.SingleAsync(v => v.SongId == song.Id);
        return (song, version, await db.Comments.FirstAsync(c => c.VersionId == version.Id && c.ParentId == null));
    });

    public static Task ShareAsync(this Server server, Song song, Person with, Role role) => server.LookAsync(async db =>
    {
        db.Shares.Add(Share.Of(song, with.Id, with.Email, role, TimeProvider.System.Now()));
        await db.SaveChangesAsync();
    });

    public static Task<Comment> CommentAsync(this Server server, Person author, VersionId version, string text, CommentId? parent = null) =>
        server.UseAsync((AddComment add) => add.ExecuteAsync(new(version, text, parent is null ? 83_000 : null, ParentId: parent), author.Caller, default));
}
