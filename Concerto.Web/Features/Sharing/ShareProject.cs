using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;

namespace Concerto.Web.Features.Sharing;

/// <param name="ProjectId">The project to share.</param>
/// <param name="Email">The address of whom to share it with.</param>
/// <param name="Role">What they may do: VIEWER, COMMENTER or EDITOR.</param>
/// <param name="Message">Up to 1,000 characters that go with the mail about it.</param>
public sealed record ShareProjectInput(ProjectId ProjectId, string Email, Role Role, string? Message = null);

/// <summary>Shares a project with every song in it with somebody, or with several at once. Sharing again changes the role (law 4).</summary>
public sealed class ShareProject(ShareWithPeople share)
{
    /// <exception cref="ProjectNotFoundException"/>
    /// <exception cref="NotAllowedException"/>
    /// <exception cref="InvalidInputException"/>
    /// <exception cref="TooManySharesException"/>
    public async Task<Collaborator> ExecuteAsync(ShareProjectInput input, Caller caller, CancellationToken ct) =>
        (await ExecuteAsync(input.ProjectId, [EmailAddress.From(input.Email)], input.Role, input.Message, "email", caller, ct)).Single();

    /// <inheritdoc cref="ExecuteAsync(ShareProjectInput, Caller, CancellationToken)"/>
    /// <param name="id">The project to share.</param>
    /// <param name="with">See <see cref="AddressList"/>.</param>
    /// <param name="field">The input field that the addresses came from.</param>
    public Task<IReadOnlyList<Collaborator>> ExecuteAsync(ProjectId id, IReadOnlyList<EmailAddress> with, Role role, string? message, string field, Caller caller, CancellationToken ct) =>
        share.ExecuteAsync(db => FindAsync(db, id, caller, ct), with, role, message, field, caller, ct);

    private static async Task<Shared> FindAsync(ConcertoDbContext db, ProjectId id, Caller caller, CancellationToken ct)
    {
        await Turn.TakeAsync(db, id, ct);
        return new(await Access.ProjectToWriteAsync(db, caller, id, Role.Owner, "projectId", ct), null);
    }
}
