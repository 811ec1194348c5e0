using Concerto.Domain.Projects;

namespace Concerto.Web.Pages.Songs;

public static class Renditions
{
    /// <summary>What browsers can play of a version, as the player takes it: “original light”, either, or nothing yet.</summary>
    public static string Of(SongVersion version) => string.Join(' ', Each(version));

    private static IEnumerable<string> Each(SongVersion version)
    {
        if (!version.IsPlayable) yield break;
        if (version.Measurements?.PlaysInBrowsers ?? version.SniffedContentType is not ("audio/aiff" or "audio/x-aiff")) yield return "original";
        if (version.Rendition == RenditionStatus.Ready) yield return "light";
    }
}
