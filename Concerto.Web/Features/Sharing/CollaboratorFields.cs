using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Projects;
using Concerto.Web.Features.Songs;
using Concerto.Web.GraphQL;
using GraphQL.DataLoader;

namespace Concerto.Web.Features.Sharing;

/// <summary>Somebody that a project or song is shared with. To its owner an address that has no account yet looks like one whose person has not opened it yet.</summary>
[FieldsOf<Collaborator>(nameof(Collaborator.Id), nameof(Collaborator.Role), nameof(Collaborator.Address), nameof(Collaborator.SharedAt), nameof(Collaborator.OpenedAt), nameof(Collaborator.MailedAt))]
public static class CollaboratorFields
{
    /// <summary>Who it is; null until they have opened it, unless they share something with you already.</summary>
    public static IDataLoaderResult<User>? Person(Collaborator collaborator, Loaders load) => collaborator.PersonId is { } id ? load.Person(id) : null;

    /// <summary>They have not opened it yet.</summary>
    public static bool IsPending(Collaborator collaborator) => collaborator.OpenedAt is null;

    /// <summary>How far what tells them of it has come; null once they have opened it, and for those who don't own what is shared.</summary>
    public static Delivery? Delivery(Collaborator collaborator, TimeProvider time) => collaborator.Delivery(time.Now());

    /// <summary>The project that they are in; null when a song was shared with them by itself.</summary>
    public static IDataLoaderResult<Project?>? Project(Collaborator collaborator, Loaders load) => collaborator.ProjectId is { } id ? load.Project(id) : null;

    /// <summary>The song that was shared with them by itself; null when they are in the whole project.</summary>
    public static IDataLoaderResult<Song?>? Song(Collaborator collaborator, Loaders load) => collaborator.SongId is { } id ? load.Song(id) : null;
}

[FieldsOf<Project>]
public static class ProjectCollaboratorFields
{
    /// <summary>Who is in it but its owner, the earliest first. Of others than their own projects people see those who have opened them. Empty when you are in one of its songs only.</summary>
    public static IDataLoaderResult<IReadOnlyList<Collaborator>> Collaborators(Project project, Loaders load) => load.Batch(project.Id, [], static async (ask, ids, ct) =>
        (await Sharing.Collaborators.OfProjectsAsync(ask.Db, ask.Caller, ids, ct)).ToDictionary(g => g.Key, IReadOnlyList<Collaborator> (g) => [.. g]));

    /// <summary>Whether viewers and commenters may download originals; null when you are in one of its songs only.</summary>
    public static IDataLoaderResult<bool?> AllowsDownloads(Project project, Loaders load) => load.Role(project).Then(role => role is null ? (bool?)null : project.AllowsDownloads);
}

[FieldsOf<Song>]
public static class SongCollaboratorFields
{
    /// <summary>Who is in it but its owner, by the song or by its project, the earliest first; somebody in by both is there twice. Of others than their own songs people see those who have opened them.</summary>
    public static IDataLoaderResult<IReadOnlyList<Collaborator>> Collaborators(Song song, Loaders load) => load.Batch(song.Id, [], static async (ask, ids, ct) =>
        (await Sharing.Collaborators.OfSongsAsync(ask.Db, ask.Caller, ids, ct)).ToDictionary(g => g.Key, IReadOnlyList<Collaborator> (g) => [.. g]));
}
