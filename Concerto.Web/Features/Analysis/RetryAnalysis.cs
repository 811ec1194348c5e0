using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Audio;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;

namespace Concerto.Web.Features.Analysis;

/// <param name="VersionId">The rejected version.</param>
public sealed record RetryAnalysisInput(VersionId VersionId);

/// <summary>Listens once more to a version on which the analysis failed on our side. What was refused has to be replaced instead.</summary>
public sealed class RetryAnalysis(UnitOfWork unitOfWork, AnalysisSignal signal, TimeProvider time)
{
    /// <exception cref="VersionNotFoundException"/>
    public async Task<SongVersion> ExecuteAsync(RetryAnalysisInput input, Caller caller, CancellationToken ct)
    {
        var again = await unitOfWork.RunAsync(async db =>
        {
            var (version, _) = await Access.VersionToWriteAsync(db, caller, input.VersionId, Role.Editor, "versionId", ct);
            if (version.Status == VersionStatus.Analysing) return version; // asked twice
            if (!version.CanRetryAnalysis) throw new InvalidInputException("versionId", "There is nothing to try again.");
            version.AnalyseAgain();
            db.AnalysisJobs.Add(new AnalysisJob(version.Id, AnalysisStage.Measure, time.Now()));
            await db.SaveChangesAsync(ct);
            return version;
        }, ct);
        signal.Nudge();
        return again;
    }
}
