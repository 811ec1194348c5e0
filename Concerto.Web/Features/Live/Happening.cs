using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Live;

/// <summary>An activity with the little that it takes to say it in a sentence and to decide who may hear it; looked up once for all who listen.</summary>
/// <param name="Actor">The name of who did it.</param>
/// <param name="StartMs">Of the comment; null of a reply and of a note on the whole version.</param>
/// <param name="ThreadStartMs">Of the note that a reply is to.</param>
/// <param name="WasReady">The version was there for everybody, even if it is in the bin now.</param>
/// <param name="Song">What the song is called; null of one that its uploader alone sees, or saw.</param>
public sealed record Happening(Activity Activity, string? Actor, int? StartMs, bool IsReply, int? ThreadStartMs, int? VersionNumber, bool WasReady, string? Song)
{
    /// <summary>Where a reader stands who has read this and all before it.</summary>
    public ActivityMark Mark { get; init; } = new(0, []);

    /// <summary>Who is told of it by a notification.</summary>
    public IReadOnlyCollection<UserId> Told { get; init; } = [];

    public long Sequence => Activity.Sequence;

    /// <summary>What happened.</summary>
    public ActivityKind Kind => Activity.Kind;

    private static bool TellsSomebody(ActivityKind kind) =>
        kind is ActivityKind.CommentAdded or ActivityKind.CommentEdited or ActivityKind.CommentResolved or ActivityKind.VersionReady or ActivityKind.Shared;

    /// <summary>Whether it changes what that person has not seen yet of what they are told.</summary>
    public bool Concerns(UserId person) => Told.Contains(person) || (Kind == ActivityKind.NotificationsRead && Activity.ActorId == person);

    /// <summary>The rows of a query over the activity table, in their order.</summary>
    internal static async Task<List<Happening>> ReadAsync(ConcertoDbContext db, IQueryable<Activity> activities, int atMost, CancellationToken ct)
    {
        var rows =
            from a in activities.OrderBy(a => a.Sequence).Take(atMost)
            from actor in db.Users.Where(u => u.Id == a.ActorId).DefaultIfEmpty()
            from comment in db.Comments.Where(c => c.Id == a.CommentId).DefaultIfEmpty()
            from thread in db.Comments.Where(c => c.Id == comment!.ParentId).DefaultIfEmpty()
            from version in db.Versions.Where(v => v.Id == a.VersionId).DefaultIfEmpty()
            from song in db.Songs.Where(s => s.Id == a.SongId).DefaultIfEmpty()
            orderby a.Sequence
            select new Happening(
                a, actor!.Name, comment!.StartMs, comment.ParentId != null, thread!.StartMs, (int?)version!.Number, version.Status == VersionStatus.Ready, song!.IsProvisional ? null : song.Name);
        var read = await rows.AsNoTracking().ToListAsync(ct);
        if (!read.Exists(h => TellsSomebody(h.Kind))) return read;
        var sequences = read.Where(h => TellsSomebody(h.Kind)).Select(h => h.Sequence).ToList();
        var told = (await db.Notifications.Where(n => sequences.Contains(n.ActivitySequence)).Select(n => new { n.ActivitySequence, n.UserId }).ToListAsync(ct)).ToLookup(n => n.ActivitySequence, n => n.UserId);
        return read.ConvertAll(h => told.Contains(h.Sequence) ? h with { Told = told[h.Sequence].ToHashSet() } : h);
    }
}
