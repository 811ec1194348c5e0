using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Review;
using Concerto.Infrastructure.Data;

namespace Concerto.Web.Features.Review;

/// <param name="CommentId">The note.</param>
public sealed record ResolveCommentInput(CommentId CommentId);

/// <summary>Ticks a note off: editors any, others their own. Resolving twice is resolving once.</summary>
public sealed class ResolveComment(UnitOfWork unitOfWork, TimeProvider time)
{
    /// <exception cref="CommentNotFoundException"/>
    /// <exception cref="NotAllowedException"/>
    public Task<Comment> ExecuteAsync(ResolveCommentInput input, Caller caller, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        var (comment, song) = await NoteToTickOff.LoadAsync(db, caller, input.CommentId, ct);
        if (comment.Resolve(caller.Writer, time.Now()))
            await Changes.RecordAsync(db, Activity.On(comment, song, ActivityKind.CommentResolved, caller.Writer, time.Now()), ct);
        await db.SaveChangesAsync(ct);
        return comment;
    }, ct);
}
