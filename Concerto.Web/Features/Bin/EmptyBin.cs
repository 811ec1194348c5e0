using Concerto.Domain;
using Concerto.Domain.Projects;
using Concerto.Domain.Storage;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Bin;

/// <summary>A job: what has lain in the bin for 30 days goes for good; its objects are queued for removal in the same transaction.</summary>
public sealed class EmptyBin(UnitOfWork unitOfWork, IDbContextFactory<ConcertoDbContext> contexts, TimeProvider time) : IJob
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private const int Batch = 50;

    /// <returns>How many versions went.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var (now, before) = (time.Now(), time.Now() - Kept);
        await using var read = await contexts.CreateDbContextAsync(ct);
        var gone = 0;
        for (List<VersionId> versions; (versions = await Versions(read, before).Take(Batch).ToListAsync(ct)).Count > 0; gone += versions.Count)
            await unitOfWork.RunAsync(async db =>
            {
                db.ObjectDeletions.AddRange(versions.SelectMany(ObjectKeys.AllOf).Select(key => new ObjectDeletion(key, now)));
                await db.SaveChangesAsync(ct);
                await db.Versions.Where(v => versions.Contains(v.Id)).ExecuteDeleteAsync(ct);
            }, ct, onViolation: _ => new LostRaceException());

        // By now nothing with objects is left beneath them.
        await read.Songs.Where(s => (s.DeletedAt < before || read.Projects.Any(p => p.Id == s.ProjectId && p.DeletedAt < before)) && !read.Versions.Any(v => v.SongId == s.Id)).ExecuteDeleteAsync(ct);
        await read.Projects.Where(p => p.DeletedAt < before && !read.Songs.Any(s => s.ProjectId == p.Id)).ExecuteDeleteAsync(ct);

        // A deleted note with replies keeps its place.
        var settled = await read.Comments.Where(c => c.DeletedAt < before && !read.Comments.Any(r => r.ParentId == c.Id && r.DeletedAt == null)).OrderBy(c => c.Id).Select(c => c.Id).Take(1000).ToListAsync(ct);
        await read.Comments.Where(c => settled.Contains(c.Id)).ExecuteDeleteAsync(ct);
        await read.IdempotencyRecords.Where(r => r.CreatedAt < before).ExecuteDeleteAsync(ct);
        return gone;
    }

    private static IQueryable<VersionId> Versions(ConcertoDbContext db, DateTime before) => db.Versions
        .Where(v => v.DeletedAt < before
            || db.Songs.Any(s => s.Id == v.SongId && (s.DeletedAt < before || db.Projects.Any(p => p.Id == s.ProjectId && p.DeletedAt < before))))
        .OrderBy(v => v.Id).Select(v => v.Id);
}
