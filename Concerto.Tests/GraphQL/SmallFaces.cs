using System.Runtime.CompilerServices;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Concerto.Web.GraphQL;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.GraphQL;

// A small schema over a few real entities, with what only the plumbing's tests need.

[FieldsOf<Query>]
public static class SmallQueries
{
    private static readonly Keyset<Song> Newest = new Keyset<Song>().By(s => s.CreatedAt, descending: true).By(s => s.Id);
    private static readonly Keyset<Project> ByName = new Keyset<Project>().By(p => p.NameKey).By(p => p.Id);

    [Node]
    public static IDataLoaderResult<Project?> Project(ProjectId id, Loaders load) =>
        load.Batch(id, static (ask, ids, ct) => ask.Db.Projects.Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct));

    [Node]
    public static IDataLoaderResult<Song?> Song(SongId id, Loaders load) =>
        load.Batch(id, static (ask, ids, ct) => ask.Db.Songs.Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, ct));

    public static Task<Connection<Song>> Songs(Page page, ConcertoDbContext db, CancellationToken ct) => db.Songs.ToConnectionAsync(Newest, page, ct);

    public static Task<Connection<Project>> Projects(Page page, ConcertoDbContext db, CancellationToken ct) => db.Projects.ToConnectionAsync(ByName, page, ct);

    public static string Me(Caller caller) => caller.Reader.ToString();

    public static async Task<string> Slow(CancellationToken ct)
    {
        await Task.Delay(TimeSpan.FromMinutes(1), ct);
        return "at last";
    }

    public static string? Broken() => throw new InvalidOperationException("the password is swordfish");
}

[FieldsOf<Project>(nameof(Project.Id), nameof(Project.Name))]
public static class SmallProjectFields
{
    private static readonly Nested<ProjectId, Song> ByName = new(s => s.ProjectId, new Keyset<Song>().By(s => s.Name).By(s => s.Id), ask => ask.Db.Songs);

    public static IDataLoaderResult<Connection<Song>> Songs(Project project, Page page, Loaders load) => load.Connection(project.Id, ByName, page);
}

[FieldsOf<Song>(nameof(Song.Id), nameof(Song.Name), nameof(Song.CreatedAt))]
public static class SmallSongFields
{
    public static IDataLoaderResult<Project?> Project(Song song, Loaders load) => SmallQueries.Project(song.ProjectId, load);

    public static IDataLoaderResult<IReadOnlyList<SongVersion>> Versions(Song song, Loaders load) =>
        load.Group(song.Id, v => v.SongId, static (ask, ids) => ask.Db.Versions.Where(v => ids.Contains(v.SongId)).OrderBy(v => v.Number));

    public static IDataLoaderResult<string?> Brittle(Song song, Loaders load) =>
        load.Batch<SongId, string>(song.Id, static (_, _, _) => throw new InvalidOperationException("the batch broke"));
}

[FieldsOf<SongVersion>(nameof(SongVersion.Number), nameof(SongVersion.Status), nameof(SongVersion.ByteSize), Name = "Version")]
public static class SmallVersionFields;

/// <param name="SongId">The song to rename.</param>
public sealed record RenameInput(SongId SongId, string Name);

public sealed record DeleteInput(SongId SongId);

public enum Mood { Calm, VeryLoud }

[OneOf]
public sealed record Choice(SongId? SongId, string? Name);

public sealed record EchoInput(Choice Choice, Optional<string?> Notes, Optional<int> Take, Mood Mood = Mood.VeryLoud, int Times = 2, IReadOnlyList<SongId>? Songs = null);

public sealed record FailInput(string How);

/// <summary>It is too loud.</summary>
public sealed class TooLoudException(int limitDb) : DomainException($"The limit is {limitDb} dB.", "target.level")
{
    /// <summary>In dB.</summary>
    public int LimitDb => limitDb;
}

public sealed class UndeclaredException() : DomainException("Nobody said that this may happen.");

[FieldsOf<Mutation>]
public static class SmallMutations
{
    [Fails<SongNotFoundException>, Fails<NameTakenException>, Fails<InvalidInputException>]
    public static async Task<Song> RenameSong(RenameInput input, ConcertoDbContext db, CancellationToken ct)
    {
        var song = await db.Songs.FirstOrDefaultAsync(s => s.Id == input.SongId, ct) ?? throw new SongNotFoundException("songId");
        var name = Name.From(input.Name, "name");
        if (await db.Songs.AnyAsync(s => s.ProjectId == song.ProjectId && s.Id != song.Id && s.NameKey == name.Key, ct)) throw new NameTakenException(name.Text, "name");
        song.Rename(name, song.CreatedAt);
        await db.SaveChangesAsync(ct);
        return song;
    }

    [Gives("deletedSongId")]
    public static SongId DeleteSong(DeleteInput input) => input.SongId;

    [Gives("said")]
    public static string Echo(EchoInput input) =>
        $"{input.Choice.SongId?.Value}{input.Choice.Name} {(input.Notes.IsSet ? input.Notes.Value ?? "null" : "unset")} {input.Take.Or(7)} {input.Mood} {input.Times} {input.Songs?.Count}";

    [Fails<TooLoudException>, Gives("said")]
    public static string Fail(FailInput input) => throw (input.How switch
    {
        "loud" => new TooLoudException(-1),
        "undeclared" => new UndeclaredException(),
        "forbidden" => new NotAllowedException("Only the owner may."),
        _ => new InvalidOperationException("secret"),
    });
}

[FieldsOf<Subscription>]
public static class SmallSubscriptions
{
    public static async IAsyncEnumerable<Said> Ticks(int count, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var tick = 1; tick <= count; tick++)
        {
            await Task.Delay(300, ct);
            yield return new($"{tick}");
        }
    }

    /// <summary>When nobody takes from <see cref="Flood"/> any more.</summary>
    internal static TaskCompletionSource Ebbed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>More than anybody could read.</summary>
    public static async IAsyncEnumerable<Said> Flood([EnumeratorCancellation] CancellationToken ct)
    {
        try
        {
            for (var text = new string('x', 100_000); !ct.IsCancellationRequested; await Task.Yield()) yield return new(text);
        }
        finally
        {
            Ebbed.TrySetResult();
        }
    }

    public static async IAsyncEnumerable<Said> Overlong()
    {
        await Task.Yield();
        yield return new(new('x', 5_000_001));
        yield return new("and so on");
    }

    public static async IAsyncEnumerable<Said> Breaks()
    {
        await Task.Yield();
        yield return new("so far");
        throw new InvalidOperationException("the password is swordfish");
    }
}

public sealed record Said(string Text);
