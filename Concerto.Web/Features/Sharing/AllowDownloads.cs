using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;

namespace Concerto.Web.Features.Sharing;

/// <param name="ProjectId">The project.</param>
/// <param name="Allowed">Whether viewers and commenters, of the project and of its songs, may download originals.</param>
public sealed record AllowDownloadsInput(ProjectId ProjectId, bool Allowed);

/// <summary>Lets those who may only listen or comment download the originals of a project, or no longer does. Editors always may.</summary>
public sealed class AllowDownloads(UnitOfWork unitOfWork, TimeProvider time)
{
    /// <exception cref="ProjectNotFoundException"/>
    /// <exception cref="NotAllowedException"/>
    public Task<Project> ExecuteAsync(AllowDownloadsInput input, Caller caller, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        await Turn.TakeAsync(db, input.ProjectId, ct);
        var project = await Access.ProjectToWriteAsync(db, caller, input.ProjectId, Role.Owner, "projectId", ct);
        if (project.AllowsDownloads != input.Allowed)
        {
            project.AllowDownloads(input.Allowed, time.Now());
            db.Activities.Add(Activity.In(project, ActivityKind.DownloadsChanged, caller.Writer, time.Now()));
        }
        await db.SaveChangesAsync(ct);
        return project;
    }, ct);
}
