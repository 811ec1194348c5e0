using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Projects;

/// <param name="Name">1 to 200 characters, unique among your projects.</param>
/// <param name="IdempotencyKey">The same key and input again give the first answer.</param>
public sealed record CreateProjectInput(string Name, string? IdempotencyKey = null);

/// <summary>Makes an empty project of the caller's.</summary>
public sealed class CreateProject(UnitOfWork unitOfWork, TimeProvider time)
{
    /// <exception cref="NameTakenException"/>
    public Task<Project> ExecuteAsync(CreateProjectInput input, Caller caller, CancellationToken ct)
    {
        var owner = caller.Writer;
        var name = Name.From(input.Name, "name");
        return unitOfWork.RunAsync(async db =>
        {
            if (await Idempotency.EarlierAsync(db, owner, input.IdempotencyKey, input, ct) is { } earlier)
                return await db.Projects.FirstOrDefaultAsync(p => p.Id == ProjectId.From(earlier) && p.DeletedAt == null, ct) ?? throw new ProjectNotFoundException(IdempotencyRecord.Field);
            var project = new Project(owner, name, time.Now());
            db.Projects.Add(project);
            Idempotency.Remember(db, owner, input.IdempotencyKey, input, project.Id.Value, time.Now());
            db.Activities.Add(Activity.In(project, ActivityKind.ProjectCreated, owner, time.Now()));
            await db.SaveChangesAsync(ct);
            return project;
        }, ct, onViolation: constraint => constraint == Constraints.ProjectName ? new NameTakenException(name.Text, "name") : null);
    }
}
