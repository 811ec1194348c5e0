using System.Text.Json.Nodes;
using Concerto.Domain;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Bin;
using GraphQL;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.GraphQL;

/// <summary>Law 4 for programs that are not sure whether they were heard: with a key, sent again is done once.</summary>
public sealed class IdempotencyTests
{
    private const int AtOnce = 20;

    /// <summary>What creates, and what a call with an input of its own asks of the answer.</summary>
    private static readonly Dictionary<string, string> Creating = new() { ["createProject"] = "project", ["createSong"] = "song", ["signUpload"] = "upload", ["addComment"] = "comment" };

    public static TheoryData<string, string> Everywhere
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var database in ConcertoFixture.Databases)
                foreach (var mutation in Creating.Keys) data.Add(database, mutation);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task Law4_twenty_at_once_with_one_key_make_one_thing_and_all_get_it(string database, string mutation)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var input = await InputAsync(mira, mutation, "Raced");
        var before = await CountAsync(mira);

        var ids = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => MakeAsync(mira, mutation, input, "key")));

        Assert.Single(ids.Distinct());
        Assert.Equal(mutation == "signUpload" ? 3 : 1, await CountAsync(mira) - before); // with its project and song
        Assert.Equal(ids[0], await MakeAsync(mira, mutation, input, "key"));
        Assert.Equal(1, await server.QueryAsync(db => db.IdempotencyRecords.CountAsync(r => r.UserId == mira.Id)));

        // All that the four of them can make.
        Task<int> CountAsync(Person person) => server.QueryAsync(async db =>
            await db.Projects.CountAsync(p => p.OwnerId == person.Id) + await db.Songs.CountAsync(s => db.Projects.Any(p => p.Id == s.ProjectId && p.OwnerId == person.Id))
            + await db.Uploads.CountAsync(u => db.Versions.Any(v => v.Id == u.VersionId && v.UploaderId == person.Id)) + await db.Comments.CountAsync(c => c.AuthorId == person.Id));
    }

    [OnBothDatabases]
    public async Task Law4_of_racing_calls_with_one_key_and_two_inputs_one_input_wins_and_the_others_are_told(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(i => mira.MutateAsync("createProject", new { name = $"Project {i % 2}", idempotencyKey = "one" }, "project { id name }")));
        Assert.Equal(AtOnce / 2, answers.Count(a => a["project"] is not null));
        Assert.Single(answers.Where(a => a["project"] is not null).Select(a => (string)a["project"]!["id"]!).Distinct());
        Assert.All(answers.Where(a => a["project"] is null), a => Assert.Equal("IDEMPOTENCY_KEY_REUSED", (string)a["errors"]![0]!["code"]!));
    }

    [Fact]
    public async Task A_key_belongs_to_one_call_of_one_person_to_the_letter()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var (first, another, theirs) = (await MakeAsync(mira, "createProject", new() { ["name"] = "Demos" }, "key"), await MakeAsync(mira, "createProject", new() { ["name"] = "More" }, "KEY"), await MakeAsync(jonas, "createProject", new() { ["name"] = "Demos" }, "key"));
        Assert.Distinct([first, another, theirs]);
        var reused = await mira.MutateAsync("createSong", new { projectId = first, name = "Demos", idempotencyKey = "key" });
        Assert.Equal("IdempotencyKeyReusedError", (string)reused["errors"]![0]!["__typename"]!);
    }

    [Fact]
    public async Task When_what_the_key_made_is_gone_that_is_what_is_said()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        await mira.DoAsync("deleteProject", new { projectId = await MakeAsync(mira, "createProject", new() { ["name"] = "Demos" }, "key") }, "deletedProjectId");
        var again = await mira.MutateAsync("createProject", new { name = "Demos", idempotencyKey = "key" });
        Assert.Equal("The project that this key made is gone. To make another, use a new key.", (string)again["errors"]![0]!["message"]!);
    }

    [Fact]
    public async Task What_was_refused_leaves_the_key_free()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        var taken = await MakeAsync(mira, "createProject", new() { ["name"] = "Demos" }, "first");
        var refused = await mira.MutateAsync("createProject", new { name = "demos", idempotencyKey = "second" });
        Assert.Equal("NAME_TAKEN", (string)refused["errors"]![0]!["code"]!);
        await mira.DoAsync("renameProject", new { projectId = taken, name = "Older demos" }, "project { id }");
        Assert.NotEqual(taken, await MakeAsync(mira, "createProject", new() { ["name"] = "demos" }, "second"));
    }

    [OnBothDatabases]
    public async Task A_key_is_kept_as_long_as_the_bin_keeps_things_and_is_then_as_good_as_new(string database)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await ConcertoFixture.StartAsync(database, builder => builder.Services.AddSingleton<TimeProvider>(clock), "--Concerto:Jobs:Enabled=false");
        var mira = await server.NewPersonAsync();
        JsonObject input = new() { ["name"] = "Demos" };
        var first = await MakeAsync(mira, "createProject", input, "key");
        clock.Advance(EmptyBin.Kept - TimeSpan.FromMinutes(1));
        await server.UseAsync((EmptyBin empty) => empty.ExecuteAsync(default));
        Assert.Equal(first, await MakeAsync(mira, "createProject", input, "key"));
        clock.Advance(TimeSpan.FromMinutes(2));
        await server.UseAsync((EmptyBin empty) => empty.ExecuteAsync(default));
        Assert.Equal("NAME_TAKEN", (string)(await mira.MutateAsync("createProject", new { name = "Demos", idempotencyKey = "key" }))["errors"]![0]!["code"]!);
    }

    [Fact]
    public async Task Every_mutation_that_creates_takes_a_key_and_says_when_it_was_used_for_something_else()
    {
        var schema = (await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite)).Services.GetRequiredService<ISchema>();
        string[] prefixes = ["create", "add", "sign"], createNothing = ["signUploadParts"]; // it gives fresh addresses for what is there
        var creating = schema.Mutation!.Fields.Where(m => prefixes.Any(p => m.Name.StartsWith(p, StringComparison.Ordinal)) && !createNothing.Contains(m.Name)).ToList();
        Assert.Superset(Creating.Keys.Append("createApiToken").ToHashSet(), creating.Select(m => m.Name).ToHashSet());
        foreach (var mutation in creating)
        {
            var input = (IInputObjectGraphType)mutation.Arguments!.Find("input")!.ResolvedType!.GetNamedType();
            Assert.True(input.Fields.Find("idempotencyKey") is not null, $"{mutation.Name} takes no idempotencyKey");
            var errors = (UnionGraphType)((IObjectGraphType)mutation.ResolvedType!.GetNamedType()).Fields.Find("errors")!.ResolvedType!.GetNamedType();
            Assert.Contains("IdempotencyKeyReusedError", errors.PossibleTypes.Select(type => type.Name));
        }
    }

    private static async Task<string> MakeAsync(Person person, string mutation, JsonObject input, string key)
    {
        var withKey = (JsonObject)input.DeepClone();
        withKey["idempotencyKey"] = key;
        return (string)(await person.DoAsync(mutation, withKey, $"{Creating[mutation]} {{ id }}"))[Creating[mutation]]!["id"]!;
    }

    private static async Task<JsonObject> InputAsync(Person person, string mutation, string name)
    {
        if (mutation == "createProject") return new() { ["name"] = name };
        if (mutation == "signUpload") return new() { ["target"] = new JsonObject { ["projectName"] = name, ["songName"] = name }, ["fileName"] = "mix.wav", ["byteSize"] = 9 };
        var (song, version, _) = await person.Server.OnlySongAsync(await person.Server.ProjectAsync(person, "Album"));
        return mutation == "createSong" ? new() { ["projectId"] = $"{song.ProjectId}", ["name"] = name } : new() { ["versionId"] = $"{version.Id}", ["text"] = name };
    }
}
