using Concerto.Domain.Storage;

namespace Concerto.Tests.Storage;

/// <summary>A real store with something in front of it: a test overrides what it wants to hinder or to watch.</summary>
internal abstract class StoreBehind(IObjectStore store) : IObjectStore
{
    public Uri Origin => store.Origin;
    public virtual Task<string> BeginUploadAsync(string key, CancellationToken ct) => store.BeginUploadAsync(key, ct);
    public virtual ValueTask<SignedPart> SignPartAsync(string key, string uploadId, int number, long length, TimeSpan lifetime, CancellationToken ct) => store.SignPartAsync(key, uploadId, number, length, lifetime, ct);
    public virtual Task<IReadOnlyList<StoredPart>> ListPartsAsync(string key, string uploadId, CancellationToken ct) => store.ListPartsAsync(key, uploadId, ct);
    public virtual Task<bool> CompleteUploadAsync(string key, string uploadId, CancellationToken ct) => store.CompleteUploadAsync(key, uploadId, ct);
    public virtual Task AbortUploadsAsync(string key, CancellationToken ct) => store.AbortUploadsAsync(key, ct);
    public virtual Task<StoredObject?> HeadAsync(string key, CancellationToken ct) => store.HeadAsync(key, ct);
    public virtual Task<Stream?> OpenAsync(string key, CancellationToken ct, long offset = 0, long? count = null) => store.OpenAsync(key, ct, offset, count);
    public virtual Task PutFileAsync(string key, string path, string contentType, CancellationToken ct) => store.PutFileAsync(key, path, contentType, ct);
    public virtual ValueTask<Uri> SignDownloadAsync(string key, TimeSpan lifetime, string contentType, string? attachmentName, CancellationToken ct) => store.SignDownloadAsync(key, lifetime, contentType, attachmentName, ct);
    public virtual Task DeleteAsync(string key, CancellationToken ct) => store.DeleteAsync(key, ct);
}
