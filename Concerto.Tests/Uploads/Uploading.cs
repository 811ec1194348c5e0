using System.Net.Http.Headers;
using Concerto.Domain;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Projects;
using Concerto.Web.Features.Songs;
using Concerto.Web.Features.Uploads;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Uploads;

/// <summary>What tests do with recordings, by the same use cases that pages and mutations call, and by HTTP where clients use HTTP.</summary>
internal static class Uploading
{
    private static readonly HttpClient Client = new();

    /// <summary>A second of a 24-bit sine in stereo: small, and a real recording.</summary>
    public static byte[] Recording { get; } = WavOf(seconds: 1);

    /// <summary>Looks into the database and asserts.</summary>
    public static Task LookAsync(this Server server, Func<ConcertoDbContext, Task> look) => server.QueryAsync(async db =>
    {
        await look(db);
        return true;
    });

    /// <summary>A song made by hand, in a project made by hand.</summary>
    public static async Task<Song> SongAsync(this Server server, Person owner, string project, string song)
    {
        var made = await server.UseAsync((CreateProject create) => create.ExecuteAsync(new(project), owner.Caller, default));
        return await server.UseAsync((CreateSong create) => create.ExecuteAsync(new(made.Id, song), owner.Caller, default));
    }

    /// <summary>A share row, as sharing will write it.</summary>
    public static Task ShareAsync(this Server server, ProjectId project, Person with, Role role) => server.LookAsync(async db =>
    {
        db.Shares.Add(Share.Of(await db.Projects.SingleAsync(p => p.Id == project), with.Id, with.Email, role, TimeProvider.System.Now()));
        await db.SaveChangesAsync();
    });

    public static Task<SignedUpload> SignAsync(this Server server, Person uploader, UploadTarget target, long? size = null, string? label = null) =>
        server.UseAsync((SignUpload sign) => sign.ExecuteAsync(new(target, "mix.wav", size ?? Recording.Length, label), uploader.Caller, default));

    /// <summary>PUTs the parts to their signed addresses.</summary>
    public static async Task SendAsync(this Server _, SignedUpload upload, byte[]? bytes = null)
    {
        bytes ??= Recording;
        foreach (var part in upload.Parts)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, part.Url)
            {
                Content = new ByteArrayContent(bytes, (int)((part.Number - 1) * upload.Upload.PartSize), (int)upload.Upload.Parts.LengthOf(part.Number)),
            };
            foreach (var (name, value) in part.Headers)
                if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            using var response = await Client.SendAsync(request);
            Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        }
    }

    public static Task<SongVersion> CompleteAsync(this Server server, Person uploader, SignedUpload upload) =>
        server.UseAsync((CompleteUpload complete) => complete.ExecuteAsync(new(upload.Upload.Id), uploader.Caller, default));

    /// <summary>Signs, sends and completes.</summary>
    public static async Task<SongVersion> UploadAsync(this Server server, Person uploader, UploadTarget target, byte[]? bytes = null)
    {
        var upload = await server.SignAsync(uploader, target, (bytes ?? Recording).Length);
        await server.SendAsync(upload, bytes);
        return await server.CompleteAsync(uploader, upload);
    }

    /// <summary>Waits for the worker to be through with stage 1, and fails if it refuses the recording.</summary>
    public static Task<SongVersion> WaitUntilReadyAsync(this Server server, VersionId id) => Until.ThereIsAsync(async () =>
    {
        var version = await server.QueryAsync(db => db.Versions.AsNoTracking().SingleAsync(v => v.Id == id));
        Assert.NotEqual(VersionStatus.Rejected, version.Status);
        return version.Status == VersionStatus.Ready ? version : null;
    }, "The version did not become ready.");

    /// <summary>Waits until stage 2 is through too, or was not needed.</summary>
    public static async Task WaitUntilRenderedAsync(this Server server, VersionId id)
    {
        await server.WaitUntilReadyAsync(id);
        await Until.ItIsSoAsync(async () => await server.QueryAsync(db => db.Versions.Where(v => v.Id == id).Select(v => v.Rendition).SingleAsync()) != RenditionStatus.Pending, "The rendition was not settled.");
    }

    private static byte[] WavOf(int seconds)
    {
        const int rate = 48_000, channels = 2, bytesPerSample = 3;
        var data = new byte[seconds * rate * channels * bytesPerSample];
        for (var frame = 0; frame < seconds * rate; frame++)
        {
            var sample = (int)(0.25 * 8_388_607 * Math.Sin(2 * Math.PI * 440 * frame / rate));
            for (var channel = 0; channel < channels; channel++)
            {
                var at = (frame * channels + channel) * bytesPerSample;
                (data[at], data[at + 1], data[at + 2]) = ((byte)sample, (byte)(sample >> 8), (byte)(sample >> 16));
            }
        }
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("RIFF"u8);
        writer.Write(36 + data.Length);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)channels);
        writer.Write(rate);
        writer.Write(rate * channels * bytesPerSample);
        writer.Write((short)(channels * bytesPerSample));
        writer.Write((short)(bytesPerSample * 8));
        writer.Write("data"u8);
        writer.Write(data.Length);
        writer.Write(data);
        writer.Flush();
        return file.ToArray();
    }
}
