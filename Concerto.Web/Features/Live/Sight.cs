using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Live;

/// <summary>
/// What one listener may hear of: what <see cref="Access"/> says that they see, remembered for a few seconds and asked for anew as soon as something happens
/// that may change it (law 10). Of what goes away they hear if they saw it before.
/// </summary>
internal sealed class Sight(IDbContextFactory<ConcertoDbContext> contexts, Caller caller, LiveScope scope, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    private HashSet<ProjectId> _whole = [];   // they have a role in the project itself
    private HashSet<ProjectId> _partly = [];  // they know it through some of its songs only:
    private HashSet<SongId> _songs = [];      // these
    private readonly HashSet<object> _out = []; // versions and songs that were found to be there for them
    private long _looked;

    /// <summary>Asks anew.</summary>
    /// <returns>Whether what the stream is about is still there for the caller.</returns>
    public async Task<bool> LookAsync(CancellationToken ct)
    {
        _looked = time.GetTimestamp();
        if (scope.IsEmpty) return true;
        await using var db = await contexts.CreateDbContextAsync(ct);
        _out.Clear();
        var projects = await Access.Projects(db, caller).Where(p => scope.Project == null || p.Id == scope.Project).Select(p => p.Id).ToListAsync(ct);
        var roles = await Access.RolesAsync(db, caller, projects, ct);
        _whole = [.. projects.Where(p => roles.GetValueOrDefault(p) is not null)];
        _partly = [.. projects.Where(p => !_whole.Contains(p))];
        var partly = _partly.ToList();
        _songs = partly.Count == 0 ? [] : [.. await Access.Songs(db, caller).Where(s => partly.Contains(s.ProjectId)).Select(s => s.Id).ToListAsync(ct)];
        return scope switch
        {
            { Song: { } song } => await Access.Songs(db, caller).AnyAsync(s => s.Id == song, ct),
            { Project: not null } => projects.Count > 0,
            _ => true,
        };
    }

    /// <returns>Whether they may hear of it; null when what the stream is about is gone for them.</returns>
    public async Task<bool?> MayHearAsync(Happening happening, CancellationToken ct)
    {
        var before = Sees(happening.Activity);
        var changes = before ? TakesAway(happening.Activity) || time.GetElapsedTime(_looked) > Fresh : IsTheirs(happening.Activity);
        if (changes && !await LookAsync(ct)) return null;
        return (before || Sees(happening.Activity)) && await IsOutAsync(happening, ct);
    }

    // What others do among themselves gives nobody else anything to see: not everybody who listens has to ask because of it.
    private bool IsTheirs(Activity activity) => activity.ActorId == caller.User || activity.PersonId == caller.User;

    private bool TakesAway(Activity activity) =>
        activity.Kind is ActivityKind.ProjectDeleted or ActivityKind.SongDeleted || activity.PersonId == caller.User && activity.Kind is ActivityKind.Unshared or ActivityKind.Left;

    private bool Sees(Activity activity) => activity.SongId is { } song
        ? _whole.Contains(activity.ProjectId) || _songs.Contains(song)
        : _whole.Contains(activity.ProjectId) || (_partly.Contains(activity.ProjectId)
            && activity.Kind is ActivityKind.ProjectRenamed or ActivityKind.ProjectDeleted or ActivityKind.HandedOver or ActivityKind.DownloadsChanged);

    /// <summary>What is not ready is its uploader's alone. Whom something was shared with is seen by others once they have opened it, so not from here.</summary>
    private async Task<bool> IsOutAsync(Happening happening, CancellationToken ct) => happening.Activity switch
    {
        { Kind: ActivityKind.Shared, PersonId: var person } => person == caller.User,
        { Kind: ActivityKind.VersionDeleted, PersonId: var uploader } => happening.WasReady || uploader == caller.User,
        { Kind: ActivityKind.VersionArrived or ActivityKind.VersionRejected, PersonId: var uploader } => uploader == caller.User,
        { Kind: ActivityKind.SongDeleted, ActorId: var owner } => happening.Song is not null || owner == caller.User,
        { VersionId: { } version } => await IsThereAsync(version, db => Access.Versions(db, caller).AnyAsync(v => v.Id == version, ct), ct),
        { SongId: { } song } => await IsThereAsync(song, db => Access.Songs(db, caller).AnyAsync(s => s.Id == song, ct), ct),
        _ => true,
    };

    private async Task<bool> IsThereAsync(object id, Func<ConcertoDbContext, Task<bool>> ask, CancellationToken ct)
    {
        if (_out.Contains(id)) return true;
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await ask(db) && _out.Add(id);
    }
}
