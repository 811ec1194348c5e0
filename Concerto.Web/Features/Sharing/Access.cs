using System.Linq.Expressions;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Sharing;

/// <summary>
/// Who may see and do what: the only place that knows. Filters for reads, checks for writes. What a caller may not see does not
/// exist (law 10): a stranger, a removed person and a nonsense id get the same NotFound. What they see but may not do is NotAllowed.
/// </summary>
public static class Access
{
    /// <summary>
    /// Projects that the caller has, or has been given, with at least this role. To hear about a project through one shared song
    /// (role <see cref="Role.Viewer"/> only) shows its name and nothing else: its songs are filtered by themselves.
    /// </summary>
    public static IQueryable<Project> Projects(ConcertoDbContext db, Caller caller, Role atLeast = Role.Viewer)
    {
        if (caller.User is not { } me) return db.Projects.Where(_ => false);
        var live = db.Projects.Where(p => p.DeletedAt == null);
        var (shared, ofSongs) = Given(db, me, atLeast);
        return atLeast switch
        {
            Role.Owner => live.Where(p => p.OwnerId == me),
            // Sets rather than questions to each project: an index leads to each of the three.
            Role.Viewer => live.Where(p => p.OwnerId == me || shared.Contains(p.Id) || ofSongs.Contains(p.Id)),
            _ => live.Where(p => p.OwnerId == me || shared.Contains(p.Id)),
        };
    }

    /// <summary>
    /// All of <see cref="Projects"/> in parts that have none in common: the caller's own, those shared with them, those they know through songs. An index leads
    /// to each part; to all at once MariaDB has none, and SQLite none that is in order.
    /// </summary>
    public static IReadOnlyList<IQueryable<Project>> ProjectsInParts(ConcertoDbContext db, Caller caller)
    {
        if (caller.User is not { } me) return [Projects(db, caller)];
        var (shared, ofSongs) = Given(db, me, Role.Viewer);
        var others = db.Projects.Where(p => p.DeletedAt == null && p.OwnerId != me);
        return [Projects(db, caller, Role.Owner), others.Where(p => shared.Contains(p.Id)), others.Where(p => ofSongs.Contains(p.Id) && !shared.Contains(p.Id))];
    }

    private static (IQueryable<ProjectId?> Shared, IQueryable<ProjectId> OfSharedSongs) Given(ConcertoDbContext db, UserId me, Role atLeast)
    {
        var shares = db.Shares.Where(h => h.UserId == me && h.Role >= atLeast);
        return (shares.Select(h => h.ProjectId), db.Songs.Where(s => s.DeletedAt == null && shares.Select(h => h.SongId).Contains(s.Id)).Select(s => s.ProjectId));
    }

    /// <summary>Songs in which the caller has at least this role. One that is still only an upload is seen by its uploaders alone (law 3).</summary>
    public static IQueryable<Song> Songs(ConcertoDbContext db, Caller caller, Role atLeast = Role.Viewer)
    {
        if (caller.User is not { } me) return db.Songs.Where(_ => false);
        return Living(db, me).Where(s => db.Projects.Any(p => p.Id == s.ProjectId && p.DeletedAt == null && (p.OwnerId == me
            || db.Shares.Any(h => h.UserId == me && (h.ProjectId == s.ProjectId || h.SongId == s.Id) && h.Role >= atLeast))));
    }

    private static IQueryable<Song> Living(ConcertoDbContext db, UserId me) =>
        db.Songs.Where(s => s.DeletedAt == null && (!s.IsProvisional || db.Versions.Any(v => v.SongId == s.Id && v.UploaderId == me && v.DeletedAt == null)));

    /// <summary>Versions of those songs: the ready ones, and the caller's own in whatever state.</summary>
    public static IQueryable<SongVersion> Versions(ConcertoDbContext db, Caller caller, Role atLeast = Role.Viewer)
    {
        return VersionsOf(db, caller, Songs(db, caller, atLeast));
    }

    /// <summary>Songs whose originals the caller may keep: editors and the owner always, others if the owner allows it.</summary>
    public static IQueryable<Song> SongsToDownload(ConcertoDbContext db, Caller caller)
    {
        if (caller.User is not { } me) return db.Songs.Where(_ => false);
        return Living(db, me).Where(s => db.Projects.Any(p => p.Id == s.ProjectId && p.DeletedAt == null && (p.OwnerId == me
            || db.Shares.Any(h => h.UserId == me && (h.ProjectId == s.ProjectId || h.SongId == s.Id) && (h.Role >= Role.Editor || p.AllowsDownloads)))));
    }

