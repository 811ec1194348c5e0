using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Settings;

/// <summary>Something that somebody has shared with the one who looks.</summary>
/// <param name="Path">Its page.</param>
/// <param name="In">The project that a song is in; null for a project.</param>
public sealed record SharedWithMe(string Path, string Name, string? In, Person Owner, Role Role);

/// <summary>What is shared with one, each with a way out; and the way out of it all.</summary>
public sealed class AccountModel(ConcertoDbContext db) : ConcertoPage
{
    public IReadOnlyList<SharedWithMe> Shared { get; private set; } = [];

    public Farewell Farewell { get; private set; } = null!;

    public async Task OnGetAsync()
    {
        var projects = await db.Shares.Where(s => s.UserId == Me).Join(db.Projects.Where(p => p.DeletedAt == null), s => s.ProjectId, p => p.Id, (s, p) => new { s.Role, p.Id, p.Name, p.OwnerId }).ToListAsync(Ct);
        var songs = await db.Shares.Where(s => s.UserId == Me).Join(db.Songs.Where(s => s.DeletedAt == null), h => h.SongId, s => s.Id, (h, s) => new { h.Role, s.Id, s.Name, s.ProjectId })
            .Join(db.Projects.Where(p => p.DeletedAt == null), s => s.ProjectId, p => p.Id, (s, p) => new { s.Role, s.Id, s.Name, s.ProjectId, In = p.Name, p.OwnerId }).ToListAsync(Ct);
        var owners = await db.PeopleAsync(projects.Select(p => p.OwnerId).Concat(songs.Select(s => s.OwnerId)), Ct);
        // Who is in the whole project leaves its songs with it.
        Shared =
        [
            .. projects.Select(p => new SharedWithMe($"/projects/{p.Id}", p.Name, null, owners[p.OwnerId], p.Role))
                .Concat(songs.Where(s => projects.All(p => p.Id != s.ProjectId)).Select(s => new SharedWithMe($"/songs/{s.Id}", s.Name, s.In, owners[s.OwnerId], s.Role)))
                .OrderBy(s => s.Owner.Name, StringComparer.CurrentCulture).ThenBy(s => s.Name, StringComparer.CurrentCulture),
        ];
        Farewell = await Farewell.OfAsync(db, Caller, Ct);
    }
}
