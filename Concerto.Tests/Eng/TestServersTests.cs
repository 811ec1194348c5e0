using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using MySqlConnector;

namespace Concerto.Tests.Eng;

/// <summary>The servers that <c>eng/servers</c> starts are real ones, and answer at the addresses it exports.</summary>
public class TestServersTests
{
    [Fact]
    public async Task MariaDb_is_there_and_lets_the_tests_make_databases()
    {
        await using var connection = new MySqlConnection(Exported("CONCERTO_TEST_MYSQL"));
        await connection.OpenAsync();
        var version = (string)(await new MySqlCommand("SELECT VERSION()", connection).ExecuteScalarAsync())!;
        Assert.Contains("MariaDB", version, StringComparison.Ordinal);
        Assert.True(Version.Parse(version.Split('-')[0]) >= new Version(10, 6), version);

        var database = $"servers_{Guid.CreateVersion7():N}";
        await ExecuteAsync(connection, $"CREATE DATABASE {database} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
        await ExecuteAsync(connection, $"CREATE TABLE {database}.songs (name varchar(200) PRIMARY KEY) ENGINE=InnoDB");
        Assert.Equal(1, await ExecuteAsync(connection, $"INSERT INTO {database}.songs VALUES ('Föhn 🎹')"));
        await ExecuteAsync(connection, $"DROP DATABASE {database}");
    }

    [Fact]
    public async Task The_s3_server_keeps_an_object_and_refuses_a_wrong_key()
    {
        using var s3 = Client(Exported("CONCERTO_TEST_S3_SECRET_KEY"));
        var bucket = $"servers-{Guid.CreateVersion7():N}";
        await s3.PutBucketAsync(bucket);
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "a/take 1", ContentBody = "la la la", UseChunkEncoding = false });

        using var got = await s3.GetObjectAsync(bucket, "a/take 1");
        using var reader = new StreamReader(got.ResponseStream);
        Assert.Equal("la la la", await reader.ReadToEndAsync());

        using var stranger = Client("not-the-secret");
        var refused = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => stranger.GetObjectAsync(bucket, "a/take 1"));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        await s3.DeleteObjectAsync(bucket, "a/take 1");
        await s3.DeleteBucketAsync(bucket);
    }

    static AmazonS3Client Client(string secretKey) => new(
        new BasicAWSCredentials(Exported("CONCERTO_TEST_S3_ACCESS_KEY"), secretKey),
        new AmazonS3Config
        {
            ServiceURL = Exported("CONCERTO_TEST_S3_URL"),
            AuthenticationRegion = "us-east-1",
            ForcePathStyle = true,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });

    static async Task<int> ExecuteAsync(MySqlConnection connection, string sql)
    {
        await using var command = new MySqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }

    static string Exported(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
        ? value
        : throw new InvalidOperationException($"{variable} is not set: run ./test, or eng/servers start and eval \"$(eng/servers env)\".");
}
