using Concerto.Domain.Projects;
using Concerto.Domain.Review;

namespace Concerto.Web.Pages.Songs;

/// <summary>A note or reply as the list shows it.</summary>
/// <param name="Version">Which one it is on, when that is not the one that is open; its time is a time in that one.</param>
/// <param name="Deleted">Taken back, and still there because of its replies.</param>
/// <param name="MayResolve">Or reopen.</param>
public sealed record NoteLine(
    CommentId Id, SongVersion? Version, Person Author, string Text, Position? At, DateTime CreatedAt, bool Edited, bool Deleted, bool Mine,
    Person? ResolvedBy, bool Resolved, bool MayResolve, IReadOnlyList<NoteLine> Replies)
{
    public bool Passes(NoteFilter filter) => filter switch
    {
        NoteFilter.Open => !Resolved,
        NoteFilter.Resolved => Resolved,
        NoteFilter.Mine => Mine || Replies.Any(r => r.Mine),
        _ => true,
    };
}

/// <summary>Which notes are listed.</summary>
public enum NoteFilter
{
    Open,
    Resolved,
    Mine,
    All,
}

/// <summary>Notes of which versions are listed.</summary>
public enum NoteScope
{
    This,
    All,
}

/// <summary>In which order notes are listed.</summary>
public enum NoteOrder
{
    Time,
    Newest,
}

/// <summary>How the notes are listed. Every address that leads back to the room carries it along: <c>…&amp;notes=Mine&amp;versions=All&amp;sort=Newest</c>.</summary>
public sealed record NoteChoice
{
    /// <summary>The open ones, as long as there are any, when none is said.</summary>
    public NoteFilter? Notes { get; init; }

    public NoteScope Versions { get; init; }

    public NoteOrder Sort { get; init; }

    /// <summary>To append to an address that has a query already.</summary>
    public string Query => (Notes is { } notes ? $"&notes={notes}" : "") + (Versions == NoteScope.This ? "" : $"&versions={Versions}") + (Sort == NoteOrder.Time ? "" : $"&sort={Sort}");
}

/// <summary>The notes on a version, and the forms to add to them.</summary>
/// <param name="VersionId">The one that is open.</param>
/// <param name="Versions">How many the song has.</param>
/// <param name="Lines">Those that are shown, in the list and on the waveform.</param>
/// <param name="Choice">As it turned out; its filter is never null.</param>
/// <param name="Pointed">The note or reply that a link leads to.</param>
/// <param name="LinkIsDead">A link led to a note that is not there, or not any more.</param>
/// <param name="At">What was typed as the time, when it was refused.</param>
/// <param name="ReplyTo">The note whose reply form is open.</param>
public sealed record NotesView(
    SongId SongId, VersionId VersionId, int Versions, IReadOnlyList<NoteLine> Lines, NoteChoice Choice, int Open, int Resolved, int Mine, int All, bool MayComment,
    CommentId? Pointed, bool LinkIsDead, string? At, string? Text, CommentId? ReplyTo)
{
    /// <summary>How many notes are open on the song's other versions, when there is nothing on this one.</summary>
    public int OpenElsewhere { get; init; }

    /// <summary>Who may be named in them, as far as the reader knows them.</summary>
    public IReadOnlyList<Nameable> People { get; init; } = [];

    /// <summary>The room with these notes listed.</summary>
    public string Here => Address(Choice);

    /// <summary>The same room with notes listed in another way.</summary>
    public string Address(NoteChoice choice) => $"/songs/{SongId}?version={VersionId}{choice.Query}";

    /// <summary>A note's own address: what is copied and sent to somebody. It leads to the version that the note is on.</summary>
    public string LinkTo(NoteLine note) => $"/songs/{SongId}?comment={note.Id}";
}
