using Concerto.Domain.Notifications;
using Concerto.Domain.Review;

namespace Concerto.Web.Features.Live;

/// <summary>What a page is told: which of its parts to look at anew, and the sentence that says why. The part itself it fetches, with its reader's own access.</summary>
/// <param name="By">Who did it; null for Concerto. Of a version that is ready, who uploaded it.</param>
/// <param name="Said">“Jonas wrote a note at 01:23”, without a full stop; null when it is not worth saying.</param>
/// <param name="On">“v2”: what the sentence is about, where the page shows another.</param>
public sealed record Hint(ActivityKind Kind, string? By, string? Said, string? On, string Project, string? Song, string? Version, string? Comment)
{
    public static Hint Of(Happening happening)
    {
        var a = happening.Activity;
        var by = a.Kind == ActivityKind.VersionReady ? a.PersonId : a.ActorId;
        return new(
            a.Kind, by?.ToString(), Sentence(happening), happening.VersionNumber is { } number ? $"v{number}" : null,
            a.ProjectId.ToString(), a.SongId?.ToString(), a.VersionId?.ToString(), a.CommentId?.ToString());
    }

    /// <summary>The event's name: the part of a page that it is about.</summary>
    public static string PartOf(ActivityKind kind) => kind switch
    {
        ActivityKind.CommentAdded or ActivityKind.CommentEdited or ActivityKind.CommentResolved or ActivityKind.CommentReopened or ActivityKind.CommentDeleted => "notes",
        ActivityKind.VersionArrived or ActivityKind.VersionReady or ActivityKind.VersionRejected or ActivityKind.VersionRendered
            or ActivityKind.AnalysisRetried or ActivityKind.VersionRelabelled or ActivityKind.VersionDeleted => "versions",
        ActivityKind.SongCreated or ActivityKind.SongRenamed or ActivityKind.SongDeleted => "songs",
        ActivityKind.ProjectCreated or ActivityKind.ProjectRenamed or ActivityKind.ProjectDeleted or ActivityKind.DownloadsChanged => "project",
        _ => "people",
    };

    private static string? Sentence(Happening it) => it switch
    {
        { Kind: ActivityKind.VersionReady, VersionNumber: { } number } => $"v{number} of {it.Song} is ready",
        { Actor: not { } } => null,
        { Kind: ActivityKind.CommentAdded, IsReply: true } => $"{it.Actor} replied to {Note(it)}",
        { Kind: ActivityKind.CommentAdded } => $"{it.Actor} wrote a note {At(it.StartMs)}",
        { Kind: ActivityKind.CommentEdited } => $"{it.Actor} changed {Own(it)}",
        { Kind: ActivityKind.CommentDeleted } => $"{it.Actor} took back {Own(it)}",
        { Kind: ActivityKind.CommentResolved } => $"{it.Actor} resolved {Note(it)}",
        { Kind: ActivityKind.CommentReopened } => $"{it.Actor} reopened {Note(it)}",
        { Kind: ActivityKind.VersionRelabelled, VersionNumber: { } number } => $"{it.Actor} gave v{number} another label",
        { Kind: ActivityKind.VersionDeleted, VersionNumber: { } number } => $"{it.Actor} deleted v{number} of {it.Song}",
        { Kind: ActivityKind.SongCreated, Song: { } song } => $"{it.Actor} added {song}",
        { Kind: ActivityKind.SongRenamed, Song: { } song } => $"{it.Actor} renamed a song to {song}",
        { Kind: ActivityKind.SongDeleted, Song: { } song } => $"{it.Actor} deleted {song}",
        { Kind: ActivityKind.ProjectRenamed } => $"{it.Actor} renamed the project",
        { Kind: ActivityKind.Left } => $"{it.Actor} left",
        { Kind: ActivityKind.HandedOver } => $"{it.Actor} handed the project over",
        _ => null,
    };

    private static string Own(Happening it) => it.IsReply ? $"a reply {At(it.ThreadStartMs)}" : $"a note {At(it.StartMs)}";
    private static string Note(Happening it) => $"the note {At(it.IsReply ? it.ThreadStartMs : it.StartMs)}";
    private static string At(int? ms) => ms is { } at ? $"at {Timecode.Format(at)}" : "on the whole version";
}
