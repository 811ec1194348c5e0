using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Web.GraphQL;

namespace Concerto.Web.Features.Sharing;

[FieldsOf<Mutation>]
public static class SharingMutations
{
    /// <summary>Shares a project, with every song in it, with somebody. For its owner. Sharing again changes the role. The answer is the same whether or not the address has an account; without one, it waits for it.</summary>
    [Fails<ProjectNotFoundException>, Fails<NotAllowedException>, Fails<InvalidInputException>, Fails<TooManySharesException>]
    public static Task<Collaborator> ShareProject(ShareProjectInput input, ShareProject useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Shares one song with somebody. For the project's owner. Sharing again changes the role. The answer is the same whether or not the address has an account; without one, it waits for it.</summary>
    [Fails<SongNotFoundException>, Fails<NotAllowedException>, Fails<InvalidInputException>, Fails<TooManySharesException>]
    public static Task<Collaborator> ShareSong(ShareSongInput input, ShareSong useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Gives somebody another role. For the owner. It counts on their next request.</summary>
    [Fails<CollaboratorNotFoundException>, Fails<NotAllowedException>, Fails<InvalidInputException>]
    public static Task<Collaborator> ChangeRole(ChangeRoleInput input, ChangeRole useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Removes somebody from a project, with the songs of it that were shared with them by themselves, or from one song. For the owner. They see nothing of it on their next request; their notes and versions stay.</summary>
    [Fails<CollaboratorNotFoundException>, Fails<NotAllowedException>, Gives("removedCollaboratorId")]
    public static Task<CollaboratorId> Unshare(UnshareInput input, Unshare useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Tells somebody who has not opened it yet once more of what was shared with them, 10 minutes after the last mail at the earliest. For the owner, and for admins where it waits for an address without an account.</summary>
    [Fails<CollaboratorNotFoundException>, Fails<NotAllowedException>, Fails<InvalidInputException>, Fails<ResentTooSoonException>, Fails<StillWaitingException>, Fails<TooManySharesException>]
    public static Task<Collaborator> ResendInvite(ResendInviteInput input, ResendInvite useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Makes a link to what was shared with somebody who has not opened it yet, for you to send. The account that accepts it first has it; it verifies no address. For the owner, and for admins where it waits for an address without an account.</summary>
    [Fails<CollaboratorNotFoundException>, Fails<NotAllowedException>, Fails<InvalidInputException>]
    public static Task<CopiedInviteLink> CopyInviteLink(CopyInviteLinkInput input, CopyInviteLink useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Takes back what was shared with somebody who has not opened it yet; links to it lead nowhere from then on. For the owner, and for admins where it waits for an address without an account.</summary>
    [Fails<CollaboratorNotFoundException>, Fails<NotAllowedException>, Fails<InvalidInputException>, Gives("revokedCollaboratorId")]
    public static Task<CollaboratorId> RevokeInvite(RevokeInviteInput input, RevokeInvite useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Leaves a project that was shared with you, and the songs of it that were shared by themselves.</summary>
    [Fails<ProjectNotFoundException>, Fails<HandOverFirstException>, Gives("leftProjectId")]
    public static Task<ProjectId> LeaveProject(LeaveProjectInput input, LeaveProject useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Leaves a song that was shared with you by itself.</summary>
    [Fails<SongNotFoundException>, Fails<HandOverFirstException>, Fails<NotAllowedException>, Gives("leftSongId")]
    public static Task<SongId> LeaveSong(LeaveSongInput input, LeaveSong useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Makes somebody in your project its owner; you become an editor of it.</summary>
    [Fails<ProjectNotFoundException>, Fails<NotAllowedException>, Fails<CollaboratorNotFoundException>, Fails<InvalidInputException>, Fails<NameTakenException>]
    public static Task<Project> HandOverProject(HandOverProjectInput input, HandOverProject useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Lets viewers and commenters of a project, and of its songs, download originals, or no longer does. For its owner.</summary>
    [Fails<ProjectNotFoundException>, Fails<NotAllowedException>]
    public static Task<Project> AllowDownloads(AllowDownloadsInput input, AllowDownloads useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);
}
