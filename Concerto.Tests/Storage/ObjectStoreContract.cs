using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Concerto.Domain.Projects;
using Concerto.Domain.Storage;

namespace Concerto.Tests.Storage;

/// <summary>What Concerto relies on, whichever store it runs on. Uploads and downloads go over HTTP, as a browser's do.</summary>
public abstract class ObjectStoreContract
{
    private protected const int MiB = 1024 * 1024;
    private protected static readonly HttpClient Http = new();
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private protected readonly string Key = ObjectKeys.Source(VersionId.New());

    private protected abstract IObjectStore Store { get; }

    /// <summary>The same store, that gives listings in pages of <paramref name="size"/> if it pages at all.</summary>
    private protected abstract IObjectStore Paging(int size);

    [Fact]
    public async Task An_upload_of_one_part_becomes_the_object()
    {
        var bytes = RandomNumberGenerator.GetBytes(100_000);
        var upload = await Begin();
        await Put(upload, 1, bytes);

        Assert.Null(await Store.HeadAsync(Key, default));
        Assert.True(await Store.CompleteUploadAsync(Key, upload, default));

        Assert.Equal(new StoredObject(bytes.Length), await Store.HeadAsync(Key, default));
        Assert.Equal(bytes, await Read());
    }

    [Fact]
    public async Task Many_parts_that_arrive_in_any_order_become_the_object()
    {
        byte[][] parts = [.. new[] { 5 * MiB, 5 * MiB, 5 * MiB, 1234 }.Select(RandomNumberGenerator.GetBytes)];
        var upload = await Begin();
        await Task.WhenAll(new[] { 4, 2, 1, 3 }.Select(number => Put(upload, number, parts[number - 1])));

        Assert.True(await Store.CompleteUploadAsync(Key, upload, default));

        AssertSame(parts, await Read());
    }

    [Fact]
    public async Task A_resumed_upload_finds_the_parts_that_arrived()
    {
        var upload = await Begin();
        Assert.Empty(await Store.ListPartsAsync(Key, upload, default));
        await Put(upload, 3, new byte[30]);
        await Put(upload, 1, new byte[10]);

        Assert.Equal([new StoredPart(1, 10), new StoredPart(3, 30)], await Store.ListPartsAsync(Key, upload, default));
    }

    [Fact]
    public async Task A_long_list_of_parts_is_found_whole()
    {
        var upload = await Begin();
        for (var number = 1; number <= 12; number++) await Put(upload, number, new byte[number]);

        Assert.Equal(Enumerable.Range(1, 12).Select(n => new StoredPart(n, n)), await Paging(5).ListPartsAsync(Key, upload, default));
    }

    [Fact]
    public async Task A_part_sent_again_replaces_the_first()
    {
        var upload = await Begin();
        await Put(upload, 1, [1, 1, 1]);
        await Put(upload, 1, [2, 2, 2]);

        await Store.CompleteUploadAsync(Key, upload, default);

        Assert.Equal([2, 2, 2], await Read());
    }

    [Theory]
    [InlineData(999)]
    [InlineData(1001)]
    [InlineData(0)]
    public async Task A_part_of_another_length_is_refused(int length)
    {
        var upload = await Begin();
        var part = await Sign(upload, 1, 1000);

        Refused(await Http.PutAsync(part.Url, new ByteArrayContent(new byte[length])));

        Assert.Empty(await Store.ListPartsAsync(Key, upload, default));
    }

    [Fact]
    public async Task A_chunked_part_is_refused_whatever_its_length()
    {
        var upload = await Begin();
        var request = new HttpRequestMessage(HttpMethod.Put, (await Sign(upload, 1, 1000)).Url) { Content = new ByteArrayContent(new byte[1000]) };
        request.Headers.TransferEncodingChunked = true;

        Refused(await Http.SendAsync(request));

        Assert.Empty(await Store.ListPartsAsync(Key, upload, default));
    }

