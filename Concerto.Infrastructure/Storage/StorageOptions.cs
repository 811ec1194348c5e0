using Microsoft.Extensions.Options;

namespace Concerto.Infrastructure.Storage;

/// <summary><c>Concerto:Storage</c>: where recordings are kept.</summary>
public sealed class StorageOptions
{
    public const string Section = "Concerto:Storage";

    /// <summary><c>disk</c> (the data directory) or <c>s3</c>.</summary>
    public string Provider { get; set; } = "disk";

    public S3Options S3 { get; set; } = new();

    /// <summary><c>Concerto:PublicUrl</c>: what the signed URLs of the disk store begin with.</summary>
    public string PublicUrl { get; set; } = "http://localhost:5080";

    /// <summary><c>Concerto:DataDirectory</c>: objects, unfinished uploads and the signing key of the disk store.</summary>
    public string DataDirectory { get; set; } = "./data";

    public bool IsS3 => Provider.Equals("s3", StringComparison.OrdinalIgnoreCase);
}

/// <summary><c>Concerto:Storage:S3</c>: Cloudflare R2, AWS S3, MinIO, Ceph, Swift.</summary>
public sealed class S3Options
{
    /// <summary>Where the store answers, for the server and for browsers alike: <c>https://ACCOUNT.r2.cloudflarestorage.com</c>.</summary>
    public string ServiceUrl { get; set; } = "";

    public string Bucket { get; set; } = "";
    public string AccessKey { get; set; } = "";
    public string SecretKey { get; set; } = "";

    /// <summary>R2 takes <c>auto</c>, MinIO and Ceph take anything.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>The bucket in the path, not in the host name: every S3 there is understands it.</summary>
    public bool ForcePathStyle { get; set; } = true;
}

/// <summary>Stops the start with a line that names the setting.</summary>
public sealed class ValidateStorageOptions : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        List<string> wrong = [];
        if (!IsHttp(options.PublicUrl)) wrong.Add("Concerto:PublicUrl must be the http or https address that people use, such as https://concerto.example.");
        if (string.IsNullOrWhiteSpace(options.DataDirectory)) wrong.Add("Concerto:DataDirectory must name a folder.");
        if (!options.IsS3 && !options.Provider.Equals("disk", StringComparison.OrdinalIgnoreCase))
            wrong.Add($"{StorageOptions.Section}:Provider is “{options.Provider}”; it can be disk or s3.");
        if (options.IsS3)
        {
            if (!IsHttp(options.S3.ServiceUrl))
                wrong.Add(options.S3.ServiceUrl.Length == 0 ? $"{StorageOptions.Section}:S3:ServiceUrl is missing." : $"{StorageOptions.Section}:S3:ServiceUrl is “{options.S3.ServiceUrl}”; it is the http or https address of the S3 server.");
            foreach (var (setting, value) in new[]
            {
                ("Bucket", options.S3.Bucket), ("AccessKey", options.S3.AccessKey),
                ("SecretKey", options.S3.SecretKey), ("Region", options.S3.Region),
            })
                if (string.IsNullOrWhiteSpace(value)) wrong.Add($"{StorageOptions.Section}:S3:{setting} is missing.");
        }
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static bool IsHttp(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Query == "" && uri.Fragment == "";
}
