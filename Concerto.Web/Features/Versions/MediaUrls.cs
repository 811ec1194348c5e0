using Concerto.Domain.Projects;
using Concerto.Domain.Storage;

namespace Concerto.Web.Features.Versions;

/// <summary>Signed addresses in the store for a version that the caller may hear. They live minutes, as law 10 has it; players come back for fresh ones.</summary>
public sealed class MediaUrls(IObjectStore store)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>To play: the light rendition if it is asked for and there is one, else the original; null before the bytes have arrived, or when they were refused.</summary>
    public async ValueTask<Uri?> StreamAsync(SongVersion version, bool light, CancellationToken ct) => version switch
    {
        { IsPlayable: false } => null,
        { Rendition: RenditionStatus.Ready } when light || version.Measurements is { PlaysInBrowsers: false } =>
            await store.SignDownloadAsync(ObjectKeys.Stream(version.Id), Lifetime, "audio/mp4", attachmentName: null, ct),
        _ => await store.SignDownloadAsync(ObjectKeys.Source(version.Id), Lifetime, ContentType(version), attachmentName: null, ct),
    };

    /// <summary>To keep: the untouched original (law 12) under a name that a person would give it.</summary>
    public async ValueTask<Uri?> DownloadAsync(SongVersion version, string songName, CancellationToken ct) => version.IsPlayable
        ? await store.SignDownloadAsync(ObjectKeys.Source(version.Id), Lifetime, ContentType(version), DownloadName.Of(songName, version.Title, Extension(version)), ct)
        : null;

    private static string ContentType(SongVersion version) => version.Measurements?.ContentType ?? version.SniffedContentType ?? "application/octet-stream";

    // By what it is, not by what its name said it was.
    private static string Extension(SongVersion version) => ContentType(version) switch
    {
        "audio/wav" => version.Measurements?.Container == "w64" ? ".w64" : ".wav",
        "audio/aiff" => ".aiff",
        "audio/x-caf" => ".caf",
        "audio/flac" => ".flac",
        "audio/mpeg" => ".mp3",
        "audio/mp4" => ".m4a",
        "audio/ogg" => version.Measurements?.Codec == "opus" ? ".opus" : ".ogg",
        "audio/aac" => ".aac",
        _ => Path.GetExtension(version.FileName),
    };
}
