namespace Concerto.Domain.Review;

/// <summary>No such comment, as far as you may know.</summary>
public sealed class CommentNotFoundException(string? field = null) : NotFoundException("comment", field);

/// <summary>Only its author may change a comment.</summary>
public sealed class NotYourCommentException() : DomainException("Only the person who wrote a note can change it.", "commentId");
