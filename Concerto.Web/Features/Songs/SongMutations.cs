using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Web.GraphQL;

namespace Concerto.Web.Features.Songs;

[FieldsOf<Mutation>]
public static class SongMutations
{
    /// <summary>Makes a song that has no versions yet. For editors of the project.</summary>
    [Fails<ProjectNotFoundException>, Fails<NotAllowedException>, Fails<NameTakenException>, Fails<InvalidInputException>, Fails<IdempotencyKeyReusedException>, Fails<SongNotFoundException>]
    public static Task<Song> CreateSong(CreateSongInput input, CreateSong useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Gives a song another name. For editors.</summary>
    [Fails<SongNotFoundException>, Fails<NotAllowedException>, Fails<NameTakenException>, Fails<InvalidInputException>]
    public static Task<Song> RenameSong(RenameSongInput input, RenameSong useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Puts a song, with its versions and notes, in the bin for 30 days. For the owner.</summary>
    [Fails<SongNotFoundException>, Fails<NotAllowedException>, Gives("deletedSongId")]
    public static Task<SongId> DeleteSong(DeleteSongInput input, DeleteSong useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);
}
