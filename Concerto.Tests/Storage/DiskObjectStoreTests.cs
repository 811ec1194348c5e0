using System.Net;
using System.Security.Cryptography;
using Concerto.Domain.Projects;
using Concerto.Domain.Storage;
using Concerto.Infrastructure.Storage;

namespace Concerto.Tests.Storage;

public sealed class DiskObjectStoreTests(DiskStoreHost host) : ObjectStoreContract, IClassFixture<DiskStoreHost>
{
    private protected override IObjectStore Store => host.Store;
    private protected override IObjectStore Paging(int size) => host.Store;

    private string UploadFolder(string upload) => Path.Combine(host.Directory, "uploads", $"{Key.Replace('/', '+')}+{upload}");
    private string ObjectFile => Path.Combine(host.Directory, "objects", Key);

    [Theory]
    [InlineData("../escaped")]
    [InlineData("versions/../../escaped")]
    [InlineData("/etc/passwd")]
    [InlineData("versions//x")]
    [InlineData("versions/./x")]
    [InlineData("versions/x/")]
    [InlineData("versions/.hidden")]
    [InlineData(@"versions\..\x")]
    [InlineData("versions/x\n")]
    [InlineData("versions/x\0y")]
    [InlineData("a+b")]
    [InlineData("")]
    public async Task A_key_that_could_leave_the_folder_is_refused(string key)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.BeginUploadAsync(key, default));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.HeadAsync(key, default));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.OpenAsync(key, default));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.DeleteAsync(key, default));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.AbortUploadsAsync(key, default));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.SignDownloadAsync(key, TimeSpan.FromMinutes(1), "audio/wav", null, default));
    }

    [Fact]
    public async Task Killed_while_joining_an_upload_completes_the_next_time()
    {
        byte[][] parts = [RandomNumberGenerator.GetBytes(3000), RandomNumberGenerator.GetBytes(50)];
        var upload = await Begin();
        await Put(upload, 1, parts[0]);
        await Put(upload, 2, parts[1]);
        await File.WriteAllBytesAsync(Path.Combine(UploadFolder(upload), "whole.tmp"), RandomNumberGenerator.GetBytes(5000));
        await File.WriteAllBytesAsync(Path.Combine(UploadFolder(upload), "lock"), []);

        Assert.Null(await Store.HeadAsync(Key, default));
        Assert.True(await host.Open().CompleteUploadAsync(Key, upload, default));

        AssertSame(parts, await Read());
        Assert.Empty(Directory.GetDirectories(Path.Combine(host.Directory, "uploads"), $"{Key.Replace('/', '+')}*"));
    }

    [Theory]
    [InlineData(false)] // a single part is moved: none is left
    [InlineData(true)] // several were joined: all are still there
    public async Task Killed_after_the_object_appeared_an_upload_is_finished_the_next_time(bool partsAreLeft)
    {
        var upload = await Begin();
        await Put(upload, 1, [1, 2, 3]);
        var (part, url) = (Path.Combine(UploadFolder(upload), "1.part"), (await Sign(upload, 1, 3)).Url);
        Directory.CreateDirectory(Path.GetDirectoryName(ObjectFile)!);
        if (partsAreLeft) File.Copy(part, ObjectFile);
        else File.Move(part, ObjectFile);

        Assert.True(await host.Open().CompleteUploadAsync(Key, upload, default));

        Assert.Equal(HttpStatusCode.NotFound, (await Http.PutAsync(url, new ByteArrayContent([6, 6, 6]))).StatusCode);
        Assert.Equal([1, 2, 3], await Read());
    }

    [Fact]
    public async Task Killed_while_tidying_up_an_upload_is_complete_and_tidied_the_next_time()
    {
        var upload = await Upload([1, 2, 3]);
        var litter = Directory.CreateDirectory(UploadFolder(upload) + ".done").FullName;
        await File.WriteAllBytesAsync(Path.Combine(litter, "1.part"), [1, 2, 3]);

        Assert.True(await Store.CompleteUploadAsync(Key, upload, default));

        Assert.False(Directory.Exists(litter));
        Assert.Equal([1, 2, 3], await Read());
    }

    [Fact]
    public async Task Killed_while_a_part_arrived_its_half_is_no_part()
    {
        var upload = await Begin();
        await File.WriteAllBytesAsync(Path.Combine(UploadFolder(upload), "1.0123456789abcdef.tmp"), [1, 2]);
        Assert.Empty(await Store.ListPartsAsync(Key, upload, default));
        await Put(upload, 1, [1, 2, 3]);

        Assert.True(await Store.CompleteUploadAsync(Key, upload, default));

        Assert.Equal([1, 2, 3], await Read());
    }

    [Fact]
    public async Task The_first_upload_after_a_start_sweeps_what_killed_processes_left()
    {
        var uploads = Path.Combine(host.Directory, "uploads");
        var over = Directory.CreateDirectory(UploadFolder("0123456789abcdef0123456789abcdef") + ".done").FullName;
        var (stale, fresh) = (Path.Combine(uploads, "versions+a+0.tmp"), Path.Combine(uploads, "versions+b+0.tmp"));
        foreach (var file in new[] { stale, fresh }) await File.WriteAllBytesAsync(file, [1]);
        File.SetLastWriteTimeUtc(stale, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2));

        await host.Open().BeginUploadAsync(Key, default);

        Assert.False(Directory.Exists(over));
        Assert.False(File.Exists(stale));
        Assert.True(File.Exists(fresh));
    }

    [Fact]
    public async Task Urls_survive_a_restart_and_hold_for_every_process_of_one_data_directory()
    {
        await Upload([1, 2, 3]);
        var link = await host.Open().SignDownloadAsync(Key, TimeSpan.FromMinutes(1), "audio/wav", null, default);

        Assert.Equal([1, 2, 3], await Http.GetByteArrayAsync(link));
    }

    [Fact]
    public async Task Processes_that_start_at_once_on_an_empty_directory_share_one_key()
    {
        var data = Directory.CreateTempSubdirectory("concerto-store-").FullName;
        var instant = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow());

        var urls = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
            await new DiskObjectStore(data, new Uri("http://localhost"), instant).SignDownloadAsync(Key, TimeSpan.FromMinutes(1), "audio/wav", null, default))));

        Assert.Single(urls.Distinct());
        var key = new FileInfo(Path.Combine(data, "keys", "store.key"));
        Assert.Equal(32, key.Length);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, key.UnixFileMode);
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task The_store_of_another_data_directory_signs_nothing_that_counts_here()
    {
        var other = new DiskStoreHost();
        await other.InitializeAsync();
        await Upload([1, 2, 3]);

        var foreign = await other.Store.SignDownloadAsync(Key, TimeSpan.FromMinutes(1), "audio/wav", null, default);

        Assert.Equal(HttpStatusCode.Forbidden, (await Http.GetAsync(new Uri(await Link(), foreign.PathAndQuery))).StatusCode);
        await other.DisposeAsync();
    }

    [Fact]
    public async Task A_link_answers_head_and_revalidation_and_is_no_place_for_a_page()
    {
        await Upload("0123456789"u8.ToArray());
        var link = await Link();

        var head = await Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, link));
        var revalidation = new HttpRequestMessage(HttpMethod.Get, link) { Headers = { IfNoneMatch = { head.Headers.ETag! } } };

        Assert.Equal(10, head.Content.Headers.ContentLength);
        Assert.Equal("nosniff", Assert.Single(head.Headers.GetValues("X-Content-Type-Options")));
        Assert.Contains("sandbox", Assert.Single(head.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.True(head.Headers.CacheControl?.Private);
        Assert.Equal(HttpStatusCode.NotModified, (await Http.SendAsync(revalidation)).StatusCode);
    }

    [Fact]
    public async Task Type_and_name_of_a_download_are_part_of_the_signature()
    {
        await Upload([1]);
        var link = (await Store.SignDownloadAsync(Key, TimeSpan.FromMinutes(1), "audio/wav", "mix.wav", default)).AbsoluteUri;

        Refused(await Http.GetAsync(link.Replace("audio%2Fwav", "text%2Fhtml", StringComparison.Ordinal)));
        Refused(await Http.GetAsync(link.Replace("mix.wav", "mix.exe", StringComparison.Ordinal)));
        Refused(await Http.GetAsync(link + "&type=text%2Fhtml"));
    }

    [Fact]
    public async Task Deleting_leaves_no_empty_folders_and_no_neighbour_behind()
    {
        var version = VersionId.New();
        var path = Path.GetTempFileName();
        await Store.PutFileAsync(ObjectKeys.Stream(version), path, "audio/mp4", default);
        await Store.PutFileAsync(ObjectKeys.Waveform(version), path, "application/octet-stream", default);

        await Store.DeleteAsync(ObjectKeys.Stream(version), default);
        Assert.NotNull(await Store.HeadAsync(ObjectKeys.Waveform(version), default));
        await Store.DeleteAsync(ObjectKeys.Waveform(version), default);

        Assert.False(Directory.Exists(Path.Combine(host.Directory, "objects", "versions", $"{version.Value:D}")));
    }

    [Fact]
    public async Task A_disk_that_is_away_is_told_as_such()
    {
        var data = Directory.CreateTempSubdirectory("concerto-store-").FullName;
        var store = new DiskObjectStore(data, new Uri("http://localhost"), TimeProvider.System);
        Directory.Delete(Path.Combine(data, "uploads"));
        await File.WriteAllTextAsync(Path.Combine(data, "uploads"), "not a folder");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.BeginUploadAsync(Key, default));
        Directory.Delete(data, recursive: true);
    }
}
