using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Audio;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;

namespace Concerto.Web.Features.Analysis;

/// <param name="VersionId">The rejected version.</param>
public sealed record RetryAnalysisInput(VersionId VersionId);

/// <summary>Does once more what failed on our side: listening to a version, or making its light rendition. What was refused has to be replaced instead.</summary>
public sealed class RetryAnalysis(UnitOfWork unitOfWork, AnalysisSignal signal, TimeProvider time)
{
    /// <exception cref="VersionNotFoundException"/>
    public async Task<SongVersion> ExecuteAsync(RetryAnalysisInput input, Caller caller, CancellationToken ct)
    {
        var again = await unitOfWork.RunAsync(async db =>
        {
            var (version, song, _) = await Access.VersionToWriteAsync(db, caller, input.VersionId, Role.Editor, "versionId", ct);
            if (version.Status == VersionStatus.Analysing) return version; // asked twice
            if (!version.CanRetryAnalysis) throw new InvalidInputException("versionId", "There is nothing to try again.");
            db.AnalysisJobs.Add(new AnalysisJob(version.Id, version.AnalyseAgain(), time.Now()));
            db.Activities.Add(Activity.On(version, song, ActivityKind.AnalysisRetried, caller.Writer, time.Now()));
            await db.SaveChangesAsync(ct);
            return version;
        }, ct);
        signal.Nudge();
        return again;
    }
}
