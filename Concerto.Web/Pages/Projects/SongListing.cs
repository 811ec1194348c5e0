using Concerto.Domain.Projects;
using Microsoft.AspNetCore.Mvc;

namespace Concerto.Web.Pages.Projects;

/// <summary>Which songs of a project are shown, and in what order: all of it is in the address, so that it can be kept, shared and gone back to.</summary>
public sealed record SongListing
{
    /// <summary>How many are shown at first, and how many more at a time.</summary>
    public const int Step = 60;

    /// <summary>What one page shows at most; beyond that one searches.</summary>
    public const int Most = 3000;

    /// <summary>From how many songs on there is a search.</summary>
    public const int SearchFrom = 12;

    /// <summary>By name; otherwise what changed last comes first.</summary>
    [FromQuery(Name = "sort")]
    public string? Sort { get; init; }

    /// <summary>Part of a name to look for.</summary>
    [FromQuery(Name = "q")]
    public string? Search { get; init; }

    [FromQuery(Name = "show")]
    public int? Show { get; init; }

    public bool ByName => Sort == "name";
    public bool IsSearch => !string.IsNullOrWhiteSpace(Search);
    public int Shown => Math.Clamp(Show ?? Step, Step, Most);

    public IQueryable<Song> Page(IQueryable<Song> songs) =>
        (ByName ? songs.OrderBy(s => s.NameKey).ThenBy(s => s.Id) : songs.OrderByDescending(s => s.ChangedAt).ThenByDescending(s => s.Id)).Take(Shown);

    /// <summary>The address's query for this listing, “” for the plain one.</summary>
    public override string ToString() => new QueryString()
        .AddIf("sort", ByName ? "name" : null)
        .AddIf("q", IsSearch ? Search : null)
        .AddIf("show", Shown > Step ? $"{Shown}" : null)
        .ToString();
}

file static class Query
{
    public static QueryString AddIf(this QueryString query, string name, string? value) => value is null ? query : query.Add(name, value);
}
