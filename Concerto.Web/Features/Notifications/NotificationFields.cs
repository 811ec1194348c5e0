using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Projects;
using Concerto.Web.Features.Review;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Features.Songs;
using Concerto.Web.Features.Versions;
using Concerto.Web.GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Notifications;

/// <summary>Something that you are told. It is gone once what it tells of is, or is not for your eyes any more.</summary>
[FieldsOf<Notification>(nameof(Notification.Id), nameof(Notification.Kind), nameof(Notification.At), nameof(Notification.ReadAt))]
public static class NotificationFields
{
    /// <summary>What happened, in words, such as “Jonas replied to your note at 01:23”; null when it is gone meanwhile.</summary>
    public static IDataLoaderResult<string?> Sentence(Notification notification, Loaders load) => Notice(notification, load).Then(n => n?.Sentence);

    /// <summary>How the note or reply begins, on one line; null when it is not about one.</summary>
    public static IDataLoaderResult<string?> Excerpt(Notification notification, Loaders load) => Notice(notification, load).Then(n => n?.Excerpt);

    /// <summary>Where it leads: an address on this server, beginning with a slash; null when it is gone meanwhile.</summary>
    public static IDataLoaderResult<string?> Path(Notification notification, Loaders load) => Notice(notification, load).Then(n => n?.Path);

    /// <summary>Who did it; of a version, who uploaded it.</summary>
    public static IDataLoaderResult<User>? Actor(Notification notification, Loaders load) => notification.ActorId is { } actor ? load.Person(actor) : null;

    /// <summary>The project that it is in.</summary>
    public static IDataLoaderResult<Project?> Project(Notification notification, Loaders load) => ProjectQueries.Project(notification.ProjectId, load);

    /// <summary>The song; null when it is about the project as a whole.</summary>
    public static IDataLoaderResult<Song?>? Song(Notification notification, Loaders load) => notification.SongId is { } song ? SongQueries.Song(song, load) : null;

    /// <summary>The version that it is about, if it is about one.</summary>
    public static IDataLoaderResult<SongVersion?>? Version(Notification notification, Loaders load) => notification.VersionId is { } version ? VersionQueries.Version(version, load) : null;

    /// <summary>The note or reply that it is about, if it is about one.</summary>
    public static IDataLoaderResult<Comment?>? Comment(Notification notification, Loaders load) => notification.CommentId is { } comment ? CommentQueries.Comment(comment, load) : null;

    [Node]
    internal static IDataLoaderResult<Notification?> ById(NotificationId id, Loaders load) => load.Batch(id, static (ask, ids, ct) =>
        Access.StillThere(ask.Db, ask.Db.Notifications.Where(n => ids.Contains(n.Id) && n.UserId == ask.Caller.User)).ToDictionaryAsync(n => n.Id, ct));

    private static IDataLoaderResult<Notice?> Notice(Notification notification, Loaders load) => load.Batch(notification.Id, static async (ask, ids, ct) =>
        (await Notices.ReadAsync(ask.Db, ask.Db.Notifications.Where(n => ids.Contains(n.Id) && n.UserId == ask.Caller.User), ct)).ToDictionary(n => n.Id));
}

[FieldsOf<User>]
public static class ViewerNotifications
{
    // One person's: nobody is told twice of what happened once.
    private static readonly Keyset<Notification> NewestFirst = new Keyset<Notification>().By(n => n.ActivitySequence, descending: true);

    /// <summary>What you are told, the newest first; null of others.</summary>
    /// <param name="unread">Only what you have not seen yet.</param>
    public static async Task<Connection<Notification>?> Notifications(User user, Page page, Caller caller, ConcertoDbContext db, CancellationToken ct, bool unread = false) =>
        user.Id == caller.User ? await Access.StillThere(db, db.Notifications.Where(n => n.UserId == user.Id && (!unread || n.ReadAt == null))).ToConnectionAsync(NewestFirst, page, ct) : null;

    /// <summary>How many of your notifications you have not seen, at most 100; null of others.</summary>
    public static IDataLoaderResult<int?> UnreadNotificationCount(User user, Loaders load) => load.Batch(user.Id, (int?)null, static async (ask, ids, ct) =>
        ask.Caller.User is { } me && ids.Contains(me) ? new() { [me] = await Unread.CountAsync(ask.Db, me, ct) } : []); // once, however often you turn up

    /// <summary>What you are told of, and how; null of others.</summary>
    public static NotificationSettings? NotificationSettings(User user, Caller caller, TimeProvider time) =>
        user.Id == caller.User ? Features.Notifications.NotificationSettings.Of(user, time.Now()) : null;
}
