namespace Concerto.Web.Features.Projects;

// Not by what changed last: of a project that somebody knows by one song, that is nobody's business but its people's, and a cursor would tell it.
/// <summary>In what order projects are listed.</summary>
public enum ProjectOrder
{
    /// <summary>By name.</summary>
    Name,

    /// <summary>What was made last comes first.</summary>
    Newest,
}
