using System.Linq.Expressions;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;

namespace Concerto.Web.Features.Live;

/// <summary>What a stream is about: a song and what becomes of its project, a project with its songs, or everything.</summary>
public sealed record LiveScope(ProjectId? Project, SongId? Song)
{
    public static readonly LiveScope Everything = new(null, null);

    /// <summary>For the database.</summary>
    public Expression<Func<Activity, bool>> Filter => this switch
    {
        { Song: { } song, Project: { } project } => a => a.SongId == song || (a.SongId == null && a.ProjectId == project),
        { Project: { } project } => a => a.ProjectId == project,
        _ => _ => true,
    };

    public bool Contains(Activity activity) =>
        (Project is not { } project || activity.ProjectId == project) && (Song is not { } song || activity.SongId is null || activity.SongId == song);
}
