using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Web.GraphQL;

namespace Concerto.Web.Features.Versions;

[FieldsOf<Mutation>]
public static class VersionMutations
{
    /// <summary>Gives a version another label, or none. For editors.</summary>
    [Fails<VersionNotFoundException>, Fails<NotAllowedException>, Fails<NameTakenException>, Fails<InvalidInputException>]
    public static Task<SongVersion> RenameVersion(RenameVersionInput input, RenameVersion useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Puts a version and its notes in the bin for 30 days. For the owner, and editors their own. One that never became ready goes at once.</summary>
    [Fails<VersionNotFoundException>, Fails<NotAllowedException>, Gives("deletedVersionId")]
    public static Task<VersionId> DeleteVersion(DeleteVersionInput input, DeleteVersion useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);
}
