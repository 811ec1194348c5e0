using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web.Features.Notifications;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Review;

/// <param name="VersionId">The version that it is about.</param>
/// <param name="Text">Up to 5,000 characters.</param>
/// <param name="StartMs">Milliseconds from the start of the recording; left out, the note is on the whole version.</param>
/// <param name="EndMs">With a start, makes it a note on a range.</param>
/// <param name="ParentId">The note to reply to; a reply has no time of its own.</param>
/// <param name="IdempotencyKey">The same key and input again give the first answer.</param>
public sealed record AddCommentInput(VersionId VersionId, string Text, int? StartMs = null, int? EndMs = null, CommentId? ParentId = null, string? IdempotencyKey = null);

/// <summary>Writes a note on a version, or a reply.</summary>
public sealed class AddComment(UnitOfWork unitOfWork, MentionMails mails, Outbox outbox, Client client, TimeProvider time)
{
    /// <exception cref="VersionNotFoundException"/>
    /// <exception cref="CommentNotFoundException">The note to reply to.</exception>
    public async Task<Comment> ExecuteAsync(AddCommentInput input, Caller caller, CancellationToken ct)
    {
        var comment = await unitOfWork.RunAsync(db => WriteAsync(db, input, caller, ct), ct);
        if (Mentions.MayBeIn(comment.Text)) outbox.Nudge();
        return comment;
    }

    private async Task<Comment> WriteAsync(ConcertoDbContext db, AddCommentInput input, Caller caller, CancellationToken ct)
    {
        var (version, song, _) = await Access.VersionToWriteAsync(db, caller, input.VersionId, Role.Commenter, "versionId", ct);
        if (await Idempotency.EarlierAsync(db, caller.Writer, input.IdempotencyKey, input, ct) is { } earlier)
            return await Access.Comments(db, caller).FirstOrDefaultAsync(c => c.Id == CommentId.From(earlier), ct) ?? throw new CommentNotFoundException(IdempotencyRecord.Field);
        if (!version.IsPlayable) throw new InvalidInputException("versionId", "There is nothing to comment on yet.");

        var now = time.Now();
        var comment = input.ParentId is { } parentId
            ? await ReplyAsync(db, input, parentId, caller, now, ct)
            : new Comment(version, caller.Writer, input.Text, Position.From(input.StartMs, input.EndMs, version.Measurements?.DurationMs), now);
        db.Comments.Add(comment);
        Idempotency.Remember(db, caller.Writer, input.IdempotencyKey, input, comment.Id.Value, now);
        var told = await Changes.RecordAsync(db, Activity.On(comment, song, ActivityKind.CommentAdded, caller.Writer, now), ct);
        await mails.AddAsync(db, told, comment, song, client.Key, ct);
        await db.SaveChangesAsync(ct);
        return comment;
    }

    private static async Task<Comment> ReplyAsync(ConcertoDbContext db, AddCommentInput input, CommentId parentId, Caller caller, DateTime now, CancellationToken ct)
    {
        if (input.StartMs is not null || input.EndMs is not null) throw new InvalidInputException("startMs", "A reply stands where the note it replies to stands.");
        var parent = await Access.Comments(db, caller).FirstOrDefaultAsync(c => c.Id == parentId && c.VersionId == input.VersionId, ct) ?? throw new CommentNotFoundException("parentId");
        return parent.Reply(caller.Writer, input.Text, now);
    }
}
