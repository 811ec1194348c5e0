using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Review;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;

namespace Concerto.Web.Features.Review;

/// <param name="CommentId">Your note or reply.</param>
public sealed record DeleteCommentInput(CommentId CommentId);

/// <summary>Takes back one's own note or reply. Replies of others stay.</summary>
public sealed class DeleteComment(UnitOfWork unitOfWork, TimeProvider time)
{
    /// <exception cref="CommentNotFoundException"/>
    /// <exception cref="NotYourCommentException"/>
    public Task<CommentId> ExecuteAsync(DeleteCommentInput input, Caller caller, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        var (comment, _) = await Access.CommentToWriteAsync(db, caller, input.CommentId, "commentId", ct);
        comment.PutInBin(caller.Writer, time.Now());
        await db.SaveChangesAsync(ct);
        await Changes.TouchAsync(db, comment.SongId, time.Now(), ct);
        return comment.Id;
    }, ct);
}
