using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Tests.Uploads;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Versions;

public sealed class MediaTests
{
    [OnBothDatabases]
    public async Task Law10_who_may_not_hear_a_version_finds_no_address_of_it(string database)
    {
        var (server, owner, version) = await ReadyAsync(database);
        using var stranger = await (await server.NewPersonAsync()).SignedInAsync();
        foreach (var address in new[] { "audio", "audio?rendition=light", "download", "waveform" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/versions/{version.Id}/{address}")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/versions/{VersionId.New()}/{address}")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/versions/nonsense/{address}")).StatusCode);
        }
        using var mine = await owner.SignedInAsync();
        Assert.Equal(HttpStatusCode.Redirect, (await mine.GetAsync($"/versions/{version.Id}/audio")).StatusCode);
    }

    [OnBothDatabases]
    public async Task A_viewer_hears_but_does_not_download_and_loses_both_with_the_share(string database)
    {
        var (server, _, version) = await ReadyAsync(database);
        var ben = await server.NewPersonAsync();
        await server.ShareAsync(await server.QueryAsync(db => db.Songs.Where(s => s.Id == version.SongId).Select(s => s.ProjectId).SingleAsync()), ben, Role.Viewer);
        using var browser = await ben.SignedInAsync();
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync($"/versions/{version.Id}/audio")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/versions/{version.Id}/download")).StatusCode);

        await server.QueryAsync(db => db.Shares.Where(s => s.UserId == ben.Id).ExecuteDeleteAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/versions/{version.Id}/audio")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/songs/{version.SongId}")).StatusCode);
    }

    [Fact]
    public async Task Law12_what_is_played_and_downloaded_is_what_was_uploaded()
    {
        var (server, owner, version) = await ReadyAsync(ConcertoFixture.Sqlite);
        using var browser = await owner.SignedInAsync();
        using var client = new HttpClient();
        foreach (var address in new[] { "audio", "download" })
        {
            var signed = (await browser.GetAsync($"/versions/{version.Id}/{address}")).Headers.Location!;
            Assert.Equal(Uploading.Recording, await client.GetByteArrayAsync(signed));
        }

        var download = await client.GetAsync((await browser.GetAsync($"/versions/{version.Id}/download")).Headers.Location);
        Assert.Equal("Intro – v1.wav", download.Content.Headers.ContentDisposition?.FileNameStar);
        Assert.Equal("audio/wav", download.Content.Headers.ContentType?.MediaType);

        using var range = new HttpRequestMessage(HttpMethod.Get, (await browser.GetAsync($"/versions/{version.Id}/audio")).Headers.Location) { Headers = { Range = new RangeHeaderValue(1_000, 1_999) } };
        var part = await client.SendAsync(range);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(Uploading.Recording[1_000..2_000], await part.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_waveform_is_kept_by_the_browser_and_shows_the_recording()
    {
        var (server, owner, version) = await ReadyAsync(ConcertoFixture.Sqlite);
        using var browser = await owner.SignedInAsync();
        var answer = await browser.GetAsync($"/versions/{version.Id}/waveform?points=50");
        Assert.Contains("immutable", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        var waveform = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(1_000, waveform.GetProperty("durationMs").GetInt32());
        var peaks = waveform.GetProperty("peaks").EnumerateArray().Select(p => p.GetInt32()).ToList();
        Assert.Equal(100, peaks.Count);
        Assert.All(peaks.Chunk(2), pair => Assert.True(pair is [< -8_100, > 8_100], "A sine at a quarter of full scale."));
    }

    private static async Task<(Server, Person, SongVersion)> ReadyAsync(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var owner = await server.NewPersonAsync();
        var version = await server.UploadAsync(owner, new(ProjectName: "Demos", SongName: "Intro"));
        return (server, owner, await server.WaitUntilReadyAsync(version.Id));
    }
}
