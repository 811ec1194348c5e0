using System.Diagnostics;
using Amazon.S3.Model;
using Concerto.Domain.Storage;
using Concerto.Infrastructure.Storage;

namespace Concerto.Tests.Storage;

public sealed class S3ObjectStoreTests(S3Bucket bucket) : ObjectStoreContract, IClassFixture<S3Bucket>, IDisposable
{
    private readonly S3ObjectStore _store = new(bucket.Options, TimeProvider.System);
    private static readonly Uri App = new("https://concerto.example/");

    private protected override IObjectStore Store => _store;
    private protected override IObjectStore Paging(int size) => new S3ObjectStore(bucket.Options, TimeProvider.System, size);

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task A_store_that_is_away_is_told_as_such_within_seconds()
    {
        using var away = new S3ObjectStore(With(options => options.ServiceUrl = "http://127.0.0.1:9"), TimeProvider.System);
        var watch = Stopwatch.StartNew();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => away.HeadAsync(Key, default));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_lost_bucket_is_not_taken_for_lost_recordings()
    {
        using var lost = new S3ObjectStore(With(options => options.Bucket = "nobody-made-this"), TimeProvider.System);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => lost.HeadAsync(Key, default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => lost.OpenAsync(Key, default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => lost.CompleteUploadAsync(Key, "any", default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => lost.DeleteAsync(Key, default));
    }

    [Fact]
    public async Task A_cancelled_question_is_cancelled_not_away() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.HeadAsync(Key, new CancellationToken(canceled: true)));

    [Fact]
    public async Task The_check_at_the_start_tells_what_the_bucket_lacks()
    {
        await using var own = new OwnBucket();
        await own.Bucket.InitializeAsync();
        using var store = new S3ObjectStore(own.Bucket.Options, TimeProvider.System);
        var http = new Uri("http://localhost:5080");

        Assert.Empty(await store.CheckAsync(http, default));
        Assert.Contains("browsers refuse", Assert.Single(await store.CheckAsync(App, default)), StringComparison.Ordinal);

        await own.Bucket.AllowAsync(new CORSRule { AllowedOrigins = [http.GetLeftPart(UriPartial.Authority)], AllowedMethods = ["GET", "HEAD"], AllowedHeaders = ["*"], ExposeHeaders = ["ETag"] });
        var warnings = await store.CheckAsync(http, default);
        Assert.Contains(warnings, warning => warning.Contains("do not allow PUT", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("Content-Range", StringComparison.Ordinal));
        Assert.Equal(2, warnings.Count);
        Assert.NotEmpty(await store.CheckAsync(new Uri("http://elsewhere.example"), default));
    }

    [Fact]
    public async Task The_check_at_the_start_tells_wrong_settings()
    {
        using var bucketless = new S3ObjectStore(With(options => options.Bucket = "nobody-made-this"), TimeProvider.System);
        using var keyless = new S3ObjectStore(With(options => options.SecretKey = "wrong"), TimeProvider.System);

        Assert.Contains("no bucket nobody-made-this", Assert.Single(await bucketless.CheckAsync(App, default)), StringComparison.Ordinal);
        Assert.Contains("does not answer", Assert.Single(await keyless.CheckAsync(App, default)), StringComparison.Ordinal);
    }

    private S3Options With(Action<S3Options> change)
    {
        var o = bucket.Options;
        var copy = new S3Options { ServiceUrl = o.ServiceUrl, Bucket = o.Bucket, AccessKey = o.AccessKey, SecretKey = o.SecretKey };
        change(copy);
        return copy;
    }

    private sealed class OwnBucket : IAsyncDisposable
    {
        public S3Bucket Bucket { get; } = new();
        public async ValueTask DisposeAsync() => await Bucket.DisposeAsync();
    }
}
