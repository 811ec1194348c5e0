using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Web.GraphQL;

namespace Concerto.Web.Features.Projects;

[FieldsOf<Mutation>]
public static class ProjectMutations
{
    /// <summary>Makes an empty project of yours.</summary>
    [Fails<NameTakenException>, Fails<InvalidInputException>, Fails<IdempotencyKeyReusedException>, Fails<ProjectNotFoundException>]
    public static Task<Project> CreateProject(CreateProjectInput input, CreateProject useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Gives a project another name. For its owner.</summary>
    [Fails<ProjectNotFoundException>, Fails<NotAllowedException>, Fails<NameTakenException>, Fails<InvalidInputException>]
    public static Task<Project> RenameProject(RenameProjectInput input, RenameProject useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Puts a project, with everything in it, in the bin for 30 days. For its owner.</summary>
    [Fails<ProjectNotFoundException>, Fails<NotAllowedException>, Gives("deletedProjectId")]
    public static Task<ProjectId> DeleteProject(DeleteProjectInput input, DeleteProject useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);
}
