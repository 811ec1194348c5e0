using Concerto.Domain.Projects;
using Concerto.Tests.Audio;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Songs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Concerto.Tests.InChromium;

/// <summary>Uploads that stop and go on.</summary>
public sealed class ResumeTests(Chromium chromium, Studio studio) : IClassFixture<Chromium>, IClassFixture<Studio>
{
    [Fact]
    public async Task A_file_that_stopped_on_its_way_to_one_song_goes_on_there_and_starts_anew_in_another()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite");
        var mira = await server.NewPersonAsync();
        var intro = await server.SongAsync(mira, "Demos", "Intro");
        var outro = await server.UseAsync((CreateSong create) => create.ExecuteAsync(new(intro.ProjectId, "Outro"), mira.Caller, default));
        var wav = await studio.MakeAsync("Bounce.wav", $"{Studio.Noise(48_000, 2)} -ac 2 -c:a pcm_s16le");
        await using var visit = await chromium.VisitAsync(server);
        var page = visit.Page;
        var dock = page.Locator("upload-dock");
        await visit.SignInAsync(mira);

        // No part gets through.
        await page.RouteAsync("**/*", route => route.Request.Method == "PUT" ? route.AbortAsync() : route.ContinueAsync());
        await page.GotoAsync($"/songs/{intro.Id}");
        await page.RunAndWaitForRequestAsync(() => SendAsync(page, wav), request => request.Method == "PUT");
        await dock.Locator("[data-act=pause]").ClickAsync();

        // The session ends meanwhile: that loses nothing.
        var cookies = await page.Context.CookiesAsync();
        await page.Context.ClearCookiesAsync();
        await dock.Locator("[data-act=resume]").ClickAsync();
        await Expect(dock).ToContainTextAsync("You are signed out. Sign in again, then go on.");
        await page.Context.AddCookiesAsync(cookies.Select(c => new Cookie { Name = c.Name, Value = c.Value, Domain = c.Domain, Path = c.Path, Expires = c.Expires, HttpOnly = c.HttpOnly, Secure = c.Secure, SameSite = c.SameSite }));
        await page.UnrouteAllAsync();

        // The same file for another song is another upload.
        await page.GotoAsync($"/songs/{outro.Id}");
        await Expect(dock).ToContainTextAsync("Stopped at 0 %");
        await SendAsync(page, wav);
        await Expect(dock.GetByText("v1 is ready.")).ToHaveCountAsync(1);
        Assert.Equal([(intro.Id, VersionStatus.AwaitingUpload), (outro.Id, VersionStatus.Ready)], await VersionsAsync());

        // And for the first song it goes on with what was begun.
        await (await page.RunAndWaitForFileChooserAsync(() => dock.Locator(".pick").ClickAsync())).SetFilesAsync(wav);
        await Expect(dock.GetByText("v1 is ready.")).ToHaveCountAsync(2);
        Assert.Equal([(intro.Id, VersionStatus.Ready), (outro.Id, VersionStatus.Ready)], await VersionsAsync());
        Assert.Empty(visit.Errors);

        Task<List<(SongId, VersionStatus)>> VersionsAsync() => server.QueryAsync(async db =>
            (await db.Versions.AsNoTracking().Where(v => v.DeletedAt == null).ToListAsync()).OrderBy(v => v.SongId == outro.Id).Select(v => (v.SongId, v.Status)).ToList());
    }

    [Fact]
    public async Task A_part_that_the_store_lost_is_sent_again_and_a_timeout_is_waited_out()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite");
        var mira = await server.NewPersonAsync();
        var song = await server.SongAsync(mira, "Demos", "Intro");
        var wav = await studio.MakeAsync("Bounce.wav", $"{Studio.Noise(48_000, 2)} -ac 2 -c:a pcm_s16le");
        await using var visit = await chromium.VisitAsync(server);
        var page = visit.Page;
        await visit.SignInAsync(mira);
        await page.GotoAsync($"/songs/{song.Id}");

        var (puts, completes) = (0, 0);
        await page.RouteAsync("**/*", route => route.Request switch
        {
            { Method: "PUT" } when puts++ == 0 => route.FulfillAsync(new() { Status = 200 }),
            { PostData: { } data } when data.Contains("completeUpload", StringComparison.Ordinal) && completes++ == 0 =>
                route.FulfillAsync(new() { ContentType = "application/json", Body = """{"errors":[{"message":"The operation has timed out.","extensions":{"code":"TIMEOUT"}}]}""" }),
            _ => route.ContinueAsync(),
        });
        await SendAsync(page, wav);

        await Expect(page.Locator("upload-dock").GetByText("v1 is ready.")).ToBeVisibleAsync();
        Assert.Equal((2, 3), (puts, completes));
        Assert.Empty(visit.Errors);
    }

    private static async Task SendAsync(IPage page, string file)
    {
        await page.Locator("input[type=file][data-files]").First.SetInputFilesAsync(file);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Upload", Exact = true }).ClickAsync();
    }
}
