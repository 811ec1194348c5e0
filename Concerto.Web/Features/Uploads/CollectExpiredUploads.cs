using Concerto.Domain;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Uploads;

/// <summary>A job: gives up uploads that nobody has come back to. Safe to run twice at once.</summary>
public sealed class CollectExpiredUploads(UnitOfWork unitOfWork, IDbContextFactory<ConcertoDbContext> contexts, TimeProvider time) : IJob
{
    private const int Batch = 200;

    /// <returns>How many were given up.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        await using var read = await contexts.CreateDbContextAsync(ct);
        var now = time.Now();
        var expired = await read.Uploads.Where(u => u.CompletedAt == null && u.ExpiresAt < now).OrderBy(u => u.ExpiresAt).Select(u => u.Id).Take(Batch).ToListAsync(ct);
        var given = 0;
        foreach (var id in expired)
            given += await unitOfWork.RunAsync(async db =>
            {
                // Looked at again under the transaction: it may have been completed or kept alive since.
                var version = await db.Versions.FirstOrDefaultAsync(v => db.Uploads.Any(u => u.Id == id && u.VersionId == v.Id && u.CompletedAt == null && u.ExpiresAt < now), ct);
                if (version is null) return 0;
                await GiveUp.VersionAsync(db, version, now, ct);
                return 1;
            }, ct);
        return given;
    }
}
