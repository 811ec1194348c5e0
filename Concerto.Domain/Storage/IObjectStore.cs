namespace Concerto.Domain.Storage;

/// <summary>
/// Where recordings and renditions are kept. Browsers and API clients talk straight to the store by signed URLs;
/// the server only signs, completes, looks and deletes. Keys are made by <see cref="ObjectKeys"/> and carry no user input.
/// Two implementations (disk, S3) pass one contract test suite. Everything but signing throws <see cref="StoreUnavailableException"/>
/// when the store is away.
/// </summary>
public interface IObjectStore
{
    /// <summary>What signed URLs begin with: scheme, host and port. A page's security policy has to allow it.</summary>
    Uri Origin { get; }

    /// <summary>Opens a multipart upload and returns the store's id for it.</summary>
    Task<string> BeginUploadAsync(string key, CancellationToken ct);

    /// <summary>
    /// A URL to which exactly <paramref name="length"/> bytes can be PUT as part <paramref name="number"/> (from 1), with the
    /// headers that the client must send. The length is part of the signature: another one is refused.
    /// </summary>
    ValueTask<SignedPart> SignPartAsync(string key, string uploadId, int number, long length, TimeSpan lifetime, CancellationToken ct);

    /// <summary>The parts that have arrived whole, by number. Empty when the upload is completed, aborted or unknown.</summary>
    Task<IReadOnlyList<StoredPart>> ListPartsAsync(string key, string uploadId, CancellationToken ct);

    /// <summary>
    /// Makes the object of the parts that have arrived (the store's own list is authoritative) and kills their URLs.
    /// Completing again, also at once from elsewhere or after a crash, is harmless: true when the object is there afterwards; false
    /// when it is not, because the upload is not known, was aborted, or no part has arrived (then it stays open).
    /// </summary>
    Task<bool> CompleteUploadAsync(string key, string uploadId, CancellationToken ct);

    /// <summary>Aborts every unfinished multipart upload of this key, known to us or not; their parts and URLs die. Harmless when there is none.</summary>
    Task AbortUploadsAsync(string key, CancellationToken ct);

    /// <summary>What is known of the object, or null when there is none.</summary>
    Task<StoredObject?> HeadAsync(string key, CancellationToken ct);

    /// <summary>
    /// Opens the object, or <paramref name="count"/> bytes (at least 1) of it from <paramref name="offset"/> (fewer at its end, none
    /// behind it), as a forward-only stream whose reads fail with <see cref="IOException"/>; null when there is none.
    /// </summary>
    Task<Stream?> OpenAsync(string key, CancellationToken ct, long offset = 0, long? count = null);

    /// <summary>Stores a file made by the server (a rendition, a waveform), replacing what was there in one step.</summary>
    Task PutFileAsync(string key, string path, string contentType, CancellationToken ct);

    /// <summary>
    /// A URL from which the object can be read with Range requests. The response has exactly the given
    /// content type, and is an attachment of the given name if there is one, inline otherwise.
    /// </summary>
    ValueTask<Uri> SignDownloadAsync(string key, TimeSpan lifetime, string contentType, string? attachmentName, CancellationToken ct);

    /// <summary>Removes the object; harmless when there is none.</summary>
    Task DeleteAsync(string key, CancellationToken ct);
}

/// <param name="Number">Which part it is, from 1.</param>
/// <param name="Url">Where to PUT the part's bytes.</param>
/// <param name="Headers">Headers to send besides Content-Length (which HTTP clients set by themselves).</param>
/// <param name="ExpiresAt">Until when it may be sent there, UTC; after that, ask for a fresh address.</param>
public sealed record SignedPart(int Number, Uri Url, IReadOnlyDictionary<string, string> Headers, DateTime ExpiresAt);

/// <param name="Number">Which part it is, from 1.</param>
/// <param name="Size">In bytes.</param>
public sealed record StoredPart(int Number, long Size);

/// <param name="Size">In bytes.</param>
public sealed record StoredObject(long Size);

/// <summary>The store can't be reached or answers nonsense; what was asked may be asked again later.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : IOException(message, inner);
