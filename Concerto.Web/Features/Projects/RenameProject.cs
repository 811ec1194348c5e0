using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;

namespace Concerto.Web.Features.Projects;

/// <param name="ProjectId">The project to rename.</param>
/// <param name="Name">1 to 200 characters, unique among the owner's projects.</param>
public sealed record RenameProjectInput(ProjectId ProjectId, string Name);

/// <summary>Gives a project another name.</summary>
public sealed class RenameProject(UnitOfWork unitOfWork, TimeProvider time)
{
    /// <exception cref="ProjectNotFoundException"/>
    /// <exception cref="NameTakenException"/>
    public Task<Project> ExecuteAsync(RenameProjectInput input, Caller caller, CancellationToken ct)
    {
        var name = Name.From(input.Name, "name");
        return unitOfWork.RunAsync(async db =>
        {
            var project = await Access.ProjectToWriteAsync(db, caller, input.ProjectId, Role.Owner, "projectId", ct);
            if (project.Rename(name, time.Now())) db.Activities.Add(Activity.In(project, ActivityKind.ProjectRenamed, caller.Writer, time.Now()));
            await db.SaveChangesAsync(ct);
            return project;
        }, ct, onViolation: constraint => constraint == Constraints.ProjectName ? new NameTakenException(name.Text, "name") : null);
    }
}
