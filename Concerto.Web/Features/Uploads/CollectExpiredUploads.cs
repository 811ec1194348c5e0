using Concerto.Domain;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Uploads;

/// <summary>
/// A job: gives up uploads that nobody has come back to, and what was refused a month ago and not replaced, which would hold the name of a
/// song that only its uploader sees. Safe to run twice at once.
/// </summary>
public sealed class CollectExpiredUploads(UnitOfWork unitOfWork, IDbContextFactory<ConcertoDbContext> contexts, TimeProvider time) : IJob
{
    private const int Batch = 200;
    private static readonly TimeSpan RefusedIsKept = TimeSpan.FromDays(30);

    /// <returns>How many were given up.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        await using var read = await contexts.CreateDbContextAsync(ct);
        var now = time.Now();
        var expired = await Expired(read, now).OrderBy(v => v.Id).Select(v => v.Id).Take(Batch).ToListAsync(ct);
        var given = 0;
        foreach (var id in expired)
            given += await unitOfWork.RunAsync(async db =>
            {
                // Looked at again under the transaction: it may have been completed or kept alive since.
                var version = await Expired(db, now).FirstOrDefaultAsync(v => v.Id == id, ct);
                if (version is null) return 0;
                await GiveUp.VersionAsync(db, version, actor: null, now, ct);
                return 1;
            }, ct);
        return given;
    }

    private static IQueryable<SongVersion> Expired(ConcertoDbContext db, DateTime now)
    {
        var refusedBefore = now - RefusedIsKept;
        return db.Versions.Where(v => v.DeletedAt == null && (db.Uploads.Any(u => u.VersionId == v.Id && u.CompletedAt == null && u.ExpiresAt < now)
            || v.Status == VersionStatus.Rejected && v.CreatedAt < refusedBefore && db.Songs.Any(s => s.Id == v.SongId && s.IsProvisional)));
    }
}
