using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Sharing;

/// <summary>What tests of sharing do, by the use cases.</summary>
internal static class Sharing
{
    public static Task<Collaborator> ShareAsync(this Server server, Person owner, Project project, string email, Role role = Role.Commenter, string? message = null) =>
        server.UseAsync((ShareProject share) => share.ExecuteAsync(new(project.Id, email, role, message), owner.Caller, default));

    public static Task<Collaborator> ShareAsync(this Server server, Person owner, Song song, string email, Role role = Role.Commenter, string? message = null) =>
        server.UseAsync((ShareSong share) => share.ExecuteAsync(new(song.Id, email, role, message), owner.Caller, default));

    /// <summary>Shares it, and has it opened.</summary>
    public static async Task<Collaborator> ShareOpenedAsync(this Server server, Person owner, Project project, Person with, Role role = Role.Commenter)
    {
        var shared = await server.ShareAsync(owner, project, with.Email, role);
        await server.OpenAsync(with, project);
        return shared;
    }

    public static Task OpenAsync(this Server server, Person person, Project project) => server.UseAsync((NoteOpened note) => note.ExecuteAsync(project, person.Caller, default));

    /// <summary>Who is in, as that person sees it.</summary>
    public static Task<List<Collaborator>> InAsync(this Server server, Person person, Project project) =>
        server.QueryAsync(async db => (await Collaborators.OfProjectsAsync(db, person.Caller, [project.Id], default))[project.Id].ToList());

    /// <inheritdoc cref="InAsync(Server, Person, Project)"/>
    public static Task<List<Collaborator>> InAsync(this Server server, Person person, Song song) =>
        server.QueryAsync(async db => (await Collaborators.OfSongsAsync(db, person.Caller, [song.Id], default))[song.Id].ToList());

    public static Task<Role?> RoleAsync(this Server server, Person person, Project project) => server.QueryAsync(async db => (await Access.RolesAsync(db, person.Caller, [project.Id], default))[project.Id]);

    public static Task<Role?> RoleAsync(this Server server, Person person, Song song) => server.QueryAsync(db => Access.RoleAsync(db, person.Caller, song, default));

    /// <summary>Gives that address a verified account.</summary>
    public static async Task<Person> JoinsAsync(this Server server, string email, string name = "Newcomer")
    {
        var user = await server.UseAsync((AddUser add) => add.ExecuteAsync(new(email, Server.Password, name, Verified: true), default));
        return new(server, user.Id, name, email, Caller.Person(user.Id), "");
    }

    public static Task<Song> SongOfAsync(this Server server, Project project) => server.QueryAsync(db => db.Songs.FirstAsync(s => s.ProjectId == project.Id));

    /// <summary>Does it that many times at once; returns what went wrong.</summary>
    public static async Task<List<Exception>> AtOnceAsync(int times, Func<int, Task> act)
    {
        var failures = await Task.WhenAll(Enumerable.Range(0, times).Select(async i =>
        {
            await Task.Yield();
            return await Record.ExceptionAsync(() => act(i));
        }));
        return [.. failures.OfType<Exception>()];
    }
}
