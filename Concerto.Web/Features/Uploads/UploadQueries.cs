using Concerto.Domain.Storage;
using Concerto.Web.GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Uploads;

[FieldsOf<Query>]
public static class UploadQueries
{
    /// <summary>An upload of your own by its id, to go on with it; null when there is none, or when it was given up or has expired.</summary>
    /// <param name="id">An upload's id.</param>
    [Node]
    public static IDataLoaderResult<SignedUpload?> Upload(UploadId id, Loaders load) => load.Batch(id, static (ask, ids, ct) =>
        OwnUpload.Of(ask.Db, ask.Caller).Where(u => ids.Contains(u.Id) && (u.CompletedAt != null || u.ExpiresAt > ask.Now)).ToDictionaryAsync(u => u.Id, u => new SignedUpload(u, []), ct));
}
