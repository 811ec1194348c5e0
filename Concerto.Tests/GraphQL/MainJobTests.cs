using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Concerto.Tests.Audio;
using Concerto.Tests.Storage;

namespace Concerto.Tests.GraphQL;

/// <summary>A program does the main job through GraphQL alone with a token.</summary>
public sealed class MainJobTests(Studio studio) : IClassFixture<Studio>
{
    private static readonly HttpClient Store = new(); // which knows nothing of tokens

    [Fact]
    public async Task A_program_uploads_a_mix_and_writes_a_note_at_1_23_with_the_disk_store()
    {
        await using var server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite);
        await DoTheMainJobAsync(server);
    }

    [Fact]
    public async Task A_program_uploads_a_mix_and_writes_a_note_at_1_23_with_s3()
    {
        var bucket = new S3Bucket();
        await bucket.InitializeAsync();
        await using (var server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, null,
            "--Concerto:Storage:Provider=s3", $"--Concerto:Storage:S3:ServiceUrl={bucket.Options.ServiceUrl}", $"--Concerto:Storage:S3:Bucket={bucket.Options.Bucket}",
            $"--Concerto:Storage:S3:AccessKey={bucket.Options.AccessKey}", $"--Concerto:Storage:S3:SecretKey={bucket.Options.SecretKey}"))
        {
            await DoTheMainJobAsync(server);
        }
        await bucket.DisposeAsync();
    }

    private async Task DoTheMainJobAsync(Server server)
    {
        var file = await File.ReadAllBytesAsync(await studio.MakeAsync("ninety-seconds.wav", $"{Studio.Noise(44_100, 90)} -ac 2 -c:a pcm_s16le"));
        var mira = await server.NewPersonAsync();

        var upload = await SignAsync(mira, file);
        Assert.Equal(2, (int)upload["partCount"]!);
        await SendAsync(upload, file, part: 1);
        await ResumeAsync(mira, upload, file);
        var version = (string)(await mira.DoAsync("completeUpload", new { uploadId = (string)upload["id"]! }, "version { id status }"))["version"]!["id"]!;

        await AssertReadyAsync(mira, version, file);
        await AssertNotedAsync(mira, version);
        await AssertKeptByAListenerAsync(server, mira, version, file);
    }

    private static async Task<JsonNode> SignAsync(Person mira, byte[] file)
    {
        var input = new { target = new { projectName = "Demos", songName = "Intro" }, fileName = "intro.wav", byteSize = file.Length, label = "less reverb" };
        var payload = await mira.DoAsync("signUpload", input,
            "upload { id expiresAt partSize partCount parts { number url headers { name value } } arrivedParts { number } version { id status song { id name project { id name } } } }");
        var upload = payload["upload"]!;
        Assert.Equal(("Demos", "Intro", "AWAITING_UPLOAD"), ((string)upload["version"]!["song"]!["project"]!["name"]!, (string)upload["version"]!["song"]!["name"]!, (string)upload["version"]!["status"]!));
        Assert.Empty(upload["arrivedParts"]!.AsArray());
        return upload;
    }

    /// <summary>As after a restart: what has arrived is asked for, what is missing is signed afresh; completing too early says what is missing.</summary>
    private static async Task ResumeAsync(Person mira, JsonNode upload, byte[] file)
    {
        var id = (string)upload["id"]!;
        var arrived = (await mira.DataAsync("query($id: ID!) { upload(id: $id) { completedAt parts { number } arrivedParts { number byteSize } } }", new { id }))["upload"]!;
        Assert.Equal($$"""{"completedAt":null,"parts":[],"arrivedParts":[{"number":1,"byteSize":{{(long)upload["partSize"]!}}}]}""", arrived.ToJsonString());

        var early = await mira.MutateAsync("completeUpload", new { uploadId = id }, "errors { ... on UploadIncompleteError { missingParts } }");
        Assert.Equal([2], early["errors"]![0]!["missingParts"]!.AsArray().Select(n => (int)n!));

        var more = await mira.DoAsync("signUploadParts", new { uploadId = id, numbers = new[] { 2 } }, "upload { partSize parts { number url headers { name value } } }");
        await SendAsync(more["upload"]!, file, part: 2);
    }

    private static async Task SendAsync(JsonNode upload, byte[] file, int part)
    {
        var (from, signed) = ((part - 1) * (int)upload["partSize"]!, upload["parts"]!.AsArray().Single(p => (int)p!["number"]! == part)!);
        using var request = new HttpRequestMessage(HttpMethod.Put, (string)signed["url"]!) { Content = new ByteArrayContent(file, from, Math.Min((int)upload["partSize"]!, file.Length - from)) };
        foreach (var header in signed["headers"]!.AsArray())
            if (!request.Headers.TryAddWithoutValidation((string)header!["name"]!, (string)header["value"]!)) request.Content.Headers.Add((string)header["name"]!, (string)header["value"]!);
        using var response = await Store.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
    }

    private static async Task AssertReadyAsync(Person mira, string id, byte[] file)
    {
        await mira.DataWhenAsync("query($id: ID!) { version(id: $id) { status } }", new { id }, data => (string)data["version"]!["status"]! == "READY");
        var version = (await mira.DataAsync("""
            query($id: ID!) { version(id: $id) {
              number label title fileName byteSize durationMs sampleRate bitDepth channels codec endsEarly renditionStatus rejection { code }
              loudness { integratedLufs rangeLu truePeakDbtp } waveform(points: 500) { min max } uploader { name } song { latestVersion { id } } streamUrl downloadUrl } }
            """, new { id }))["version"]!;
        Assert.Equal(
            (1, "less reverb", "v1 less reverb", "intro.wav", file.Length, 90_000, 44_100, 16, 2, "pcm_s16le"),
            ((int)version["number"]!, (string)version["label"]!, (string)version["title"]!, (string)version["fileName"]!, (int)version["byteSize"]!, (int)version["durationMs"]!,
                (int)version["sampleRate"]!, (int)version["bitDepth"]!, (int)version["channels"]!, (string)version["codec"]!));
        Assert.InRange((double)version["loudness"]!["integratedLufs"]!, -40, -5);
        var (min, max) = (version["waveform"]!["min"]!.AsArray(), version["waveform"]!["max"]!.AsArray());
        Assert.Equal((500, 500), (min.Count, max.Count));
        Assert.All(min.Zip(max), point => Assert.True((int)point.First! < (int)point.Second!));
        Assert.Equal(id, (string)version["song"]!["latestVersion"]!["id"]!);
        await AssertPlaysAsync((string)version["streamUrl"]!, file, inline: true);
        await AssertPlaysAsync((string)version["downloadUrl"]!, file, inline: false);
    }

    /// <summary>Law 12: what was played is what was uploaded.</summary>
    private static async Task AssertPlaysAsync(string url, byte[] file, bool inline)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new RangeHeaderValue(1_000, 1_999) } };
        using var response = await Store.SendAsync(request);
        Assert.Equal(file[1_000..2_000], await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("audio/wav", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(inline, response.Content.Headers.ContentDisposition?.DispositionType is not "attachment");
    }

    /// <summary>A listener keeps the original when the owner lets them, and not before or after.</summary>
    private static async Task AssertKeptByAListenerAsync(Server server, Person mira, string version, byte[] file)
    {
        var listener = await server.NewPersonAsync("Listener");
        var project = (string)(await mira.DataAsync("query($id: ID!) { version(id: $id) { song { project { id } } } }", new { id = version }))["version"]!["song"]!["project"]!["id"]!;
        await mira.DoAsync("shareProject", new { projectId = project, email = listener.Email, role = "VIEWER" }, "collaborator { role }");

        Assert.Null(await AddressAsync());
        await mira.DoAsync("allowDownloads", new { projectId = project, allowed = true }, "project { allowsDownloads }");
        await AssertPlaysAsync((string)(await AddressAsync())!, file, inline: false);
        await mira.DoAsync("allowDownloads", new { projectId = project, allowed = false }, "project { allowsDownloads }");
        Assert.Null(await AddressAsync());

        async Task<JsonNode?> AddressAsync() => (await listener.DataAsync("query($id: ID!) { version(id: $id) { downloadUrl } }", new { id = version }))["version"]!["downloadUrl"];
    }

    private static async Task AssertNotedAsync(Person mira, string version)
    {
        var note = (string)(await mira.DoAsync("addComment", new { versionId = version, text = "From here on, a little less reverb.", startMs = 83_000, endMs = 85_500 }, "comment { id }"))["comment"]!["id"]!;
        await mira.DoAsync("addComment", new { versionId = version, text = "Done in v2.", parentId = note }, "comment { parent { id } }");
        await mira.DoAsync("resolveComment", new { commentId = note }, "comment { resolvedBy { name } }");

        var data = await mira.DataAsync(
            "query($id: ID!) { version(id: $id) { comments { totalCount nodes { text startMs endMs author { name } resolvedBy { name } replies { text startMs } } } song { commentCount openCommentCount } } }", new { id = version });
        Assert.Equal(
            """{"version":{"comments":{"totalCount":1,"nodes":[{"text":"From here on, a little less reverb.","startMs":83000,"endMs":85500,"author":{"name":"Mira"},"resolvedBy":{"name":"Mira"},"replies":[{"text":"Done in v2.","startMs":null}]}]},"song":{"commentCount":2,"openCommentCount":0}}}""",
            data.ToJsonString());
    }
}
