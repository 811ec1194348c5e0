using Concerto.Domain;
using Concerto.Domain.Projects;

namespace Concerto.Web.Features.Projects;

public static class NameSearch
{
    /// <summary>Those with that in their names, however it is written (law 1); all of them when there is nothing to look for.</summary>
    public static IQueryable<Project> Called(this IQueryable<Project> projects, string? search) =>
        KeyOf(search) is { } wanted ? projects.Where(p => p.NameKey!.Contains(wanted)) : projects;

    /// <inheritdoc cref="Called(IQueryable{Project}, string?)"/>
    public static IQueryable<Song> Called(this IQueryable<Song> songs, string? search) =>
        KeyOf(search) is { } wanted ? songs.Where(s => s.NameKey!.Contains(wanted)) : songs;

    private static string? KeyOf(string? search)
    {
        try
        {
            return Name.From(search, nameof(search)).Key;
        }
        catch (InvalidInputException) // nothing that a name could have in it: as good as no search
        {
            return null;
        }
    }
}
