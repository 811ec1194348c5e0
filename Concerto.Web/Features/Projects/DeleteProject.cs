using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;

namespace Concerto.Web.Features.Projects;

/// <param name="ProjectId">The project to delete.</param>
public sealed record DeleteProjectInput(ProjectId ProjectId);

/// <summary>Puts a project, with everything in it, in the bin for 30 days. Its name is free at once.</summary>
public sealed class DeleteProject(UnitOfWork unitOfWork, TimeProvider time)
{
    /// <exception cref="ProjectNotFoundException"/>
    public Task<ProjectId> ExecuteAsync(DeleteProjectInput input, Caller caller, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        var project = await Access.ProjectToWriteAsync(db, caller, input.ProjectId, Role.Owner, "projectId", ct);
        project.PutInBin(time.Now());
        db.Activities.Add(Activity.In(project, ActivityKind.ProjectDeleted, caller.Writer, time.Now()));
        await db.SaveChangesAsync(ct);
        return project.Id;
    }, ct);
}
