using System.Globalization;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Concerto.Domain;
using Concerto.Domain.Storage;

namespace Concerto.Infrastructure.Storage;

/// <summary>
/// Objects in a bucket of Cloudflare R2, AWS S3, MinIO, Ceph or Swift; browsers talk to it directly.
/// What is special here is what those differ in: see the comments.
/// </summary>
public sealed partial class S3ObjectStore : IObjectStore, IDisposable
{
    private readonly S3Options _options;
    private readonly AmazonS3Client _s3;
    private readonly TimeProvider _time;
    private readonly int _pageSize;
    private readonly bool _https;

    /// <param name="pageSize">How many parts or uploads to ask for at a time; S3 gives at most 1,000.</param>
    public S3ObjectStore(S3Options options, TimeProvider time, int pageSize = 1000)
    {
        _options = options;
        _time = time;
        _pageSize = pageSize;
        _https = options.ServiceUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        _s3 = new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), new AmazonS3Config
        {
            ServiceURL = options.ServiceUrl,
            AuthenticationRegion = options.Region,
            ForcePathStyle = options.ForcePathStyle,
            // R2, Swift and Ceph refuse the SDK's checksum trailers (aws-chunked bodies).
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            ConnectTimeout = TimeSpan.FromSeconds(5),
        });
    }

    public async Task<string> BeginUploadAsync(string key, CancellationToken ct) =>
        (await AskAsync(() => _s3.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = _options.Bucket, Key = key }, ct), ct))?.UploadId
            ?? throw new StoreUnavailableException("The store does not open an upload.");

    public async ValueTask<SignedPart> SignPartAsync(string key, string uploadId, int number, long length, TimeSpan lifetime, CancellationToken ct)
    {
        var expires = _time.Now() + lifetime;
        var request = Presign(HttpVerb.PUT, key, expires);
        request.UploadId = uploadId;
        request.PartNumber = number;
        request.Headers.ContentLength = length; // becomes a signed header: another length is another signature
        return new SignedPart(number, new Uri(await _s3.GetPreSignedURLAsync(request)), new Dictionary<string, string>(), expires);
    }

    public async Task<IReadOnlyList<StoredPart>> ListPartsAsync(string key, string uploadId, CancellationToken ct) =>
        [.. (await PartsAsync(key, uploadId, ct)).Select(part => new StoredPart(part.PartNumber ?? 0, part.Size ?? 0))];

    public async Task<bool> CompleteUploadAsync(string key, string uploadId, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var parts = await PartsAsync(key, uploadId, ct);
            if (parts.Count == 0) return await HeadAsync(key, ct) is not null; // nothing arrived, or it is completed or aborted
            try
            {
                var request = new CompleteMultipartUploadRequest { BucketName = _options.Bucket, Key = key, UploadId = uploadId };
                request.AddPartETags(parts.Select(part => new PartETag(part.PartNumber ?? 0, part.ETag)));
                return await AskAsync(() => _s3.CompleteMultipartUploadAsync(request, ct), ct) is not null
                    ? true
                    : throw new StoreUnavailableException("The store lists an upload that it does not know.");
            }
            catch (StoreUnavailableException) when (attempt < 6)
            {
                // Somebody else is completing it at this moment (Ceph says 500, AWS 409), or a part was sent again since we looked.
                await Task.Delay(TimeSpan.FromMilliseconds(50 * attempt), _time, ct);
            }
        }
    }

    public async Task AbortUploadsAsync(string key, CancellationToken ct)
    {
        var request = new ListMultipartUploadsRequest { BucketName = _options.Bucket, Prefix = key, MaxUploads = _pageSize };
        ListMultipartUploadsResponse? page;
        do
        {
            page = await AskAsync(() => _s3.ListMultipartUploadsAsync(request, ct), ct);
            foreach (var upload in (page?.MultipartUploads ?? []).Where(upload => upload.Key == key)) // the prefix finds more
                await AskAsync(() => _s3.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = _options.Bucket, Key = key, UploadId = upload.UploadId }, ct), ct);
            (request.KeyMarker, request.UploadIdMarker) = (page?.NextKeyMarker, page?.NextUploadIdMarker);
        }
        while (page?.IsTruncated == true);
    }

    public async Task<StoredObject?> HeadAsync(string key, CancellationToken ct)
    {
        var head = await AskAsync(() => _s3.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = _options.Bucket, Key = key }, ct), ct);
        if (head is not null) return new StoredObject(head.ContentLength);
        // A HEAD's 404 has no body to say what is missing. Without this, a lost bucket would look like lost recordings.
        if (await AskAsync(() => _s3.HeadBucketAsync(new HeadBucketRequest { BucketName = _options.Bucket }, ct), ct) is null)
            throw new StoreUnavailableException($"There is no bucket {_options.Bucket}.");
        return null;
    }

    public async Task<Stream?> OpenAsync(string key, CancellationToken ct, long offset = 0, long? count = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count ?? 1, nameof(count));
        var request = new GetObjectRequest { BucketName = _options.Bucket, Key = key };
        if (offset > 0 || count is not null)
            request.ByteRange = count is null ? new ByteRange($"bytes={offset}-") : new ByteRange(offset, offset + count.Value - 1);
        try { return (await AskAsync(() => _s3.GetObjectAsync(request, ct), ct))?.ResponseStream; }
        catch (StoreUnavailableException e) when (e.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.RequestedRangeNotSatisfiable })
        {
            return Stream.Null; // begins behind the object's end
        }
    }

    public Task PutFileAsync(string key, string path, string contentType, CancellationToken ct) => AskAsync(() => _s3.PutObjectAsync(new PutObjectRequest
    {
        BucketName = _options.Bucket,
        Key = key,
        FilePath = path,
        ContentType = contentType,
        // One plain body, never aws-chunked: over https unsigned (TLS guards it), over http signed as a whole.
        DisablePayloadSigning = _https,
        UseChunkEncoding = false,
    }, ct), ct);

    /// <summary>The bucket's own host, unless it is addressed by path.</summary>
    public Uri Origin => new(new Uri(_s3.GetPreSignedURL(Presign(HttpVerb.GET, "origin", _time.Now() + TimeSpan.FromMinutes(1)))).GetLeftPart(UriPartial.Authority));

    public async ValueTask<Uri> SignDownloadAsync(string key, TimeSpan lifetime, string contentType, string? attachmentName, CancellationToken ct)
    {
        var request = Presign(HttpVerb.GET, key, _time.Now() + lifetime);
        request.ResponseHeaderOverrides.ContentType = contentType;
        request.ResponseHeaderOverrides.ContentDisposition = Attachment.Disposition(attachmentName);
        return new Uri(await _s3.GetPreSignedURLAsync(request));
    }

    public Task DeleteAsync(string key, CancellationToken ct) =>
        AskAsync(() => _s3.DeleteObjectAsync(new DeleteObjectRequest { BucketName = _options.Bucket, Key = key }, ct), ct);

    public void Dispose() => _s3.Dispose();

    private GetPreSignedUrlRequest Presign(HttpVerb verb, string key, DateTime expires) => new()
    {
        BucketName = _options.Bucket, Key = key, Verb = verb, Expires = expires, Protocol = _https ? Protocol.HTTPS : Protocol.HTTP,
    };

    private async Task<List<PartDetail>> PartsAsync(string key, string uploadId, CancellationToken ct)
    {
        List<PartDetail> parts = [];
        var request = new ListPartsRequest { BucketName = _options.Bucket, Key = key, UploadId = uploadId, MaxParts = _pageSize };
        ListPartsResponse? page;
        do
        {
            page = await AskAsync(() => _s3.ListPartsAsync(request, ct), ct);
            parts.AddRange(page?.Parts ?? []); // the SDK's empty list is null
            request.PartNumberMarker = page?.NextPartNumberMarker?.ToString(CultureInfo.InvariantCulture);
        }
        while (page?.IsTruncated == true);
        return parts;
    }

    /// <summary>
    /// What the store answers; null when it says that the object or upload is not there, under whatever code
    /// (NoSuchUpload, NoSuchKey for an upload on Ceph, NotFound for a HEAD).
    /// </summary>
    /// <exception cref="StoreUnavailableException">Anything else, a missing bucket and refused keys included: our settings are wrong, not the caller.</exception>
    private static async Task<T?> AskAsync<T>(Func<Task<T>> ask, CancellationToken ct) where T : class
    {
        try { return await ask(); }
        catch (AmazonS3Exception e) when (e is { StatusCode: HttpStatusCode.NotFound, ErrorCode: not "NoSuchBucket" }) { return null; }
        catch (Exception e) when (e is AmazonClientException or AmazonServiceException or HttpRequestException or IOException or TimeoutException
            || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new StoreUnavailableException($"The store fails: {e.Message}", e);
        }
    }
}
