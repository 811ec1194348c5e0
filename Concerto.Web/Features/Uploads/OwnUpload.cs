using Concerto.Domain.Accounts;
using Concerto.Domain.Sharing;
using Concerto.Domain.Storage;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Uploads;

/// <summary>An upload is its uploader's own affair, as long as they may still upload to the song.</summary>
internal static class OwnUpload
{
    public static IQueryable<Upload> Of(ConcertoDbContext db, Caller caller)
    {
        var versions = Access.Versions(db, caller, Role.Editor);
        return db.Uploads.Where(u => u.UploaderId == caller.User && versions.Any(v => v.Id == u.VersionId));
    }

    /// <exception cref="UploadNotFoundException"/>
    public static async Task<Upload> ToWriteAsync(ConcertoDbContext db, Caller caller, UploadId id, CancellationToken ct)
    {
        _ = caller.Writer;
        return await Of(db, caller).FirstOrDefaultAsync(u => u.Id == id, ct) ?? throw new UploadNotFoundException("uploadId");
    }
}
