using System.Text.Json;
using Concerto.Domain.Projects;
using Concerto.Tests.Audio;
using Concerto.Tests.Uploads;
using Concerto.Web.Pages.Songs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Concerto.Tests.InChromium;

/// <summary>Every file that musicians have plays, as it is or by its light rendition.</summary>
public sealed class PlaybackTests(Chromium chromium, Studio studio) : IClassFixture<Chromium>, IClassFixture<Studio>
{
    private const string ToSurround = "-af pan=5.1|FL=FL|FR=FR|FC=0.5*FL|LFE=0.5*FL|BL=FR|BR=FL";

    /// <summary>A name and how ffmpeg makes it out of two seconds of real music.</summary>
    private static readonly (string Name, string Encoding)[] Kinds =
    [
        ("8 bit.wav", "-ar 8000 -ac 1 -c:a pcm_u8"),
        ("16 bit.wav", "-ar 44100"),
        ("24 bit 96 kHz.wav", "-ar 96000 -c:a pcm_s24le"),
        ("24 bit 192 kHz.wav", "-ar 192000 -c:a pcm_s24le"),
        ("384 kHz.wav", "-ar 384000"),
        ("32 bit.wav", "-c:a pcm_s32le"),
        ("32 bit float.wav", "-c:a pcm_f32le"),
        ("64 bit float.wav", "-c:a pcm_f64le"),
        ("surround.wav", $"-ar 48000 {ToSurround}"),
        ("rf64.wav", "-rf64 always"),
        ("sony.w64", ""),
        ("24 bit.aiff", "-c:a pcm_s24be"),
        ("float.aifc", "-c:a pcm_f32be -f aiff"),
        ("apple.caf", "-c:a pcm_s24le"),
        ("16 bit.flac", "-ar 44100 -sample_fmt s16"),
        ("24 bit 192 kHz.flac", "-ar 192000 -sample_fmt s32"),
        ("surround.flac", $"-ar 48000 {ToSurround}"),
        ("cbr.mp3", "-ar 44100 -b:a 320k"),
        ("vbr.mp3", "-ar 48000 -q:a 0"),
        ("8 kHz.mp3", "-ar 8000 -ac 1"),
        ("aac.m4a", "-ar 48000 -c:a aac"),
        ("index in front.m4a", "-ar 44100 -c:a aac -movflags +faststart"),
        ("surround.m4a", $"-ar 48000 {ToSurround} -c:a aac"),
        ("lossless.m4a", "-c:a alac"),
        ("bare.aac", "-ar 44100 -c:a aac"),
        ("vorbis.ogg", "-ar 44100 -c:a libvorbis"),
        ("surround.ogg", $"-ar 48000 {ToSurround} -c:a libvorbis"),
        ("flac.ogg", "-ar 44100 -c:a flac"),
        ("voice.opus", "-ac 1 -c:a libopus"),
        ("music.opus", "-c:a libopus -b:a 160k"),
    ];

    [Fact]
    public async Task Every_kind_of_file_plays_in_the_browser_one_way_or_the_other()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite");
        var mira = await server.NewPersonAsync();
        await using var visit = await chromium.VisitAsync(server);
        await visit.SignInAsync(mira);

        var versions = new List<(string Name, VersionId Id)>();
        foreach (var (name, encoding) in Kinds)
        {
            var path = await studio.MakeAsync(name.Replace(' ', '-'), $"-ss 20 -t 2 -i {Music.Song} {encoding}");
            versions.Add((name, (await server.UploadAsync(mira, new(ProjectName: "Kinds", SongName: name), await File.ReadAllBytesAsync(path))).Id));
        }
        var heard = new List<string>();
        foreach (var (name, id) in versions)
        {
            await server.WaitUntilRenderedAsync(id);
            var version = await server.QueryAsync(db => db.Versions.AsNoTracking().SingleAsync(v => v.Id == id));
            // What the page's player offers and asks for.
            var renditions = Renditions.Of(version).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (renditions.Length == 0) heard.Add($"{name}: nothing to play");
            foreach (var rendition in renditions)
                if (await PlayAsync(visit.Page, $"/versions/{id}/audio?rendition={rendition}") is var outcome and not "plays")
                    heard.Add($"{name}, {rendition}: {outcome}");
        }

        Assert.Empty(heard);
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task A_warnings_time_moves_the_playhead_and_stays_on_the_page()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        var path = await studio.MakeAsync("late.wav", "-f lavfi -i sine=f=440:r=48000:d=4 -af adelay=2500 -c:a pcm_s16le");
        var version = await server.UploadAsync(mira, new(ProjectName: "Demos", SongName: "Late"), await File.ReadAllBytesAsync(path));
        await server.WaitUntilReadyAsync(version.Id);
        await using var visit = await chromium.VisitAsync(server);
        await visit.SignInAsync(mira);
        await visit.Page.GotoAsync($"/songs/{version.SongId}");
        await visit.Page.RoomIsOpenAsync();
        await Expect(visit.Page.Locator(".clock .now")).ToHaveTextAsync("00:00.0");
        var address = visit.Page.Url;

        await visit.Page.Locator("#version-card .warning a.at").ClickAsync();

        await Expect(visit.Page.Locator(".clock .now")).ToHaveTextAsync("00:02.5");
        Assert.Equal(address, visit.Page.Url);
        Assert.Empty(visit.Errors);
    }

    /// <summary>“plays” when it has the right length and its time has moved on; else what went wrong.</summary>
    private static async Task<string> PlayAsync(IPage page, string address) => (await page.EvaluateAsync<JsonElement>("""
        address => new Promise(resolve => {
            const audio = new Audio(address);
            audio.muted = true;
            const end = outcome => { audio.pause(); audio.removeAttribute('src'); audio.load(); resolve(outcome); };
            const late = setTimeout(() => end(`stuck at ${audio.currentTime} s, ready ${audio.readyState}`), 60000);
            audio.addEventListener('error', () => { clearTimeout(late); end(audio.error?.message || 'an error'); });
            audio.addEventListener('timeupdate', () => {
                if (audio.currentTime < 0.3) return;
                clearTimeout(late);
                end(Math.abs(audio.duration - 2) < 0.2 ? 'plays' : `is ${audio.duration} s long`);
            });
            audio.play();
        })
        """, address)).GetString()!;
}
