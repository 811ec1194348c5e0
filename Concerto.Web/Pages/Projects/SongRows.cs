using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Pages.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Projects;

/// <summary>One line of the list of songs.</summary>
/// <param name="Latest">The newest version that plays; null when none does yet.</param>
/// <param name="Newest">Of what status the newest version is that the caller sees: their own may be on its way, or refused.</param>
/// <param name="Role">The caller's in this song.</param>
/// <param name="ChangedBy">Who did what was done last; null when Concerto did, or when it is not known.</param>
/// <param name="Faces">Who is in it; null while nobody is but the owner.</param>
public sealed record SongRow(
    SongId Id, string Name, SongVersion? Latest, VersionStatus? Newest, int OpenNotes, DateTime ChangedAt, Role Role, Person? ChangedBy = null, Faces? Faces = null);

internal static class SongRows
{
    // What others do that one would want to know of; that an upload failed, or that a copy was made, is nobody's news.
    private static readonly ActivityKind[] News =
    [
        ActivityKind.CommentAdded, ActivityKind.CommentEdited, ActivityKind.CommentResolved, ActivityKind.CommentReopened, ActivityKind.CommentDeleted,
        ActivityKind.VersionReady, ActivityKind.VersionRelabelled, ActivityKind.VersionDeleted, ActivityKind.SongCreated, ActivityKind.SongRenamed,
    ];

    /// <summary>The lines of these songs, in their order; as many commands for many songs as for one.</summary>
    /// <param name="inProject">The caller's role in the project; who has none may have one in a song.</param>
    public static async Task<IReadOnlyList<SongRow>> ReadAsync(ConcertoDbContext db, Caller caller, IQueryable<Song> query, Role? inProject, CancellationToken ct)
    {
        var songs = await query.AsNoTracking().ToListAsync(ct);
        if (songs.Count == 0) return [];
        var ids = songs.ConvertAll(s => s.Id);

        var versions = Access.Versions(db, caller).Where(v => ids.Contains(v.SongId));
        var playable = versions.Where(v => v.Status == VersionStatus.Ready || v.Status == VersionStatus.Analysing);
        var latest = await playable.Where(v => v.Number == playable.Where(o => o.SongId == v.SongId).Max(o => o.Number)).AsNoTracking().ToDictionaryAsync(v => v.SongId, ct);
        var newest = await versions.Where(v => v.Number == versions.Where(o => o.SongId == v.SongId).Max(o => o.Number))
            .Select(v => new { v.SongId, v.Status }).ToDictionaryAsync(v => v.SongId, v => v.Status, ct);
        var open = await versions.Join(db.Comments.Where(c => c.ParentId == null && c.ResolvedAt == null && c.DeletedAt == null), v => v.Id, c => c.VersionId, (v, _) => v.SongId)
            .GroupBy(id => id).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);

        // Of each song an index is walked from its end to the first that counts, however much has happened in it. What was given up was nobody's but its uploader's.
        var last = (await db.Songs.Where(s => ids.Contains(s.Id)).Select(s => db.Activities
            .Where(a => a.SongId == s.Id && News.Contains(a.Kind) && (a.VersionId == null || versions.Any(v => v.Id == a.VersionId)
                || (a.Kind == ActivityKind.VersionDeleted && db.Versions.Any(v => v.Id == a.VersionId && v.Status == VersionStatus.Ready))))
            .OrderByDescending(a => a.Sequence).Select(a => (long?)a.Sequence).FirstOrDefault()).ToListAsync(ct)).OfType<long>().ToList();
        var actors = await db.Activities.Where(a => last.Contains(a.Sequence))
            .Select(a => new { a.SongId, Actor = a.Kind == ActivityKind.VersionReady ? a.PersonId : a.ActorId }).ToDictionaryAsync(a => a.SongId!.Value, a => a.Actor, ct);
        var people = await db.PeopleAsync(actors.Values.OfType<UserId>(), ct);
        var roles = inProject is Role.Owner ? [] : await Access.RolesAsync(db, caller, ids, ct);
        var faces = await Faces.OfSongsAsync(db, caller, ids, ct);

        return songs.ConvertAll(s => new SongRow(
            s.Id, s.Name, latest.GetValueOrDefault(s.Id), newest.TryGetValue(s.Id, out var status) ? status : null, open.GetValueOrDefault(s.Id), s.ChangedAt,
            inProject is Role.Owner ? Role.Owner : roles.GetValueOrDefault(s.Id) ?? Role.Viewer,
            actors.GetValueOrDefault(s.Id) is { } by ? people.GetValueOrDefault(by) : null, faces.GetValueOrDefault(s.Id)));
    }
}
