using System.Runtime.CompilerServices;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Live;
using Concerto.Web.Features.Sharing;
using Concerto.Web.GraphQL;
using Concerto.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Notifications;

[FieldsOf<Subscription>]
public static class NotificationSubscriptions
{
    /// <summary>
    /// What you are told, from now on. It completes when your token is revoked, or when you fall so far behind that events were lost: look at
    /// <c>viewer { notifications }</c>, then subscribe again. A person has at most 12 streams open.
    /// </summary>
    public static IAsyncEnumerable<Notification> Notifications(Caller caller, LiveStreams streams, IDbContextFactory<ConcertoDbContext> contexts, IHttpContextAccessor http)
    {
        _ = caller.Reader;
        if (streams.IsFull(caller)) throw new RequestError("TOO_MANY_STREAMS", "You have as many streams open as one may have.");
        var request = http.HttpContext!;
        return NotificationsOf(() => streams.Open(caller, LiveScope.Nothing, since: null, request.StillStandsAsync), caller.Reader, contexts);
    }

    private static async IAsyncEnumerable<Notification> NotificationsOf(Func<LiveStream?> open, UserId me, IDbContextFactory<ConcertoDbContext> contexts, [EnumeratorCancellation] CancellationToken ct = default)
    {
        using var stream = open();
        if (stream is null) yield break;
        await foreach (var it in stream.EventsAsync(ct))
        {
            if (it is LiveEvent.Refresh or LiveEvent.Gone) yield break;
            if (it is LiveEvent.Unread { Of: { } sequence } && await FindAsync(contexts, me, sequence, ct) is { } notification) yield return notification;
        }
    }

    private static async Task<Notification?> FindAsync(IDbContextFactory<ConcertoDbContext> contexts, UserId me, long sequence, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await Access.StillThere(db, db.Notifications.Where(n => n.UserId == me && n.ActivitySequence == sequence)).AsNoTracking().FirstOrDefaultAsync(ct);
    }
}
