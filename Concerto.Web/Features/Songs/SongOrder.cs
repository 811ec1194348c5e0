namespace Concerto.Web.Features.Songs;

/// <summary>In what order songs are listed.</summary>
public enum SongOrder
{
    /// <summary>By name.</summary>
    Name,

    /// <summary>What changed last comes first.</summary>
    Changed,
}
