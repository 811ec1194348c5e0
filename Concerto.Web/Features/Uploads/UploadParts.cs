using Concerto.Domain.Storage;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Uploads;

/// <summary>Signs an upload's parts, opening it in the store the first time.</summary>
public sealed class UploadParts(IDbContextFactory<ConcertoDbContext> contexts, IObjectStore store)
{
    /// <summary>How many parts are signed at once at most: 100 parts of 8 MiB are 800 MiB under way.</summary>
    public const int MaxAtOnce = 100;

    private const int First = 20;

    /// <summary>How long a part's URL can be used; more are signed on demand.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public Task<IReadOnlyList<SignedPart>> SignFirstAsync(Upload upload, CancellationToken ct) =>
        SignAsync(upload, Enumerable.Range(1, Math.Min(First, upload.Parts.Count)), ct);

    public async Task<IReadOnlyList<SignedPart>> SignAsync(Upload upload, IEnumerable<int> numbers, CancellationToken ct)
    {
        if (upload.CompletedAt is not null) return [];
        var (key, id) = (ObjectKeys.Source(upload.VersionId), await OpenAsync(upload, ct));
        var signed = new List<SignedPart>();
        foreach (var number in numbers)
            signed.Add(await store.SignPartAsync(key, id, number, upload.Parts.LengthOf(number), Lifetime, ct));
        return signed;
    }

    /// <summary>
    /// The store's id of the upload. Of two that open it at once the one whose id is written first wins; the other's, and one
    /// whose writer died, are empty and are aborted with the version's measuring or removal.
    /// </summary>
    private async Task<string> OpenAsync(Upload upload, CancellationToken ct)
    {
        if (upload.StoreUploadId is { } known) return known;
        var opened = await store.BeginUploadAsync(ObjectKeys.Source(upload.VersionId), ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var first = await db.Uploads.Where(u => u.Id == upload.Id && u.StoreUploadId == null).ExecuteUpdateAsync(u => u.SetProperty(x => x.StoreUploadId, opened), ct) == 1;
        var id = first ? opened : await db.Uploads.Where(u => u.Id == upload.Id).Select(u => u.StoreUploadId).FirstOrDefaultAsync(ct) ?? throw new UploadNotFoundException("uploadId");
        upload.Opened(id);
        return id;
    }
}
