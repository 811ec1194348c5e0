using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
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

    /// <summary>
    /// What would become of files if you uploaded them now, read from their names: new songs, or new versions of which songs. Null when there is no such
    /// song or project that you may upload to. It changes nothing; signUpload does what was confirmed.
    /// </summary>
    /// <param name="files">In the order that they are sent in, 300 at most.</param>
    /// <param name="songId">All of them are versions of this song.</param>
    /// <param name="projectId">They go into this project.</param>
    /// <param name="projectName">They go into a project of yours of this name, which is made when there is none.</param>
    public static Task<UploadPlan?> UploadPlan(
        IReadOnlyList<FileToPlan> files, SongId? songId, ProjectId? projectId, string? projectName, PlanUploads useCase, Caller caller, CancellationToken ct) =>
        files.Count > PlanUploads.MaxFiles
            ? throw new RequestError("TOO_MANY_FILES", $"At most {PlanUploads.MaxFiles} files can be planned at once.")
            : useCase.ExecuteAsync(new(files, songId, projectId, projectName), caller, ct);
}
