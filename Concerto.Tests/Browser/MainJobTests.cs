using System.Globalization;
using System.Text.RegularExpressions;
using Concerto.Tests.Audio;
using Concerto.Tests.Storage;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Concerto.Tests.InChromium;

/// <summary>The main job in a real browser: from nobody to a note at 1:23.</summary>
public sealed partial class MainJobTests(Chromium chromium, Studio studio, S3Bucket bucket) : IClassFixture<Chromium>, IClassFixture<Studio>, IClassFixture<S3Bucket>
{
    private const float Patient = 120_000;

    [Theory]
    [InlineData("disk")]
    [InlineData("s3")]
    public async Task A_musician_signs_up_uploads_two_mixes_and_finds_their_note_at_1_23_again(string store)
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite", settings: store == "disk" ? [] :
        [
            "--Concerto:Storage:Provider=s3", $"--Concerto:Storage:S3:ServiceUrl={bucket.Options.ServiceUrl}", $"--Concerto:Storage:S3:Bucket={bucket.Options.Bucket}",
            $"--Concerto:Storage:S3:AccessKey={bucket.Options.AccessKey}", $"--Concerto:Storage:S3:SecretKey={bucket.Options.SecretKey}", "--Concerto:Storage:S3:ForcePathStyle=true",
        ]);
        var wav = await studio.MakeAsync("Night_Ferry.wav", $"{Studio.Noise(48_000, 300)} -ac 2 -c:a pcm_s24le");
        var mp3 = await studio.MakeAsync("Morning.mp3", $"{Studio.Noise(44_100, 200)} -c:a libmp3lame -b:a 192k");
        await using var visit = await chromium.VisitAsync(server);
        var page = visit.Page;
        var sentTo = new List<string>();
        page.Request += (_, request) =>
        {
            if (request.Method == "PUT") sentTo.Add(new Uri(request.Url).GetLeftPart(UriPartial.Authority));
        };

        // Sign up, and verify from the mail.
        var address = Server.NewAddress("Mira");
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Make an account" }).ClickAsync();
        await page.GetByLabel("Your name").FillAsync("Mira Ott");
        await page.GetByLabel("Email").FillAsync(address);
        await page.GetByLabel("Password").FillAsync(Server.Password);
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Sign up" }).ClickAsync();
        var mail = await server.MailToAsync(address);
        await page.GotoAsync(LinkIn(mail.Text));
        await page.GetByRole(AriaRole.Button, new() { Name = "That is me" }).ClickAsync();
        await page.ArriveAsync("/projects");

        // Drop two mixes; watch them go.
        await page.Locator("input[type=file][data-files]").First.SetInputFilesAsync([wav, mp3]);
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Project").FillAsync("Demos");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Upload", Exact = true }).ClickAsync();
        await Expect(page.Locator("upload-dock progress, .dock progress").First).ToBeVisibleAsync();
        await Expect(page.Locator("upload-dock").GetByText("v1 is ready.")).ToHaveCountAsync(2, new() { Timeout = Patient });
        Assert.All(sentTo, origin => Assert.Equal(store == "disk" ? server.Url.GetLeftPart(UriPartial.Authority) : new Uri(bucket.Options.ServiceUrl).GetLeftPart(UriPartial.Authority), origin));
        Assert.True(sentTo.Count >= 7, "A file of 86 MB goes in parts of 8 MiB.");

        // Both are in the project, with their waveforms.
        await page.GetByRole(AriaRole.Link, new() { Name = "Demos" }).First.ClickAsync();
        await Expect(page.Locator(".song-row")).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Morning" }).ClickAsync();
        await DrawsAWaveformAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Demos" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Night Ferry" }).ClickAsync();
        await DrawsAWaveformAsync(page);

        // Click at 1:23, hear that it plays from there, and write.
        var wave = page.GetByRole(AriaRole.Slider, new() { Name = "Position in Night Ferry" });
        var box = (await wave.BoundingBoxAsync())!;
        await page.Mouse.ClickAsync((float)(box.X + box.Width * 83.2 / 300), box.Y + box.Height / 2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Play", Exact = true }).First.ClickAsync();
        await Expect(page.Locator(".clock .now")).ToHaveTextAsync(new Regex("^01:2[5-9]"), new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).First.ClickAsync();
        await page.Mouse.ClickAsync((float)(box.X + box.Width * 83.2 / 300), box.Y + box.Height / 2);
        await page.GetByPlaceholder("Write a note…").FillAsync("From here on, a little less reverb.");
        await page.Locator(".note-form").GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(page.Locator(".note").Filter(new() { HasText = "From here on" })).ToContainTextAsync("01:23");

        // It is there when one comes back, on the page and on the waveform.
        await page.ReloadAsync();
        var note = page.Locator(".note").Filter(new() { HasText = "From here on, a little less reverb." });
        await Expect(note.Locator("a.at")).ToHaveTextAsync("01:23");
        var at = double.Parse((await note.GetAttributeAsync("data-ms"))!, CultureInfo.InvariantCulture);
        Assert.InRange(at, 82_500, 84_000);
        await Expect(page.Locator(".pins > *")).ToHaveCountAsync(1);
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task Without_scripts_one_can_still_read_listen_and_comment()
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite");
        var mira = await server.NewPersonAsync();
        var version = await Uploads.Uploading.UploadAsync(server, mira, new(ProjectName: "Demos", SongName: "Intro"));
        await Uploads.Uploading.WaitUntilReadyAsync(server, version.Id);
        await using var visit = await chromium.VisitAsync(server, new() { JavaScriptEnabled = false });
        var page = visit.Page;

        await page.GotoAsync("/account/sign-in");
        await page.GetByLabel("Email").FillAsync(mira.Email);
        await page.GetByLabel("Password").FillAsync(Server.Password);
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.ArriveAsync("/projects");
        await page.GotoAsync($"/songs/{version.SongId}");
        await Expect(page.Locator("audio.plain")).ToBeVisibleAsync();
        await page.Locator("#note-at").FillAsync("0:00.5");
        await page.GetByPlaceholder("Write a note…").FillAsync("Written without scripts.");
        await page.Locator(".note-form").GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(page.Locator(".note")).ToContainTextAsync("Written without scripts.");
        await page.Locator(".note").GetByRole(AriaRole.Button, new() { Name = "Resolve" }).ClickAsync();
        await Expect(page.Locator("#notes-section")).ToContainTextAsync("1 resolved");
    }

    /// <summary>Something other than the background is painted on the waveform's canvases.</summary>
    private static async Task DrawsAWaveformAsync(IPage page)
    {
        const string drawn = """
            () => [...document.querySelectorAll('.wave *')].flatMap(e => [...(e.shadowRoot ?? e).querySelectorAll('canvas')])
                .some(c => c.width && c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v > 0))
            """;
        // Asked again and again: Playwright's own waiting would need eval in the page, which the content security policy forbids.
        for (var asked = 0; !await page.EvaluateAsync<bool>(drawn); asked++)
        {
            Assert.True(asked < 300, "No waveform was drawn.");
            await Task.Delay(200);
        }
    }

    private static string LinkIn(string text) => Link().Match(text).Value;

    [GeneratedRegex(@"https?://\S+/account/verify\S+")]
    private static partial Regex Link();
}
