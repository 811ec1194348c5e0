using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Settings;

/// <summary>A project of one's own that others are in.</summary>
public sealed record SharedProject(ProjectId Id, string Name, int People);

/// <summary>What would go with an account.</summary>
/// <param name="Shared">Its projects that others are in, who would lose them.</param>
/// <param name="Alone">How many projects nobody else is in.</param>
public sealed record Farewell(IReadOnlyList<SharedProject> Shared, int Alone, int Songs)
{
    public static async Task<Farewell> OfAsync(ConcertoDbContext db, Caller caller, CancellationToken ct)
    {
        var mine = await Access.Projects(db, caller, Domain.Sharing.Role.Owner).OrderBy(p => p.NameKey).Select(p => new { p.Id, p.Name }).ToListAsync(ct);
        var ids = mine.ConvertAll(p => p.Id);
        var songs = await Access.Songs(db, caller).Where(s => ids.Contains(s.ProjectId)).Select(s => new { s.Id, s.ProjectId }).ToListAsync(ct);
        var people = await Collaborators.OfProjectsAsync(db, caller, ids, ct);
        var inSongs = await Collaborators.OfSongsAsync(db, caller, songs.ConvertAll(s => s.Id), ct);
        var found = mine.ConvertAll(p => new SharedProject(p.Id, p.Name, people[p.Id].Concat(songs.Where(s => s.ProjectId == p.Id).SelectMany(s => inSongs[s.Id])).Select(c => c.Who).Distinct().Count()));
        return new([.. found.Where(p => p.People > 0)], found.Count(p => p.People == 0), songs.Count);
    }

    /// <summary>“Two of your projects”, or what there is.</summary>
    public string Said => (Shared.Count + Alone, Songs) switch
    {
        (0, _) => "You have no projects.",
        (1, 1) => "Your project goes, with the song in it.",
        (1, var songs) => $"Your project goes, with the {songs} songs in it.",
        (var projects, 1) => $"Your {projects} projects go, with the song in them.",
        var (projects, songs) => $"Your {projects} projects go, with the {songs} songs in them.",
    };
}
