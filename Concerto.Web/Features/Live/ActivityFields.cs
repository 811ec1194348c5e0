using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Projects;
using Concerto.Web.Features.Review;
using Concerto.Web.Features.Songs;
using Concerto.Web.Features.Versions;
using Concerto.Web.GraphQL;
using GraphQL.DataLoader;

namespace Concerto.Web.Features.Live;

/// <summary>
/// Something that happened. It says what and when, and points at what it happened to: that is as it is now, and null when it is gone, or when you may not see it.
/// </summary>
[FieldsOf<Happening>(nameof(Happening.Kind), Name = "Activity")]
public static class ActivityFields
{
    /// <summary>Opaque: the same each time that it is told, by which a program knows what it has had already.</summary>
    public static ActivityId Id(Happening happening) => new(happening.Sequence);

    /// <summary>What to subscribe with to go on after this: nothing is missed, and what comes again has the same id.</summary>
    public static string Cursor(Happening happening) => happening.Mark.ToString();

    /// <summary>When it happened.</summary>
    public static DateTime At(Happening happening) => happening.Activity.At;

    /// <summary>Who did it; null for Concerto itself, such as when a version has been measured.</summary>
    public static IDataLoaderResult<User>? Actor(Happening happening, Loaders load) => happening.Activity.ActorId is { } actor ? load.Person(actor) : null;

    /// <summary>The project that it happened in.</summary>
    public static IDataLoaderResult<Project?> Project(Happening happening, Loaders load) => ProjectQueries.Project(happening.Activity.ProjectId, load);

    /// <summary>The song; null when it is about the project as a whole.</summary>
    public static IDataLoaderResult<Song?>? Song(Happening happening, Loaders load) => happening.Activity.SongId is { } song ? SongQueries.Song(song, load) : null;

    /// <summary>The version that it is about, if it is about one.</summary>
    public static IDataLoaderResult<SongVersion?>? Version(Happening happening, Loaders load) => happening.Activity.VersionId is { } version ? VersionQueries.Version(version, load) : null;

    /// <summary>The note or reply that it is about, if it is about one.</summary>
    public static IDataLoaderResult<Comment?>? Comment(Happening happening, Loaders load) => happening.Activity.CommentId is { } comment ? CommentQueries.Comment(comment, load) : null;
}
