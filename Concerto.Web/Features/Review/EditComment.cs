using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Review;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web.Features.Notifications;
using Concerto.Web.Features.Sharing;

namespace Concerto.Web.Features.Review;

/// <param name="CommentId">Your note or reply.</param>
/// <param name="Text">Up to 5,000 characters.</param>
public sealed record EditCommentInput(CommentId CommentId, string Text);

/// <summary>Changes the words of one's own note.</summary>
public sealed class EditComment(UnitOfWork unitOfWork, MentionMails mails, Outbox outbox, Client client, TimeProvider time)
{
    /// <exception cref="CommentNotFoundException"/>
    /// <exception cref="NotYourCommentException"/>
    public async Task<Comment> ExecuteAsync(EditCommentInput input, Caller caller, CancellationToken ct)
    {
        var comment = await unitOfWork.RunAsync(db => WriteAsync(db, input, caller, ct), ct);
        if (Mentions.MayBeIn(comment.Text)) outbox.Nudge();
        return comment;
    }

    private async Task<Comment> WriteAsync(ConcertoDbContext db, EditCommentInput input, Caller caller, CancellationToken ct)
    {
        var (comment, song, _) = await Access.CommentToWriteAsync(db, caller, input.CommentId, "commentId", ct);
        if (comment.Edit(caller.Writer, input.Text, time.Now()))
        {
            var told = await Changes.RecordAsync(db, Activity.On(comment, song, ActivityKind.CommentEdited, caller.Writer, time.Now()), ct);
            await mails.AddAsync(db, told, comment, song, client.Key, ct);
        }
        await db.SaveChangesAsync(ct);
        return comment;
    }
}