    /// <summary>Versions whose originals the caller may keep.</summary>
    public static IQueryable<SongVersion> VersionsToDownload(ConcertoDbContext db, Caller caller) => VersionsOf(db, caller, SongsToDownload(db, caller));

    /// <summary>As <see cref="SongsToDownload"/>, when the role is known.</summary>
    public static bool MayDownload(Role role, Project project) => role >= Role.Editor || project.AllowsDownloads;

    /// <summary>The half of that rule which is the version's own; whoever asks with it starts from <see cref="Songs"/>, and so asks once a song.</summary>
    public static IQueryable<SongVersion> VersionsOfSeenSongs(ConcertoDbContext db, Caller caller) =>
        db.Versions.Where(v => v.DeletedAt == null && (v.Status == VersionStatus.Ready || v.UploaderId == caller.User));

    private static IQueryable<SongVersion> VersionsOf(ConcertoDbContext db, Caller caller, IQueryable<Song> songs) =>
        VersionsOfSeenSongs(db, caller).Where(v => songs.Any(s => s.Id == v.SongId));

    /// <summary>Comments on those versions. A deleted note stays in its place while it has replies.</summary>
    public static IQueryable<Comment> Comments(ConcertoDbContext db, Caller caller)
    {
        var versions = Versions(db, caller);
        return db.Comments.Where(StaysInPlace(db)).Where(c => versions.Any(v => v.Id == c.VersionId));
    }

    /// <summary>Not deleted, or a deleted note that others have replied to.</summary>
    public static Expression<Func<Comment, bool>> StaysInPlace(ConcertoDbContext db) =>
        c => c.DeletedAt == null || db.Comments.Any(r => r.ParentId == c.Id && r.DeletedAt == null);

    /// <summary>Everybody who sees what is ready in the song, or in the project itself when no song is said: its owner, and those it is shared with.</summary>
    public static IQueryable<User> PeopleIn(ConcertoDbContext db, ProjectId project, SongId? song)
    {
        var ids = db.Projects.Where(p => p.Id == project).Select(p => p.OwnerId)
            .Union(db.Shares.Where(h => h.ProjectId == project || (song != null && h.SongId == song)).Select(h => h.UserId));
        return ids.Join(db.Users, id => id, u => u.Id, (_, u) => u).Where(u => u.VerifiedAt != null && u.DisabledAt == null);
    }

    /// <summary>
    /// Of what people were told, that which is there for them still. Everybody's by their own access, so that many people's can be asked for at once; who may ask for
    /// whose is the asker's to know.
    /// </summary>
    public static IQueryable<Notification> StillThere(ConcertoDbContext db, IQueryable<Notification> notifications) => notifications.Where(n =>
        db.Projects.Any(p => p.Id == n.ProjectId && p.DeletedAt == null && (p.OwnerId == n.UserId
            || db.Shares.Any(h => h.UserId == n.UserId && (h.ProjectId == n.ProjectId || (n.SongId != null && h.SongId == n.SongId)))))
        && (n.SongId == null || db.Songs.Any(s => s.Id == n.SongId && s.DeletedAt == null && !s.IsProvisional))
        && (n.VersionId == null || db.Versions.Any(v => v.Id == n.VersionId && v.DeletedAt == null && (v.Status == VersionStatus.Ready || v.UploaderId == n.UserId)))
        && (n.CommentId == null || db.Comments.Any(c => c.Id == n.CommentId && c.DeletedAt == null && (n.Kind != NotificationKind.Resolved || c.ResolvedAt != null))));

    /// <summary>The caller's role in the project itself; null for none (a share of a song in it gives none).</summary>
    public static async Task<Role?> RoleAsync(ConcertoDbContext db, Caller caller, Project project, CancellationToken ct) =>
        caller.User is not { } me ? null
        : project.OwnerId == me ? Role.Owner
        : await db.Shares.Where(h => h.UserId == me && h.ProjectId == project.Id).MaxAsync(h => (Role?)h.Role, ct);

