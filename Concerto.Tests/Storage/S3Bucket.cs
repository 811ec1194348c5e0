using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Concerto.Domain;
using Concerto.Infrastructure.Storage;

namespace Concerto.Tests.Storage;

/// <summary>A fresh bucket on the S3 server that <c>./test</c> starts, with the CORS rules that the README gives.</summary>
public sealed class S3Bucket : IAsyncLifetime
{
    public S3Options Options { get; } = new()
    {
        ServiceUrl = Setting("CONCERTO_TEST_S3_URL"),
        AccessKey = Setting("CONCERTO_TEST_S3_ACCESS_KEY"),
        SecretKey = Setting("CONCERTO_TEST_S3_SECRET_KEY"),
        Bucket = $"concerto-{Guid.CreateVersion7():N}",
    };

    public async Task InitializeAsync()
    {
        using var s3 = Client();
        await s3.PutBucketAsync(Options.Bucket);
        await AllowAsync(new CORSRule
        {
            AllowedOrigins = ["*"],
            AllowedMethods = ["PUT", "GET", "HEAD"],
            AllowedHeaders = ["*"],
            ExposeHeaders = ["ETag", "Content-Range", "Content-Length", "Accept-Ranges"],
        });
    }

    /// <summary>Sets the bucket's only CORS rule.</summary>
    public async Task AllowAsync(CORSRule rule)
    {
        using var s3 = Client();
        await s3.PutCORSConfigurationAsync(new PutCORSConfigurationRequest { BucketName = Options.Bucket, Configuration = new CORSConfiguration { Rules = [rule] } });
    }

    public async Task DisposeAsync()
    {
        using var s3 = Client();
        var uploads = await s3.ListMultipartUploadsAsync(Options.Bucket);
        foreach (var upload in uploads.MultipartUploads ?? []) await s3.AbortMultipartUploadAsync(Options.Bucket, upload.Key, upload.UploadId);
        var objects = await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Options.Bucket });
        foreach (var item in objects.S3Objects ?? []) await s3.DeleteObjectAsync(Options.Bucket, item.Key);
        await s3.DeleteBucketAsync(Options.Bucket);
    }

    private AmazonS3Client Client() => new(new BasicAWSCredentials(Options.AccessKey, Options.SecretKey), new AmazonS3Config
    {
        ServiceURL = Options.ServiceUrl, AuthenticationRegion = Options.Region, ForcePathStyle = true,
        RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED, ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
    });

    private static string Setting(string name) => Environment.GetEnvironmentVariable(name)
        ?? throw new InvalidOperationException($"These tests need a real S3 server and {name} is not set: run ./test, which starts one, or eng/servers by hand.");
}
