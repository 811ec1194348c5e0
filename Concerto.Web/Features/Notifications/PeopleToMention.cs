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
        var owner = await Access.Songs(db, caller).Where(s => s.Id == song).Join(db.Projects, s => s.ProjectId, p => p.Id, (_, p) => (UserId?)p.OwnerId).FirstOrDefaultAsync(ct);
        if (owner is null) return [];
        var known = (await Collaborators.OfSongsAsync(db, caller, [song], ct))[song].Select(c => c.PersonId).OfType<UserId>().Append(caller.Reader).Append(owner.Value).ToList();
        var people = await db.Users.Where(u => known.Contains(u.Id)).Select(u => new Nameable(u.Id, u.Name)).ToListAsync(ct);
        return [.. people.OrderBy(p => p.Name, StringComparer.InvariantCultureIgnoreCase).ThenBy(p => p.Id.Value)];
    }
}
