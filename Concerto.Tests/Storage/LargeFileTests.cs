using System.Diagnostics;
using System.Net;
using Concerto.Domain.Projects;
using Concerto.Domain.Storage;
using Concerto.Infrastructure.Storage;

namespace Concerto.Tests.Storage;

/// <summary>Runs when nothing else does, because it counts what the whole process allocates.</summary>
[CollectionDefinition("Large files", DisableParallelization = true)]
public sealed class LargeFiles;

[Collection("Large files")]
public sealed class LargeFileTests
{
    private const long Size = 300L << 20;
    private const long Allowed = 64L << 20;
    private readonly string _key = ObjectKeys.Source(VersionId.New());

    [Fact]
    public async Task Three_hundred_megabytes_pass_through_the_disk_store_and_memory_stays_flat()
    {
        var host = new DiskStoreHost();
        await host.InitializeAsync();
        using var http = new HttpClient();

        await MemoryStaysFlat(async () =>
        {
            var upload = await host.Store.BeginUploadAsync(_key, default);
            foreach (var (number, length) in new[] { (1, Size - 1000), (2, 1000) })
            {
                var part = await host.Store.SignPartAsync(_key, upload, number, length, TimeSpan.FromMinutes(1), default);
                (await http.PutAsync(part.Url, new Silence(length))).EnsureSuccessStatusCode();
            }
            Assert.True(await host.Store.CompleteUploadAsync(_key, upload, default));
            Assert.Equal(new StoredObject(Size), await host.Store.HeadAsync(_key, default));

            await using var link = await http.GetStreamAsync(await host.Store.SignDownloadAsync(_key, TimeSpan.FromMinutes(1), "audio/wav", null, default));
            Assert.Equal(Size, await LengthOf(link));
        });
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Three_hundred_megabytes_go_to_s3_and_back_and_memory_stays_flat()
    {
        var bucket = new S3Bucket();
        await bucket.InitializeAsync();
        using var http = new HttpClient();
        using var store = new S3ObjectStore(bucket.Options, TimeProvider.System);
        var path = Path.GetTempFileName();
        await using (var file = File.OpenWrite(path)) file.SetLength(Size);

        await MemoryStaysFlat(async () =>
        {
            await store.PutFileAsync(ObjectKeys.Stream(VersionId.New()), path, "audio/mp4", default);

            var upload = await store.BeginUploadAsync(_key, default);
            var part = await store.SignPartAsync(_key, upload, 1, Size, TimeSpan.FromMinutes(1), default);
            (await http.PutAsync(part.Url, new Silence(Size))).EnsureSuccessStatusCode();
            Assert.True(await store.CompleteUploadAsync(_key, upload, default));
            await using var stream = await store.OpenAsync(_key, default);
            Assert.Equal(Size, await LengthOf(stream!));
        });
        File.Delete(path);
        await bucket.DisposeAsync();
    }

    // Once of three times: the servers that the tests share are still there, and may be at something of their own.
    private static async Task MemoryStaysFlat(Func<Task> act)
    {
        using var process = Process.GetCurrentProcess();
        for (var time = 1; ; time++)
        {
            process.Refresh();
            var (allocated, before) = (GC.GetTotalAllocatedBytes(precise: true), process.WorkingSet64);

            await act();

            process.Refresh();
            allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
            before = process.WorkingSet64 - before;
            if (allocated <= Allowed && before <= Allowed) return;
            Assert.True(time < 3, $"It allocated {allocated} bytes and kept {before}.");
        }
    }

    private static async Task<long> LengthOf(Stream stream)
    {
        var buffer = new byte[1 << 16];
        long length = 0;
        for (int read; (read = await stream.ReadAsync(buffer)) > 0;) length += read;
        return length;
    }

    /// <summary>A body of zeros that is never in memory.</summary>
    private sealed class Silence(long length) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var zeros = new byte[1 << 16];
            for (var left = length; left > 0; left -= zeros.Length) await stream.WriteAsync(zeros.AsMemory(0, (int)Math.Min(left, zeros.Length)));
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }
}
