using Concerto.Domain.Projects;
using Concerto.Domain.Storage;
using Concerto.Web.Features.Versions;
using Concerto.Web.GraphQL;
using GraphQL;
using GraphQL.DataLoader;

namespace Concerto.Web.Features.Uploads;

/// <summary>A version's file on its way: it is cut into parts, each is PUT to a signed address, and completeUpload joins them.</summary>
[FieldsOf<SignedUpload>(nameof(SignedUpload.Parts), Name = "Upload")]
public static class UploadFields
{
    /// <summary>Opaque, and the same everywhere.</summary>
    public static UploadId Id(SignedUpload upload) => upload.Upload.Id;

    /// <summary>The version that awaits the file.</summary>
    public static IDataLoaderResult<SongVersion?> Version(SignedUpload upload, Loaders load) => VersionQueries.Version(upload.Upload.VersionId, load);

    /// <summary>The size of every part but the last, in bytes: part n begins at (n - 1) × partSize.</summary>
    public static long PartSize(SignedUpload upload) => upload.Upload.PartSize;

    /// <summary>How many parts the file has.</summary>
    public static int PartCount(SignedUpload upload) => upload.Upload.Parts.Count;

    /// <summary>When it is given up, unless more parts are signed before.</summary>
    public static DateTime ExpiresAt(SignedUpload upload) => upload.Upload.ExpiresAt;

    /// <summary>When all parts were joined; null while it goes on.</summary>
    public static DateTime? CompletedAt(SignedUpload upload) => upload.Upload.CompletedAt;

    /// <summary>The parts that have arrived whole, as the store has them; none once it is completed.</summary>
    [Complexity(50, 1)] // asks the store
    public static async Task<IEnumerable<StoredPart>> ArrivedParts(SignedUpload upload, IObjectStore store, CancellationToken ct) =>
        upload.Upload is { CompletedAt: null, StoreUploadId: { } id, VersionId: var version } ? await store.ListPartsAsync(ObjectKeys.Source(version), id, ct) : [];
}

/// <summary>A part of a file that may be sent.</summary>
[FieldsOf<SignedPart>(nameof(SignedPart.Number), nameof(SignedPart.ExpiresAt))]
public static class SignedPartFields
{
    /// <summary>PUT the part's bytes here, exactly as many as it has.</summary>
    public static string Url(SignedPart part) => part.Url.AbsoluteUri;

    /// <summary>What to send along, besides Content-Length, which HTTP clients set by themselves.</summary>
    public static IEnumerable<Header> Headers(SignedPart part) => part.Headers.Select(h => new Header(h.Key, h.Value));
}

/// <summary>A part of a file that has arrived.</summary>
[FieldsOf<StoredPart>(nameof(StoredPart.Number), Name = "ArrivedPart")]
public static class ArrivedPartFields
{
    /// <summary>Its size in bytes.</summary>
    public static long ByteSize(StoredPart part) => part.Size;
}

/// <summary>A header of an HTTP request.</summary>
/// <param name="Name">Such as Content-Type.</param>
/// <param name="Value">To be sent as it is.</param>
public sealed record Header(string Name, string Value);
