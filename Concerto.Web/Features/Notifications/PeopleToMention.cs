using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Notifications;

/// <summary>
/// Whom somebody can name in a note on a song: those in it whose names they know anyhow (<see cref="Collaborators"/>). What is offered, what is emphasised and who
/// is told are the same people, or an @ would tell who has an account.
/// </summary>
internal static class PeopleToMention
{
    /// <returns>In the order of their names, the caller among them; empty for who is not in the song.</returns>
    public static async Task<List<Nameable>> OfAsync(ConcertoDbContext db, Caller caller, SongId song, CancellationToken ct)
    {
        if (await Access.Songs(db, caller).Where(s => s.Id == song).Select(s => (ProjectId?)s.ProjectId).FirstOrDefaultAsync(ct) is not { } project) return [];
        var known = (await Collaborators.OfSongsAsync(db, caller, [song], ct))[song].Select(c => c.PersonId).OfType<UserId>().Append(caller.Reader).ToList();
        var people = await db.Users.Where(u => known.Contains(u.Id) || db.Projects.Any(p => p.Id == project && p.OwnerId == u.Id)).Select(u => new Nameable(u.Id, u.Name)).ToListAsync(ct);
        return [.. people.OrderBy(p => p.Name, StringComparer.InvariantCultureIgnoreCase).ThenBy(p => p.Id.Value)];
    }
}
