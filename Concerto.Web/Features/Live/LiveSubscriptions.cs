using System.Runtime.CompilerServices;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Concerto.Web.GraphQL;
using Concerto.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Live;

[FieldsOf<Subscription>]
public static class LiveSubscriptions
{
    /// <summary>
    /// What happens in a song and to its project, as far as you may see it, from now on. It completes when the song is not there for you any more, when your token is
    /// revoked, or when you fall so far behind that events were lost: look at the song, then subscribe again. A person has at most 12 streams open.
    /// </summary>
    /// <param name="songId">A song's id.</param>
    /// <param name="after">The cursor of the last activity that you have: what has happened since comes first. What is too long ago completes it at once.</param>
    public static async Task<IAsyncEnumerable<Happening>> SongActivity(
        SongId songId, Caller caller, ConcertoDbContext db, LiveStreams streams, IHttpContextAccessor http, CancellationToken ct, string? after = null)
    {
        _ = caller.Reader;
        var project = await Access.Songs(db, caller).Where(s => s.Id == songId).Select(s => (ProjectId?)s.ProjectId).FirstOrDefaultAsync(ct);
        if (project is null) throw new RequestError("SONG_NOT_FOUND", new SongNotFoundException().Message);
        var since = after is null ? null : ActivityMark.Parse(after) ?? throw new RequestError("INVALID_CURSOR", "After is the cursor of an activity.");
        if (streams.IsFull(caller)) throw new RequestError("TOO_MANY_STREAMS", "You have as many streams open as one may have.");
        var request = http.HttpContext!;
        return ActivityOf(() => streams.Open(caller, new(project, songId), since, request.StillStandsAsync));
    }

    private static async IAsyncEnumerable<Happening> ActivityOf(Func<LiveStream?> open, [EnumeratorCancellation] CancellationToken ct = default)
    {
        using var stream = open();
        if (stream is null) yield break;
        await foreach (var it in stream.EventsAsync(ct))
        {
            if (it is LiveEvent.Refresh or LiveEvent.Gone) yield break;
            if (it is LiveEvent.Happened { Happening: var happening, Mark: var mark }) yield return happening with { Mark = mark };
        }
    }
}
