using System.Linq.Expressions;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;

namespace Concerto.Web.Features.Live;

/// <summary>What a stream is about: a song and what becomes of its project, a project with its songs, everything, or nothing but what the listener is told.</summary>
public sealed record LiveScope(ProjectId? Project, SongId? Song)
{
    public static readonly LiveScope Everything = new(null, null);

    /// <summary>For pages on which nothing happens: they hear of notifications, as all do.</summary>
    public static readonly LiveScope Nothing = new(null, null) { IsEmpty = true };

    public bool IsEmpty { get; private init; }

    /// <summary>For the database.</summary>
    public Expression<Func<Activity, bool>> Filter => this switch
    {
        { IsEmpty: true } => _ => false,
        { Song: { } song, Project: { } project } => a => a.SongId == song || (a.SongId == null && a.ProjectId == project),
        { Project: { } project } => a => a.ProjectId == project,
        _ => _ => true,
    };

    public bool Contains(Activity activity) =>
        !IsEmpty && activity.Kind != ActivityKind.NotificationsRead && (Project is not { } project || activity.ProjectId == project) && (Song is not { } song || activity.SongId is null || activity.SongId == song);
}
