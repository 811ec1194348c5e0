using Concerto.Domain.Projects;

namespace Concerto.Domain.Storage;

/// <summary>Names objects in the store. Built from ids alone: no user input ever becomes part of a key.</summary>
public static class ObjectKeys
{
    /// <summary>The untouched original, as it was uploaded (law 12).</summary>
    public static string Source(VersionId version) => $"versions/{version.Value:D}/source";

    /// <summary>The light rendition: AAC in M4A.</summary>
    public static string Stream(VersionId version) => $"versions/{version.Value:D}/stream.m4a";

    /// <summary>The precomputed peaks, audiowaveform's .dat version 2.</summary>
    public static string Waveform(VersionId version) => $"versions/{version.Value:D}/waveform.dat";

    /// <summary>Everything a version may have in the store.</summary>
    public static IReadOnlyList<string> AllOf(VersionId version) => [Source(version), Stream(version), Waveform(version)];
}
