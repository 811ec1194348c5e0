using System.Net.Http.Json;
using System.Text.Json;
using Concerto.Tests.Audio;
using Concerto.Tests.Uploads;

namespace Concerto.Tests.Versions;

/// <summary>What was measured, where people see it.</summary>
public sealed class MeasurementsCardTests(Studio studio) : IClassFixture<Studio>
{
    [Fact]
    public async Task The_card_warns_in_plain_words_with_links_to_the_place_and_the_API_says_the_same()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        // Two seconds of nothing, then a square wave at full scale on the left.
        var path = await studio.MakeAsync("square-left.wav", "-f lavfi -i aevalsrc=if(gt(t\\,2)\\,if(lt(mod(t\\,0.01)\\,0.005)\\,1\\,-1)\\,0)|0:s=48000:d=5 -c:a pcm_s16le");
        var version = await server.UploadAsync(mira, new(ProjectName: "Demos", SongName: "Square"), await File.ReadAllBytesAsync(path));
        await server.WaitUntilReadyAsync(version.Id);

        using var browser = await mira.SignedInAsync();
        var page = await (await browser.GetAsync($"/songs/{version.SongId}")).Content.ReadAsStringAsync();
        Assert.Contains("It stays at full scale 600 times, so something was clipped.", page, StringComparison.Ordinal);
        Assert.Contains("2.0 s of silence before the first sound.", page, StringComparison.Ordinal);
        Assert.Contains("All of it is on the left.", page, StringComparison.Ordinal);
        Assert.Matches("<a class=\"at\" href=\"/songs/[^\"]*&amp;t=2\" data-ms=\"2000\"[^>]*>00:02 ›</a>", page.Replace("&#x203A;", "›", StringComparison.Ordinal));

        using var api = mira.Api();
        var answer = await api.PostAsJsonAsync("/graphql", new { query = "query($id: ID!) { node(id: $id) { ... on Version { warnings { code message atMs } } } }", variables = new { id = await IdAsync(api) } });
        var warnings = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").GetProperty("node").GetProperty("warnings");
        Assert.Equal(["CLIPPED", "TRUE_PEAK_HIGH", "SILENT_START", "ONE_SIDED"], warnings.EnumerateArray().Select(w => w.GetProperty("code").GetString()));
        Assert.Equal(("It stays at full scale 600 times, so something was clipped.", 2_000), (warnings[0].GetProperty("message").GetString(), warnings[0].GetProperty("atMs").GetInt32()));
    }

    private static async Task<string> IdAsync(HttpClient api)
    {
        var answer = await api.PostAsJsonAsync("/graphql", new { query = "{ projects(first: 1) { nodes { songs(first: 1) { nodes { latestVersion { id } } } } } }" });
        var projects = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").GetProperty("projects").GetProperty("nodes");
        return projects[0].GetProperty("songs").GetProperty("nodes")[0].GetProperty("latestVersion").GetProperty("id").GetString()!;
    }
}