    [Fact]
    public async Task A_part_cut_off_in_the_middle_leaves_nothing_and_can_be_sent_again()
    {
        var upload = await Begin();
        var part = await Sign(upload, 1, 1000);
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(part.Url.Host, part.Url.Port);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"PUT {part.Url.PathAndQuery} HTTP/1.1\r\nHost: {part.Url.Authority}\r\nContent-Length: 1000\r\n\r\nabc"));
            await Task.Delay(100);
        }

        Assert.Empty(await Store.ListPartsAsync(Key, upload, default));
        Assert.True((await Http.PutAsync(part.Url, new ByteArrayContent(new byte[1000]))).IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_url_of_a_part_serves_nothing_else()
    {
        var upload = await Begin();
        var part = (await Sign(upload, 1, 3)).Url.AbsoluteUri;
        var other = await Store.BeginUploadAsync(ObjectKeys.Source(VersionId.New()), default);
        var signature = Regex.Match(part, "(?i)signature=([0-9a-f]+)").Groups[1].Value;

        foreach (var tampered in new[]
        {
            part.Replace("partNumber=1", "partNumber=2", StringComparison.Ordinal),
            part.Replace(Uri.EscapeDataString(upload), Uri.EscapeDataString(other), StringComparison.Ordinal).Replace(upload, other, StringComparison.Ordinal),
            part.Replace(Key, ObjectKeys.Source(VersionId.New()), StringComparison.Ordinal),
            part.Replace(signature, new string(signature.Select(c => c == '0' ? '1' : '0').ToArray()), StringComparison.Ordinal),
            part.Replace("ignature=" + signature, "ignature=", StringComparison.Ordinal),
            part[..part.IndexOf('?', StringComparison.Ordinal)],
            Regex.Replace(part, "(?i)(expires=)[0-9]+", "${1}604799"),
        })
        {
            Assert.NotEqual(part, tampered);
            Refused(await Http.PutAsync(tampered, new ByteArrayContent(new byte[3])));
        }
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post, HttpMethod.Delete })
            Refused(await Http.SendAsync(new HttpRequestMessage(method, part)));
        Assert.Empty(await Store.ListPartsAsync(Key, upload, default));
    }

    [Fact]
    public async Task A_url_for_listening_does_not_write()
    {
        await Upload([1, 2, 3]);

        Refused(await Http.PutAsync(await Link(), new ByteArrayContent([4, 5, 6])));
        Refused(await Http.DeleteAsync(await Link()));

        Assert.Equal([1, 2, 3], await Read());
    }

    [Fact]
    public async Task Urls_expire()
    {
        await Upload([1, 2, 3]);
        var upload = await Begin();
        var part = await Store.SignPartAsync(Key, upload, 1, 3, TimeSpan.FromSeconds(1), default);
        var link = await Store.SignDownloadAsync(Key, TimeSpan.FromSeconds(1), "audio/wav", null, default);
        Assert.InRange(part.ExpiresAt, DateTimeOffset.FromUnixTimeSeconds(0).UtcDateTime, TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(2));

        await Task.Delay(2100);

        Assert.Equal(HttpStatusCode.Forbidden, (await Http.PutAsync(part.Url, new ByteArrayContent(new byte[3]))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await Http.GetAsync(link)).StatusCode);
    }

    [Fact]
    public async Task Completing_twice_is_completing_once()
    {
        var upload = await Upload([1, 2, 3]);

        Assert.True(await Store.CompleteUploadAsync(Key, upload, default));

        Assert.Equal([1, 2, 3], await Read());
    }

    [Fact]
    public async Task Twenty_completing_at_once_complete_once()
    {
        byte[][] parts = [RandomNumberGenerator.GetBytes(5 * MiB), RandomNumberGenerator.GetBytes(MiB)];
        var upload = await Begin();
        await Put(upload, 1, parts[0]);
        await Put(upload, 2, parts[1]);

        var completed = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Store.CompleteUploadAsync(Key, upload, default))));

        Assert.All(completed, Assert.True);
        AssertSame(parts, await Read());
        Assert.Empty(await Store.ListPartsAsync(Key, upload, default));
    }

    [Fact]
    public async Task An_upload_that_nobody_began_completes_to_nothing()
    {
        var upload = await Begin();
        await Store.AbortUploadsAsync(Key, default);

        Assert.False(await Store.CompleteUploadAsync(Key, upload, default));
        Assert.False(await Store.CompleteUploadAsync(Key, "../nonsense", default));
        Assert.Empty(await Store.ListPartsAsync(Key, "nonsense", default));
    }

    [Fact]
    public async Task An_upload_without_a_part_stays_open()
    {
        var upload = await Begin();

        Assert.False(await Store.CompleteUploadAsync(Key, upload, default));

        await Put(upload, 1, [1]);
        Assert.True(await Store.CompleteUploadAsync(Key, upload, default));
    }

    [Fact]
    public async Task After_completion_its_urls_are_dead()
    {
        var upload = await Begin();
        var part = await Sign(upload, 1, 3);
        await Http.PutAsync(part.Url, new ByteArrayContent([1, 2, 3]));
        await Store.CompleteUploadAsync(Key, upload, default);

        Assert.Equal(HttpStatusCode.NotFound, (await Http.PutAsync(part.Url, new ByteArrayContent([6, 6, 6]))).StatusCode);

        Assert.True(await Store.CompleteUploadAsync(Key, upload, default));
        Assert.Equal([1, 2, 3], await Read());
    }

    [Fact]
    public async Task A_part_that_is_sent_while_others_complete_never_changes_what_was_completed()
    {
        for (var round = 0; round < 5; round++)
        {
            var key = ObjectKeys.Source(VersionId.New());
            var upload = await Store.BeginUploadAsync(key, default);
            var part = await Store.SignPartAsync(key, upload, 1, 100_000, Minute, default);
            (await Http.PutAsync(part.Url, new ByteArrayContent(new byte[100_000]))).EnsureSuccessStatusCode();
            var sending = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Http.PutAsync(part.Url, new ByteArrayContent(RandomNumberGenerator.GetBytes(100_000)))));

            Assert.True(await Store.CompleteUploadAsync(key, upload, default));
            var completed = await Read(key);
            await sending;
            Assert.True(await Store.CompleteUploadAsync(key, upload, default));

            AssertSame([completed], await Read(key));
        }
    }

    [Fact]
    public async Task Completing_and_aborting_at_once_either_completes_or_aborts()
    {
        for (var round = 0; round < 2; round++)
        {
            var key = ObjectKeys.Source(VersionId.New());
            var upload = await Store.BeginUploadAsync(key, default);
            var part = await Store.SignPartAsync(key, upload, 1, 3, Minute, default);
            (await Http.PutAsync(part.Url, new ByteArrayContent([1, 2, 3]))).EnsureSuccessStatusCode();

            var completing = Store.CompleteUploadAsync(key, upload, default);
            await Store.AbortUploadsAsync(key, default);

            if (await completing) Assert.Equal([1, 2, 3], await Read(key));
            else Assert.Null(await Store.HeadAsync(key, default));
        }
    }

    [Fact]
    public async Task After_an_abort_its_urls_and_parts_are_gone()
    {
        var upload = await Begin();
        var part = await Sign(upload, 1, 3);
        await Http.PutAsync(part.Url, new ByteArrayContent([1, 2, 3]));

        await Store.AbortUploadsAsync(Key, default);

        Assert.Equal(HttpStatusCode.NotFound, (await Http.PutAsync(part.Url, new ByteArrayContent([6, 6, 6]))).StatusCode);
        Assert.Empty(await Store.ListPartsAsync(Key, upload, default));
        Assert.False(await Store.CompleteUploadAsync(Key, upload, default));
    }

    [Fact]
    public async Task Aborting_finds_forgotten_uploads_of_this_key_alone()
    {
        string[] forgotten = [await Begin(), await Begin(), await Begin()];
        foreach (var upload in forgotten) await Put(upload, 1, [1]);
        List<SignedPart> neighbours = [];
        foreach (var key in new[] { Key + ".m4a", Key + "/below" })
            neighbours.Add(await Store.SignPartAsync(key, await Store.BeginUploadAsync(key, default), 1, 1, Minute, default));

        await Paging(1).AbortUploadsAsync(Key, default);

        foreach (var upload in forgotten) Assert.Empty(await Store.ListPartsAsync(Key, upload, default));
        foreach (var part in neighbours) (await Http.PutAsync(part.Url, new ByteArrayContent([1]))).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task Aborting_when_there_is_nothing_is_harmless()
    {
        await Store.AbortUploadsAsync(Key, default);
        await Upload([1, 2, 3]);
        await Store.AbortUploadsAsync(Key, default);

        Assert.Equal([1, 2, 3], await Read());
    }

    [Fact]
    public async Task A_type_that_the_client_claims_is_taken_and_ignored()
    {
        var upload = await Begin();
        var content = new ByteArrayContent([1, 2, 3]);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/html");
        Assert.True((await Http.PutAsync((await Sign(upload, 1, 3)).Url, content)).IsSuccessStatusCode);
        await Store.CompleteUploadAsync(Key, upload, default);

        Assert.Equal("audio/wav", (await Http.GetAsync(await Link())).Content.Headers.ContentType?.ToString());
    }

    [Theory]
    [InlineData(0L, null, "0123456789")]
    [InlineData(4L, null, "456789")]
    [InlineData(0L, 4L, "0123")]
    [InlineData(3L, 4L, "3456")]
    [InlineData(8L, 100L, "89")]
    [InlineData(10L, 5L, "")]
    [InlineData(99L, null, "")]
    public async Task A_stretch_of_the_object_can_be_opened(long offset, long? count, string expected)
    {
        await Upload("0123456789"u8.ToArray());

        await using var stream = await Store.OpenAsync(Key, default, offset, count);

        Assert.Equal(expected, await new StreamReader(stream!).ReadToEndAsync());
    }

    [Theory]
    [InlineData("bytes=2-5", "2345", "bytes 2-5/10")]
    [InlineData("bytes=7-", "789", "bytes 7-9/10")]
    [InlineData("bytes=-3", "789", "bytes 7-9/10")]
    [InlineData("bytes=8-400", "89", "bytes 8-9/10")]
    public async Task A_player_can_ask_for_a_range(string range, string expected, string contentRange)
    {
        await Upload("0123456789"u8.ToArray());

        var response = await Get(await Link(), range);

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
        Assert.Equal(contentRange, response.Content.Headers.ContentRange?.ToString());
        Assert.Equal("audio/wav", response.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task A_range_behind_the_end_is_not_satisfiable()
    {
        await Upload("0123456789"u8.ToArray());

        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, (await Get(await Link(), "bytes=10-")).StatusCode);
    }

    [Fact]
    public async Task Without_a_name_a_recording_is_played_in_place()
    {
        await Upload("0123456789"u8.ToArray());

        var response = await Http.GetAsync(await Link());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(10, response.Content.Headers.ContentLength);
        Assert.Equal("inline", response.Content.Headers.ContentDisposition?.ToString());
        Assert.NotNull(response.Headers.ETag);
        Assert.NotNull(response.Content.Headers.LastModified);
    }

    [Theory]
    [InlineData("Intro – v3 “süß”.wav", "Intro – v3 “süß”.wav")]
    [InlineData("100% ; \"rough\" + 'late'.wav", "100% ; \"rough\" + 'late'.wav")]
    [InlineData("AC/DC\r\nX-Evil: 1\\🎸.wav", "AC-DCX-Evil: 1-🎸.wav")]
    public async Task A_download_carries_its_human_name(string name, string expected)
    {
        await Upload([1]);

        var response = await Http.GetAsync(await Store.SignDownloadAsync(Key, Minute, "audio/x-wav", name, default));

        Assert.Equal("attachment", response.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal(expected, response.Content.Headers.ContentDisposition?.FileNameStar);
        Assert.Equal("audio/x-wav", response.Content.Headers.ContentType?.ToString());
        Assert.False(response.Headers.Contains("X-Evil"));
    }

    [Fact]
    public async Task A_file_of_ours_replaces_the_object()
    {
        await PutFile("first");
        await PutFile("second, longer");

        Assert.Equal("second, longer"u8.ToArray(), await Read());
        Assert.Equal(new StoredObject(14), await Store.HeadAsync(Key, default));
    }

    [Fact]
    public async Task Who_is_reading_an_object_is_not_disturbed_by_its_replacement_or_deletion()
    {
        await PutFile("before");
        await using var before = await Store.OpenAsync(Key, default);
        await PutFile("after");
        await using var after = await Store.OpenAsync(Key, default);
        await Store.DeleteAsync(Key, default);

        Assert.Equal("before", await new StreamReader(before!).ReadToEndAsync());
        Assert.Equal("after", await new StreamReader(after!).ReadToEndAsync());
    }

    [Fact]
    public async Task Readers_see_one_file_or_the_other_while_it_is_replaced_again_and_again()
    {
        var (a, b) = (new string('a', 50_000), new string('b', 60_000));
        await PutFile(a);
        var writing = Task.Run(async () => { for (var i = 0; i < 20; i++) await PutFile(i % 2 == 0 ? b : a); });
        while (!writing.IsCompleted) Assert.Contains(Encoding.ASCII.GetString(await Read()), new[] { a, b });
        await writing;
    }

    [Fact]
    public async Task What_is_not_there_is_null_and_404()
    {
        Assert.Null(await Store.HeadAsync(Key, default));
        Assert.Null(await Store.OpenAsync(Key, default));
        Assert.Equal(HttpStatusCode.NotFound, (await Http.GetAsync(await Link())).StatusCode);
    }

    [Fact]
    public async Task Deleting_twice_is_deleting_once()
    {
        await Upload([1, 2, 3]);

        await Store.DeleteAsync(Key, default);
        await Store.DeleteAsync(Key, default);

        Assert.Null(await Store.HeadAsync(Key, default));
    }

    [Fact]
    public async Task Deleting_touches_nothing_below_a_key()
    {
        await Upload([1, 2, 3]);

        await Store.DeleteAsync(Path.GetDirectoryName(Key)!, default);

        Assert.Equal([1, 2, 3], await Read());
    }

    [Fact]
    public async Task A_page_of_any_origin_may_use_a_url()
    {
        var upload = await Begin();
        var part = (await Sign(upload, 1, 3)).Url;
        var preflight = await Http.SendAsync(From(HttpMethod.Options, part, ("Access-Control-Request-Method", "PUT"), ("Access-Control-Request-Headers", "content-type")));
        Assert.True(preflight.IsSuccessStatusCode);
        Assert.Contains("PUT", string.Join(',', preflight.Headers.GetValues("Access-Control-Allow-Methods")), StringComparison.Ordinal);

        var put = From(HttpMethod.Put, part);
        put.Content = new ByteArrayContent(new byte[3]);
        var answer = await Http.SendAsync(put);
        await Store.CompleteUploadAsync(Key, upload, default);
        var get = await Http.SendAsync(From(HttpMethod.Get, await Link(), ("Range", "bytes=0-0")));

        foreach (var response in new[] { preflight, answer, get })
            Assert.Contains(Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")), new[] { "*", "http://studio.example" });
        Assert.Contains("Content-Range", string.Join(',', get.Headers.GetValues("Access-Control-Expose-Headers")), StringComparison.OrdinalIgnoreCase);
    }

    private static HttpRequestMessage From(HttpMethod method, Uri url, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, url);
        request.Headers.Add("Origin", "http://studio.example");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private protected Task<string> Begin() => Store.BeginUploadAsync(Key, default);

    private protected ValueTask<SignedPart> Sign(string upload, int number, long length) => Store.SignPartAsync(Key, upload, number, length, Minute, default);

    private protected ValueTask<Uri> Link() => Store.SignDownloadAsync(Key, Minute, "audio/wav", null, default);

    private protected async Task Put(string upload, int number, byte[] bytes)
    {
        var part = await Sign(upload, number, bytes.Length);
        var request = new HttpRequestMessage(HttpMethod.Put, part.Url) { Content = new ByteArrayContent(bytes) };
        foreach (var (name, value) in part.Headers) request.Headers.Add(name, value);
        (await Http.SendAsync(request)).EnsureSuccessStatusCode();
    }

    private protected async Task<string> Upload(byte[] bytes)
    {
        var upload = await Begin();
        await Put(upload, 1, bytes);
        Assert.True(await Store.CompleteUploadAsync(Key, upload, default));
        return upload;
    }

    private protected async Task PutFile(string text)
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, text);
        await Store.PutFileAsync(Key, path, "audio/mp4", default);
        File.Delete(path);
    }

    private protected Task<byte[]> Read() => Read(Key);

    private async Task<byte[]> Read(string key)
    {
        await using var stream = await Store.OpenAsync(key, default);
        var copy = new MemoryStream();
        await stream!.CopyToAsync(copy);
        return copy.ToArray();
    }

    private protected static Task<HttpResponseMessage> Get(Uri url, string range)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("Range", range);
        return Http.SendAsync(request);
    }

    /// <summary>Compares by hash: item by item takes seconds for megabytes.</summary>
    private protected static void AssertSame(byte[][] parts, byte[] bytes) =>
        Assert.Equal(Convert.ToHexString(SHA256.HashData(parts.SelectMany(part => part).ToArray())), Convert.ToHexString(SHA256.HashData(bytes)));

    private protected static void Refused(HttpResponseMessage response) => Assert.InRange((int)response.StatusCode, 400, 499);
}
