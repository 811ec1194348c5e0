using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;

namespace Concerto.Web.Features.Review;

internal static class NoteToTickOff
{
    public static async Task<(Comment Comment, Song Song)> LoadAsync(ConcertoDbContext db, Caller caller, CommentId id, CancellationToken ct)
    {
        var (comment, song, role) = await Access.CommentToWriteAsync(db, caller, id, "commentId", ct, Role.Viewer);
        return role >= Role.Editor || comment.AuthorId == caller.User
            ? (comment, song)
            : throw new NotAllowedException("An editor or the note's author can resolve it.");
    }
}
