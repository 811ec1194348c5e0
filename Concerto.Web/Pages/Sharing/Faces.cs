using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Sharing;

/// <summary>Who is in a project or song, in as little room as there is: <c>&lt;partial name="../Sharing/_Faces" model="…" /&gt;</c>. Nothing is drawn while nobody but the owner is in.</summary>
/// <param name="People">The owner first, then those who have opened it.</param>
/// <param name="More">How many more there are than are drawn; for the owner with those who have not opened it yet.</param>
/// <param name="Link">Where all of them are; null for faces that are not to be clicked, as in a row that leads elsewhere.</param>
public sealed record Faces(IReadOnlyList<Person> People, int More, string? Link)
{
    private const int Drawn = 4;

    public int Count => People.Count + More;

    public static async Task<Faces?> OfAsync(ConcertoDbContext db, Caller caller, ProjectId id, CancellationToken ct) =>
        (await OfProjectsAsync(db, caller, [id], ct)).GetValueOrDefault(id) is { } faces ? faces with { Link = $"/projects/{id}/share" } : null;

    public static async Task<Faces?> OfAsync(ConcertoDbContext db, Caller caller, SongId id, CancellationToken ct) =>
        (await OfSongsAsync(db, caller, [id], ct)).GetValueOrDefault(id) is { } faces ? faces with { Link = $"/songs/{id}/share" } : null;

    /// <summary>Of many at once, for a list; those in which nobody but the owner is are left out, and so is what the caller may not see.</summary>
    public static async Task<Dictionary<ProjectId, Faces>> OfProjectsAsync(ConcertoDbContext db, Caller caller, IReadOnlyList<ProjectId> ids, CancellationToken ct)
    {
        var owners = await db.Projects.Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.OwnerId }).ToDictionaryAsync(p => p.Id, p => p.OwnerId, ct);
        return await OfAsync(db, await Collaborators.OfProjectsAsync(db, caller, ids, ct), owners, ct);
    }

    /// <inheritdoc cref="OfProjectsAsync"/>
    public static async Task<Dictionary<SongId, Faces>> OfSongsAsync(ConcertoDbContext db, Caller caller, IReadOnlyList<SongId> ids, CancellationToken ct)
    {
        var owners = await db.Songs.Where(s => ids.Contains(s.Id)).Join(db.Projects, s => s.ProjectId, p => p.Id, (s, p) => new { s.Id, p.OwnerId }).ToDictionaryAsync(s => s.Id, s => s.OwnerId, ct);
        return await OfAsync(db, await Collaborators.OfSongsAsync(db, caller, ids, ct), owners, ct);
    }

    private static async Task<Dictionary<TId, Faces>> OfAsync<TId>(ConcertoDbContext db, ILookup<TId, Collaborator> found, Dictionary<TId, UserId> owners, CancellationToken ct) where TId : notnull
    {
        var people = await db.PeopleAsync(found.SelectMany(c => c).Select(c => c.PersonId).OfType<UserId>().Concat(found.Select(c => owners[c.Key])), ct);
        return found.ToDictionary(c => c.Key, c =>
        {
            // Somebody in by a song and by its project is one person; so is an address that waits for both.
            var inIt = c.Select(x => x is { OpenedAt: not null, PersonId: { } id } ? id : (UserId?)null).OfType<UserId>().Prepend(owners[c.Key]).Distinct().ToList();
            var waiting = c.Where(x => x.PersonId is not { } id || !inIt.Contains(id)).Select(x => x.Address is { } address ? EmailAddress.KeyOf(address) : null).Distinct().Count();
            return new Faces([.. inIt.Take(Drawn).Select(id => people[id])], Math.Max(0, inIt.Count - Drawn) + waiting, null);
        });
    }
}
