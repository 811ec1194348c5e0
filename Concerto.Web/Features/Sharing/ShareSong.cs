using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Sharing;

/// <param name="SongId">The song to share.</param>
/// <param name="Email">The address of whom to share it with.</param>
/// <param name="Role">What they may do: VIEWER, COMMENTER or EDITOR.</param>
/// <param name="Message">Up to 1,000 characters that go with the mail about it.</param>
public sealed record ShareSongInput(SongId SongId, string Email, Role Role, string? Message = null);

/// <summary>Shares a song with somebody, or with several at once. Sharing again changes the role (law 4).</summary>
public sealed class ShareSong(ShareWithPeople share)
{
    /// <exception cref="SongNotFoundException"/>
    /// <exception cref="NotAllowedException"/>
    /// <exception cref="InvalidInputException"/>
    /// <exception cref="TooManySharesException"/>
    public async Task<Collaborator> ExecuteAsync(ShareSongInput input, Caller caller, CancellationToken ct) =>
        (await ExecuteAsync(input.SongId, [EmailAddress.From(input.Email)], input.Role, input.Message, "email", caller, ct)).Single();

    /// <inheritdoc cref="ExecuteAsync(ShareSongInput, Caller, CancellationToken)"/>
    /// <param name="id">The song to share.</param>
    /// <param name="with">See <see cref="AddressList"/>.</param>
    /// <param name="field">The input field that the addresses came from.</param>
    public Task<IReadOnlyList<Collaborator>> ExecuteAsync(SongId id, IReadOnlyList<EmailAddress> with, Role role, string? message, string field, Caller caller, CancellationToken ct) =>
        share.ExecuteAsync(db => FindAsync(db, id, caller, ct), with, role, message, field, caller, ct);

    private static async Task<Shared> FindAsync(ConcertoDbContext db, SongId id, Caller caller, CancellationToken ct)
    {
        await Turn.TakeAsync(db, id, ct);
        var song = await Access.SongToWriteAsync(db, caller, id, Role.Owner, "songId", ct);
        return new(await db.Projects.SingleAsync(p => p.Id == song.ProjectId, ct), song);
    }
}