    /// <summary>The caller's role in the song: the stronger one of project and song counts.</summary>
    public static async Task<Role?> RoleAsync(ConcertoDbContext db, Caller caller, Song song, CancellationToken ct) =>
        caller.User is not { } me ? null
        : await db.Projects.AnyAsync(p => p.Id == song.ProjectId && p.OwnerId == me, ct) ? Role.Owner
        : await db.Shares.Where(h => h.UserId == me && (h.ProjectId == song.ProjectId || h.SongId == song.Id)).MaxAsync(h => (Role?)h.Role, ct);

    /// <summary>As <see cref="RoleAsync(ConcertoDbContext, Caller, Project, CancellationToken)"/>, of many at once.</summary>
    public static async Task<Dictionary<ProjectId, Role?>> RolesAsync(ConcertoDbContext db, Caller caller, IReadOnlyList<ProjectId> ids, CancellationToken ct) =>
        caller.User is not { } me ? [] : await db.Projects.Where(p => ids.Contains(p.Id))
            .Select(p => new { p.Id, Role = p.OwnerId == me ? Role.Owner : db.Shares.Where(h => h.UserId == me && h.ProjectId == p.Id).Max(h => (Role?)h.Role) })
            .ToDictionaryAsync(p => p.Id, p => p.Role, ct);

    /// <summary>As <see cref="RoleAsync(ConcertoDbContext, Caller, Song, CancellationToken)"/>, of many at once.</summary>
    public static async Task<Dictionary<SongId, Role?>> RolesAsync(ConcertoDbContext db, Caller caller, IReadOnlyList<SongId> ids, CancellationToken ct) =>
        caller.User is not { } me ? [] : await db.Songs.Where(s => ids.Contains(s.Id))
            .Select(s => new
            {
                s.Id,
                Role = db.Projects.Any(p => p.Id == s.ProjectId && p.OwnerId == me)
                    ? Role.Owner
                    : db.Shares.Where(h => h.UserId == me && (h.ProjectId == s.ProjectId || h.SongId == s.Id)).Max(h => (Role?)h.Role),
            })
            .ToDictionaryAsync(s => s.Id, s => s.Role, ct);

    /// <summary>The project, to change it. Asks for a token that writes and for the role.</summary>
    /// <exception cref="ProjectNotFoundException"/>
    /// <exception cref="NotAllowedException"/>
    public static async Task<Project> ProjectToWriteAsync(ConcertoDbContext db, Caller caller, ProjectId id, Role atLeast, string field, CancellationToken ct)
    {
        _ = caller.Writer;
        var project = await Projects(db, caller).FirstOrDefaultAsync(p => p.Id == id, ct) ?? throw new ProjectNotFoundException(field);
        Demand(await RoleAsync(db, caller, project, ct), atLeast);
        return project;
    }

    /// <summary>The song, to change it or something in it.</summary>
    /// <exception cref="SongNotFoundException"/>
    /// <exception cref="NotAllowedException"/>
    public static async Task<Song> SongToWriteAsync(ConcertoDbContext db, Caller caller, SongId id, Role atLeast, string field, CancellationToken ct)
    {
        _ = caller.Writer;
        var song = await Songs(db, caller).FirstOrDefaultAsync(s => s.Id == id, ct) ?? throw new SongNotFoundException(field);
        Demand(await RoleAsync(db, caller, song, ct), atLeast);
        return song;
    }

    /// <summary>The version, to change it or to add to it, its song and the caller's role in that.</summary>
    /// <exception cref="VersionNotFoundException"/>
    /// <exception cref="NotAllowedException"/>
    public static async Task<(SongVersion Version, Song Song, Role Role)> VersionToWriteAsync(ConcertoDbContext db, Caller caller, VersionId id, Role atLeast, string field, CancellationToken ct)
    {
        _ = caller.Writer;
        var version = await Versions(db, caller).FirstOrDefaultAsync(v => v.Id == id, ct) ?? throw new VersionNotFoundException(field);
        var song = await db.Songs.FirstAsync(s => s.Id == version.SongId, ct);
        return (version, song, Demand(await RoleAsync(db, caller, song, ct), atLeast));
    }

    /// <summary>The comment, to change it or to reply, its song and the caller's role in that. Writing takes a commenter; a viewer may still tick off what they wrote as one.</summary>
    /// <exception cref="CommentNotFoundException"/>
    /// <exception cref="NotAllowedException"/>
    public static async Task<(Comment Comment, Song Song, Role Role)> CommentToWriteAsync(
        ConcertoDbContext db, Caller caller, CommentId id, string field, CancellationToken ct, Role atLeast = Role.Commenter)
    {
        _ = caller.Writer;
        var comment = await Comments(db, caller).FirstOrDefaultAsync(c => c.Id == id && c.DeletedAt == null, ct) ?? throw new CommentNotFoundException(field);
        var song = await db.Songs.FirstAsync(s => s.Id == comment.SongId, ct);
        return (comment, song, Demand(await RoleAsync(db, caller, song, ct), atLeast));
    }

