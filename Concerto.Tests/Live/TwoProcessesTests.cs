using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Concerto.Domain.Sharing;
using Concerto.Tests.Crash;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Sharing;
using Concerto.Tests.Uploads;
using Concerto.Web;
using Concerto.Web.Features.Projects;
using Concerto.Web.Features.Review;

namespace Concerto.Tests.Live;

/// <summary>What one process does is heard by those who listen to another, with nothing between the two but the database.</summary>
public sealed class TwoProcessesTests
{
    [OnBothDatabases]
    public async Task A_version_that_another_process_took_and_measured_is_heard_here(string database)
    {
        await using var server = await ConcertoFixture.StartAsync(database, settings: "--Concerto:Roles=web");
        var (ana, ben) = (await server.NewPersonAsync("Ana"), await server.NewPersonAsync("Ben"));
        var project = await server.UseAsync((CreateProject create) => create.ExecuteAsync(new("Demos"), ana.Caller, default));
        await server.ShareAsync(project.Id, ben, Role.Viewer);
        using var anas = await ana.SignedInAsync();
        using var bens = await ben.SignedInAsync();
        using var uploader = await Ear.ListenAsync(anas, $"/projects/{project.Id}/live");
        using var listener = await Ear.ListenAsync(bens, $"/projects/{project.Id}/live");

        // The program of the crash tests, told never to die: it signs, sends, completes, measures and renders.
        string[] arguments = [typeof(CrashHost).Assembly.Location, "0", ana.Id.ToString(), project.Id.ToString(), "0", .. server.Settings];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(process.ExitCode == 0, await output + await errors);

        Assert.Equal(["version-arrived", "version-ready", "version-rendered"], await uploader.NextAsync(3, "kind"));
        var ready = await listener.NextAsync();
        Assert.Equal(("versions", "v1 of Crash is ready"), (ready.Name, ready["said"]));
    }

    [Fact]
    public async Task A_note_that_is_sent_to_one_node_is_heard_at_the_other_within_seconds()
    {
        await using var here = await ConcertoFixture.StartAsync(ConcertoFixture.MariaDb, settings: "--Concerto:Roles=web");
        await using var there = ConcertoApp.Build([.. here.Settings]); // with signals of its own, on the same database
        var mira = await here.NewPersonAsync();
        var (song, version, _) = await here.OnlySongAsync(await here.ProjectAsync(mira, "Demos"));
        using var browser = await mira.SignedInAsync();
        using var ear = await Ear.ListenAsync(browser, $"/songs/{song.Id}/live");

        var sent = TimeProvider.System.GetTimestamp();
        await using var scope = there.Services.CreateAsyncScope();
        var note = await scope.ServiceProvider.GetRequiredService<AddComment>().ExecuteAsync(new(version.Id, "From the other node."), mira.Caller, default);
        Assert.Equal(note.Id.ToString(), (await ear.NextAsync())["comment"]);
        Assert.True(TimeProvider.System.GetElapsedTime(sent) < TimeSpan.FromSeconds(10)); // a second, on a machine with nothing else to do
    }

    [Fact]
    public async Task Two_people_at_two_processes_hear_each_other_until_one_is_removed()
    {
        await using var here = await ConcertoFixture.StartAsync(ConcertoFixture.MariaDb, settings: "--Concerto:Roles=web");
        var (mira, jonas) = (await here.NewPersonAsync(), await here.NewPersonAsync("Jonas"));
        var project = await here.ProjectAsync(mira, "Demos");
        var shared = await here.ShareOpenedAsync(mira, project, jonas);
        var (song, version, _) = await here.OnlySongAsync(project);
        var url = $"http://127.0.0.1:{Server.FreePort()}";
        string[] arguments = [typeof(ConcertoApp).Assembly.Location, "serve", .. here.Settings, $"--urls={url}"];
        using var there = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (there.StandardOutput.ReadToEndAsync(), there.StandardError.ReadToEndAsync());
        try
        {
            using var http = new HttpClient { BaseAddress = new(url), Timeout = TimeSpan.FromMinutes(1) };
            await UntilItAnswersAsync(http, there);
            using var miras = await mira.SignedInAsync();
            using var jonass = await jonas.SignedInAsync();
            using var hers = await Ear.ListenAsync(miras, $"/songs/{song.Id}/live");
            using var his = await Ear.ListenAsync(jonass, $"/songs/{song.Id}/live");

            var added = await SendAsync(http, jonas, "mutation($i: AddCommentInput!) { addComment(input: $i) { comment { id } errors { __typename } } }", new { versionId = version.Id.ToString(), text = "Late here.", startMs = 10_000, endMs = 18_000 });
            var note = (string)added["addComment"]!["comment"]!["id"]!;
            Assert.Equal(note, (await hers.NextAsync())["comment"]);
            Assert.Equal(note, (await his.NextAsync())["comment"]);

            await SendAsync(http, mira, "mutation($i: ResolveCommentInput!) { resolveComment(input: $i) { comment { id } errors { __typename } } }", new { commentId = note });
            Assert.Equal("Mira resolved the note at 00:10", (await his.NextAsync())["said"]);

            await SendAsync(http, mira, "mutation($i: UnshareInput!) { unshare(input: $i) { errors { __typename } } }", new { collaboratorId = shared.Id.ToString() });
            Assert.Equal("gone", (await his.NextAsync()).Name);
        }
        finally
        {
            if (!there.HasExited) there.Kill(entireProcessTree: true);
            await Task.WhenAll(output, errors);
        }
    }

    private static async Task UntilItAnswersAsync(HttpClient http, Process process)
    {
        await Until.ItIsSoAsync(async () =>
        {
            Assert.False(process.HasExited, "The other process did not start.");
            try
            {
                using var answer = await http.GetAsync("/health/live");
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, "The other process does not answer.");
    }

    private static async Task<JsonNode> SendAsync(HttpClient http, Person person, string query, object input)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query, variables = new { i = input } }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", person.Token);
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return JsonNode.Parse(text)!["data"] ?? throw new InvalidOperationException(text);
    }
}
