using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
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
        var (comment, song, _) = await Access.CommentToWriteAsync(db, caller, input.CommentId, "commentId", ct);
        comment.PutInBin(caller.Writer, time.Now());
        await Changes.RecordAsync(db, Activity.On(comment, song, ActivityKind.CommentDeleted, caller.Writer, time.Now()), ct);
        await db.SaveChangesAsync(ct);
        return comment.Id;
    }, ct);
}
