using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Tests.GraphQL;
using Concerto.Web.Features.Songs;
using Concerto.Web.Features.Uploads;

namespace Concerto.Tests.Uploads;

/// <summary>What one is told before anything is sent.</summary>
public sealed class PlanUploadsTests
{
    [OnBothDatabases]
    public async Task Files_become_versions_of_the_songs_that_they_are_named_after_and_new_songs_otherwise(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var intro = await server.SongAsync(mira, "Demos", "Intro");
        await server.UploadAsync(mira, new(SongId: intro.Id));
        await server.UseAsync((CreateSong create) => create.ExecuteAsync(new(intro.ProjectId, "GLASSHOUSE"), mira.Caller, default));

        var plan = await PlanAsync(server, mira, new([.. Files("01 intro_v3 less reverb.wav", "Ｇlasshouse - piano up.flac", "Night Ferry mix 1.wav", "Night Ferry mix 2.wav")], ProjectId: intro.ProjectId));

        Assert.Equal(
            [("Intro", "less reverb", 2, true), ("GLASSHOUSE", "piano up", 1, true), ("Night Ferry", "mix 1", 1, false), ("Night Ferry", "mix 2", 2, false)],
            plan!.Files.Select(f => (f.SongName, f.Label, f.VersionNumber, f.Song is not null)));
        Assert.Equal(["GLASSHOUSE", "Intro"], plan.Songs.Select(s => s.Name));
    }

    [OnBothDatabases]
    public async Task What_a_person_says_goes_before_what_the_name_says(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var intro = await server.SongAsync(mira, "Demos", "Intro");

        var plan = await PlanAsync(server, mira, new(
        [
            new("Intro.wav", SongName: "Outro"), new("bounce 14.wav", intro.Id), new("x.wav", SongName: " INTRO "), new("Intro final.wav", Label: ""), new("y.wav", SongName: "  "),
        ], ProjectId: intro.ProjectId));

        Assert.Equal([("Outro", null, 1), ("Intro", null, 1), ("Intro", null, 2), ("Intro", null, 3)], plan!.Files.Take(4).Select(f => (f.SongName, f.Label, f.VersionNumber)));
        Assert.Equal("A name needs at least one visible character.", plan.Files[4].Problem);
    }

    [OnBothDatabases]
    public async Task A_suggested_label_steps_aside_for_one_that_is_there_and_a_typed_one_is_refused(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var intro = await server.SongAsync(mira, "Demos", "Intro");
        await server.SignAsync(mira, new(SongId: intro.Id), label: "Final");

        var plan = await PlanAsync(server, mira, new([new("Intro final.wav"), new("Intro.wav", Label: "FINAL")], SongId: intro.Id));

        Assert.Equal(["final (2)", "FINAL"], plan!.Files.Select(f => f.Label));
        Assert.Equal([null, "“FINAL” is taken by another version. Choose another label."], plan.Files.Select(f => f.Problem));
    }

    [OnBothDatabases]
    public async Task Law2_a_plan_finds_nothing_outside_what_the_caller_may_write_to(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        var intro = await server.SongAsync(mira, "Demos", "Intro");
        await server.ShareAsync(intro.ProjectId, jonas, Role.Commenter);

        var own = await PlanAsync(server, jonas, new([.. Files("Intro.wav")], ProjectName: "demos"));
        Assert.Null(own!.Project);
        Assert.Null(own.Files.Single().Song);
        Assert.Null(await PlanAsync(server, jonas, new([.. Files("Intro.wav")], ProjectId: intro.ProjectId)));
        Assert.Null(await PlanAsync(server, jonas, new([.. Files("Intro.wav")], SongId: intro.Id)));

        await server.ShareAsync(intro.ProjectId, jonas, Role.Editor);
        Assert.Equal(intro.Id, (await PlanAsync(server, jonas, new([.. Files("Intro.wav")], ProjectId: intro.ProjectId)))!.Files.Single().Song!.Id);
    }

    [OnBothDatabases]
    public async Task A_program_is_told_the_same(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        await server.SongAsync(mira, "Demos", "Intro");

        var data = await mira.DataAsync(
            "query($files: [FileToPlan!]!) { uploadPlan(files: $files, projectName: \"demos\") { project { name } songs { name } files { song { name } songName label versionNumber problem } } }",
            new { files = new[] { new { fileName = "Intro_v2 (vocal up).wav" } } });
        Assert.Equal("""{"project":{"name":"Demos"},"songs":[{"name":"Intro"}],"files":[{"song":{"name":"Intro"},"songName":"Intro","label":"vocal up","versionNumber":1,"problem":null}]}""", data["uploadPlan"]!.ToJsonString());

        var many = await mira.AskAsync("query($files: [FileToPlan!]!) { uploadPlan(files: $files) { files { songName } } }", new { files = Enumerable.Repeat(new { fileName = "x.wav" }, 301) });
        Assert.Equal("TOO_MANY_FILES", (string?)many["errors"]![0]!["extensions"]!["code"]);
    }

    private static IEnumerable<FileToPlan> Files(params string[] names) => names.Select(name => new FileToPlan(name));

    private static Task<UploadPlan?> PlanAsync(Server server, Person person, PlanUploadsInput input) => server.UseAsync((PlanUploads plan) => plan.ExecuteAsync(input, person.Caller, default));
}
