using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Versions;

/// <summary>
/// Same-origin addresses of what there is to hear and see of a version. They check access on every request and lead on to a signed address in
/// the store, so that a page that stays open never holds one that has run out.
/// </summary>
public static class MediaEndpoints
{
    public static void MapMedia(this IEndpointRouteBuilder app)
    {
        var version = app.MapGroup("/versions/{id}");
        version.MapGet("/audio", AudioAsync);
        version.MapGet("/download", DownloadAsync);
        version.MapGet("/waveform", WaveformAsync);
    }

    /// <param name="rendition">original (default) or light.</param>
    private static async Task<Results<RedirectHttpResult, NotFound>> AudioAsync(
        string id, string? rendition, Caller caller, ConcertoDbContext db, MediaUrls urls, HttpResponse response, CancellationToken ct)
    {
        response.Headers.CacheControl = "no-store";
        return await FindAsync(Access.Versions(db, caller), id, ct) is { } version && await urls.StreamAsync(version, light: rendition == "light", ct) is { } url
            ? TypedResults.Redirect(url.AbsoluteUri)
            : TypedResults.NotFound();
    }

    private static async Task<Results<RedirectHttpResult, NotFound>> DownloadAsync(
        string id, Caller caller, ConcertoDbContext db, MediaUrls urls, HttpResponse response, CancellationToken ct)
    {
        response.Headers.CacheControl = "no-store";
        if (await FindAsync(Access.VersionsToDownload(db, caller), id, ct) is not { } version) return TypedResults.NotFound();
        var song = await db.Songs.Where(s => s.Id == version.SongId).Select(s => s.Name).FirstAsync(ct);
        return await urls.DownloadAsync(version, song, ct) is { } url ? TypedResults.Redirect(url.AbsoluteUri) : TypedResults.NotFound();
    }

    /// <summary>What was measured once never changes: browsers may keep it.</summary>
    private static async Task<Results<Ok<WaveformAnswer>, NotFound>> WaveformAsync(
        string id, int? points, Caller caller, ConcertoDbContext db, Waveforms waveforms, HttpResponse response, CancellationToken ct)
    {
        if (await FindAsync(Access.Versions(db, caller), id, ct) is not { } version || await waveforms.ReadAsync(version, points ?? 2000, ct) is not { } peaks) return TypedResults.NotFound();
        response.Headers.CacheControl = "private, max-age=31536000, immutable";
        return TypedResults.Ok(new WaveformAnswer(version.Measurements!.DurationMs, peaks));
    }

    private static async Task<SongVersion?> FindAsync(IQueryable<SongVersion> versions, string id, CancellationToken ct) =>
        VersionId.TryParse(id, null, out var key) ? await versions.AsNoTracking().FirstOrDefaultAsync(v => v.Id == key, ct) : null;

    /// <param name="Peaks">Lowest, highest, lowest, highest … −32768 to 32767.</param>
    private sealed record WaveformAnswer(long DurationMs, short[] Peaks);
}
