using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;

namespace Concerto.Domain.Review;

/// <summary>A note on a version, at a time or on the whole; or a reply to one.</summary>
public sealed class Comment
{
    public const int MaxLength = 5_000;

    private Comment() { }

    public Comment(SongVersion version, UserId author, string? text, Position? position, DateTime now)
    {
        Id = CommentId.New();
        (VersionId, SongId) = (version.Id, version.SongId);
        AuthorId = author;
        Text = Clean(text);
        (StartMs, EndMs) = (position?.StartMs, position?.EndMs);
        CreatedAt = now;
    }

    public CommentId Id { get; private set; }
    public VersionId VersionId { get; private set; }
    public SongId SongId { get; private set; }

    /// <summary>The note that this replies to; replies are one level deep.</summary>
    public CommentId? ParentId { get; private set; }

    public UserId AuthorId { get; private set; }

    /// <summary>As typed, up to 5,000 characters.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Milliseconds from the start of the recording; null on the whole version, and on replies.</summary>
    public int? StartMs { get; private set; }

    /// <summary>Where a range ends, in milliseconds from the start of the recording; null for a moment.</summary>
    public int? EndMs { get; private set; }

    /// <summary>When it was written.</summary>
    public DateTime CreatedAt { get; private set; }

    /// <summary>When its words were last changed; null when they never were.</summary>
    public DateTime? EditedAt { get; private set; }

    /// <summary>When it was ticked off; null while it is open.</summary>
    public DateTime? ResolvedAt { get; private set; }

    public UserId? ResolvedById { get; private set; }

    /// <summary>When it was put in the bin. A deleted note with replies keeps its place, without its text, so that nobody loses theirs.</summary>
    public DateTime? DeletedAt { get; private set; }

    /// <summary>A reply stands where the note it replies to stands; a reply to a reply joins the same thread.</summary>
    public Comment Reply(UserId author, string? text, DateTime now) => new()
    {
        Id = CommentId.New(),
        VersionId = VersionId,
        SongId = SongId,
        ParentId = ParentId ?? Id,
        AuthorId = author,
        Text = Clean(text),
        CreatedAt = now,
    };

    /// <returns>Whether that is news: the same words again are none.</returns>
    /// <exception cref="NotYourCommentException"/>
    public bool Edit(UserId by, string? text, DateTime now)
    {
        if (by != AuthorId) throw new NotYourCommentException();
        var cleaned = Clean(text);
        if (cleaned == Text) return false;
        (Text, EditedAt) = (cleaned, now);
        return true;
    }

    /// <returns>Whether that is news; resolved already, it stays as it is.</returns>
    public bool Resolve(UserId by, DateTime now)
    {
        MustBeANote();
        if (ResolvedAt is not null) return false;
        (ResolvedAt, ResolvedById) = (now, by);
        return true;
    }

    /// <returns>Whether that is news.</returns>
    public bool Reopen()
    {
        MustBeANote();
        if (ResolvedAt is null) return false;
        (ResolvedAt, ResolvedById) = (null, null);
        return true;
    }

    /// <exception cref="NotYourCommentException"/>
    public void PutInBin(UserId by, DateTime now)
    {
        if (by != AuthorId) throw new NotYourCommentException();
        DeletedAt = now;
    }

    private void MustBeANote()
    {
        if (ParentId is not null) throw new InvalidInputException("commentId", "A reply is resolved with the note that it replies to.");
    }

    private static string Clean(string? text)
    {
        text = (text ?? "").ReplaceLineEndings("\n").Trim();
        if (text.Length == 0) throw new InvalidInputException("text", "Write something first.");
        if (text.Length > MaxLength) throw new InvalidInputException("text", $"A note has at most {MaxLength:N0} characters; this one has {text.Length:N0}.");
        if (!text.IsNormalizable() || text.Contains('\0')) throw new InvalidInputException("text", "That note has characters in it that are not text.");
        return text;
    }
}
