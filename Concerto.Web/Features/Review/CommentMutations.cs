using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Web.GraphQL;

namespace Concerto.Web.Features.Review;

[FieldsOf<Mutation>]
public static class CommentMutations
{
    /// <summary>Writes a note on a version, or a reply. For commenters.</summary>
    [Fails<VersionNotFoundException>, Fails<CommentNotFoundException>, Fails<NotAllowedException>, Fails<InvalidInputException>, Fails<IdempotencyKeyReusedException>]
    public static Task<Comment> AddComment(AddCommentInput input, AddComment useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Changes the words of your own note or reply.</summary>
    [Fails<CommentNotFoundException>, Fails<NotYourCommentException>, Fails<NotAllowedException>, Fails<InvalidInputException>]
    public static Task<Comment> EditComment(EditCommentInput input, EditComment useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Takes back your own note or reply. Replies of others stay.</summary>
    [Fails<CommentNotFoundException>, Fails<NotYourCommentException>, Fails<NotAllowedException>, Gives("deletedCommentId")]
    public static Task<CommentId> DeleteComment(DeleteCommentInput input, DeleteComment useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Ticks a note off: editors any, commenters their own.</summary>
    [Fails<CommentNotFoundException>, Fails<NotAllowedException>, Fails<InvalidInputException>]
    public static Task<Comment> ResolveComment(ResolveCommentInput input, ResolveComment useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Opens a resolved note again: editors any, commenters their own.</summary>
    [Fails<CommentNotFoundException>, Fails<NotAllowedException>, Fails<InvalidInputException>]
    public static Task<Comment> ReopenComment(ReopenCommentInput input, ReopenComment useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);
}