    /// <summary>Somebody in a project or song, or an address that waits to be, to change or remove them. For the owner; others know of those who have opened it, and of no more.</summary>
    /// <exception cref="CollaboratorNotFoundException"/>
    /// <exception cref="NotAllowedException"/>
    public static async Task<(SharedThing What, Share? Share, Invite? Invite)> CollaboratorToWriteAsync(ConcertoDbContext db, Caller caller, CollaboratorId id, string field, CancellationToken ct)
    {
        _ = caller.Writer;
        var (shareId, inviteId) = (ShareId.From(id.Value), InviteId.From(id.Value));
        var share = await db.Shares.FirstOrDefaultAsync(h => h.Id == shareId, ct);
        var invite = await db.Invites.FirstOrDefaultAsync(i => i.Id == inviteId, ct);
        var (songId, projectId) = (share?.SongId ?? invite?.SongId, share?.ProjectId ?? invite?.ProjectId);
        var song = await Songs(db, caller).FirstOrDefaultAsync(s => s.Id == songId, ct);
        if (song is not null) projectId = song.ProjectId;
        var project = await Projects(db, caller).FirstOrDefaultAsync(p => p.Id == projectId, ct);
        var role = project is null ? null : song is null ? await RoleAsync(db, caller, project, ct) : await RoleAsync(db, caller, song, ct);
        if (project is null || role is null || role < Role.Owner && share?.OpenedAt is null) throw new CollaboratorNotFoundException(field);
        Demand(role, Role.Owner);
        return (new(project, song), share, invite);
    }

    /// <summary>
    /// Somebody who has not opened yet what was shared with them, to do something about how they come in. For the owner; for admins, where it is an invite: they look
    /// after people without an account, and see of what is shared its name alone.
    /// </summary>
    /// <exception cref="CollaboratorNotFoundException"/>
    /// <exception cref="NotAllowedException"/>
    /// <exception cref="InvalidInputException">They have opened it.</exception>
    public static async Task<(SharedThing What, Share? Share, Invite? Invite, bool ByAdmin)> PendingToWriteAsync(ConcertoDbContext db, Caller caller, CollaboratorId id, CancellationToken ct)
    {
        const string field = "collaboratorId";
        try
        {
            var (what, share, invite) = await CollaboratorToWriteAsync(db, caller, id, field, ct);
            if (share?.OpenedAt is not null) throw new InvalidInputException(field, "They have opened it already.");
            return (what, share, invite, ByAdmin: false);
        }
        catch (CollaboratorNotFoundException) when (caller.IsAdmin)
        {
            var inviteId = InviteId.From(id.Value);
            var invite = await db.Invites.FirstOrDefaultAsync(i => i.Id == inviteId, ct) ?? throw new CollaboratorNotFoundException(field);
            var what = await SharedThing.OfAsync(db, invite, ct);
            return what is { IsGone: false } ? (what, null, invite, ByAdmin: true) : throw new CollaboratorNotFoundException(field);
        }
    }

    /// <summary>What waits for people without an account, for admins.</summary>
    public static IQueryable<Invite> InvitesToLookAfter(ConcertoDbContext db) => db.Invites.Where(i =>
        db.Projects.Any(p => p.DeletedAt == null && p.Id == i.ProjectId) || db.Songs.Any(s => s.DeletedAt == null && s.Id == i.SongId && db.Projects.Any(p => p.Id == s.ProjectId && p.DeletedAt == null)));

    /// <summary>What is for admins: all of it for one whose session or token may act as such, nothing for anybody else.</summary>
    public static IQueryable<T> ForAdmins<T>(Caller caller, IQueryable<T> all) => caller.IsAdmin ? all : all.Where(_ => false);

    private static Role Demand(Role? role, Role atLeast) => role is { } given && given >= atLeast
        ? given
        : throw new NotAllowedException(atLeast switch
        {
            Role.Owner => "Only the owner can do that.",
            Role.Editor => "Only an editor or the owner can do that.",
            _ => "You can listen here, but not comment.",
        });
}
