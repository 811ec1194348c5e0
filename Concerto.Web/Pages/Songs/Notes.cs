using Concerto.Domain.Review;
using Concerto.Domain.Projects;

namespace Concerto.Web.Pages.Songs;

/// <summary>A note or reply as the list shows it.</summary>
/// <param name="Deleted">Taken back, and still there because of its replies.</param>
/// <param name="MayResolve">Or reopen.</param>
public sealed record NoteLine(
    CommentId Id, Person Author, string Text, int? StartMs, int? EndMs, DateTime CreatedAt, bool Edited, bool Deleted, bool Mine, Person? ResolvedBy, bool Resolved, bool MayResolve, IReadOnlyList<NoteLine> Replies);

/// <summary>Which notes are listed.</summary>
public enum NoteFilter
{
    Open,
    Resolved,
    Mine,
    All,
}

/// <summary>The notes on a version, and the forms to add to them.</summary>
/// <param name="Filter">All of them are on the waveform, these in the list.</param>
/// <param name="ReplyTo">The note whose reply was refused and is shown again.</param>
public sealed record NotesView(
    SongId SongId, VersionId VersionId, IReadOnlyList<NoteLine> Lines, NoteFilter Filter, int Open, int Resolved, bool MayComment, string? At, string? Text, CommentId? ReplyTo);
