using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;

namespace Concerto.Web.Features.Sharing;

/// <summary>What is shared: a project, or one song of it.</summary>
public sealed record SharedThing(Project Project, Song? Song)
{
    /// <summary>What somebody is in; null when it is gone for good.</summary>
    public static async Task<SharedThing?> OfAsync(ConcertoDbContext db, ICollaboration collaboration, CancellationToken ct)
    {
        var song = collaboration.SongId is { } songId ? await db.Songs.FindAsync([songId], ct) : null;
        return (song?.ProjectId ?? collaboration.ProjectId) is { } projectId && await db.Projects.FindAsync([projectId], ct) is { } project ? new(project, song) : null;
    }

    /// <summary>It is in the bin, by itself or with its project.</summary>
    public bool IsGone => Project.DeletedAt is not null || Song?.DeletedAt is not null;

    public string Name => Song?.Name ?? Project.Name;

    /// <summary>Its page.</summary>
    public string Path => Song is { } song ? $"/songs/{song.Id}" : $"/projects/{Project.Id}";

    public IQueryable<Share> Shares(ConcertoDbContext db) => Song is { } song ? db.Shares.Where(h => h.SongId == song.Id) : db.Shares.Where(h => h.ProjectId == Project.Id);

    public IQueryable<Invite> Invites(ConcertoDbContext db) => Song is { } song ? db.Invites.Where(i => i.SongId == song.Id) : db.Invites.Where(i => i.ProjectId == Project.Id);

    public Share ShareWith(UserId person, EmailAddress address, Role role, string? message, UserId by, DateTime now) =>
        Song is { } song ? Share.Of(song, person, address.Text, role, now, by, message) : Share.Of(Project, person, address.Text, role, now, by, message);

    public Invite InviteTo(EmailAddress address, Role role, string? message, UserId by, DateTime now) =>
        Song is { } song ? Invite.To(song, address, role, message, by, now) : Invite.To(Project, address, role, message, by, now);

    /// <summary>Somebody is to have it: from now on it is there for its own sake, whatever becomes of the upload that it came with.</summary>
    public void Keep(DateTime now)
    {
        if (Project.IsProvisional) Project.Keep(now);
        if (Song is { IsProvisional: true }) Song.Keep(now);
    }

    /// <param name="person">Whom it happened to; null for an address that waits for an account.</param>
    public Activity Activity(ActivityKind kind, UserId actor, UserId? person, DateTime now) =>
        Song is { } song ? Domain.Notifications.Activity.In(song, kind, actor, now, person) : Domain.Notifications.Activity.In(Project, kind, actor, now, person);
}
