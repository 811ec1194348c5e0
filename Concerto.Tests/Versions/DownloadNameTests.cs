using System.Text;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Versions;

namespace Concerto.Tests.Versions;

public sealed class DownloadNameTests
{
    [Theory]
    [InlineData("Intro", "v3 less reverb", "Intro – v3 less reverb.wav")]
    [InlineData("AC/DC: live? \"no\" <no>|*", "v1", "AC-DC- live 'no' (no)- – v1.wav")]
    [InlineData("Café 🎸 夜の船", "v2", "Café 🎸 夜の船 – v2.wav")]
    [InlineData("Family 👩‍👩‍👧", "v1", "Family 👩‍👩‍👧 – v1.wav")]
    [InlineData("..hidden", "v1 and out...", "hidden – v1 and out.wav")]
    [InlineData("a\u202Egpj.exe", "v1\r\n", "a gpj.exe – v1.wav")]
    [InlineData("con.", "v1", "_con. – v1.wav")]
    [InlineData("Concert", "v1", "Concert – v1.wav")]
    public void A_download_is_named_as_a_person_would_and_as_every_system_takes_it(string song, string version, string name) =>
        Assert.Equal(name, DownloadName.Of(song, version, ".wav"));

    [Fact]
    public void A_name_too_long_for_a_file_system_is_cut_between_letters()
    {
        var name = DownloadName.Of(string.Concat(Enumerable.Repeat("🎸", 200)), "v1", ".flac");
        Assert.InRange(Encoding.UTF8.GetByteCount(name), 230, 240);
        Assert.EndsWith("🎸.flac", name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_arrives_under_that_name()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        var upload = await server.SignAsync(mira, new(ProjectName: "Demos", SongName: "Rain / Río: take “2”"), label: "less reverb?");
        await server.SendAsync(upload);
        var version = await server.CompleteAsync(mira, upload);
        await server.WaitUntilReadyAsync(version.Id);
        using var browser = await mira.SignedInAsync();
        using var client = new HttpClient();

        var download = await client.GetAsync((await browser.GetAsync($"/versions/{version.Id}/download")).Headers.Location);

        Assert.Equal("attachment", download.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("Rain - Río- take “2” – v1 less reverb.wav", download.Content.Headers.ContentDisposition?.FileNameStar);
    }
}
