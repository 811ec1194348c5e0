using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Review;
using Concerto.Infrastructure.Data;

namespace Concerto.Web.Features.Review;

/// <param name="CommentId">The note.</param>
public sealed record ReopenCommentInput(CommentId CommentId);

/// <summary>Opens a resolved note again: editors any, others their own.</summary>
public sealed class ReopenComment(UnitOfWork unitOfWork, TimeProvider time)
{
    /// <exception cref="CommentNotFoundException"/>
    /// <exception cref="NotAllowedException"/>
    public Task<Comment> ExecuteAsync(ReopenCommentInput input, Caller caller, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        var (comment, song) = await NoteToTickOff.LoadAsync(db, caller, input.CommentId, ct);
        if (comment.Reopen())
            await Changes.RecordAsync(db, Activity.On(comment, song, ActivityKind.CommentReopened, caller.Writer, time.Now()), ct);
        await db.SaveChangesAsync(ct);
        return comment;
    }, ct);
}
