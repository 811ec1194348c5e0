using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Concerto.Domain.Email;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Tests.Email;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Uploads;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Sharing;

/// <summary>Sharing as a browser without scripts has it, and as a program has it.</summary>
public sealed partial class SharePagesTests
{
    [Fact]
    public async Task A_song_is_shared_a_role_changed_and_somebody_removed_without_scripts()
    {
        var (server, mira, jonas, song) = await SceneAsync();
        using var browser = await mira.SignedInAsync();
        var page = $"/songs/{song.Id}/share";

        await browser.PostFormAsync(page, new() { ["addresses"] = $"Jonas <{jonas.Email}>", ["role"] = "Commenter", ["message"] = "Hello" }, "form.share-form");
        Assert.Equal($"Shared “Intro” with {jonas.Email}.", await SaidAsync());
        await browser.PostFormAsync(page, new() { ["role"] = "Editor" }, "form.role");
        Assert.Equal($"{jonas.Email} is an editor now.", await SaidAsync());
        Assert.Equal(Role.Editor, await server.RoleAsync(jonas, song));

        var remove = (await browser.GetPageAsync(page)).QuerySelector<IHtmlAnchorElement>(".in-it a[href*='/remove']")!.GetAttribute("href")!;
        await browser.PostFormAsync(remove);
        Assert.Equal($"{jonas.Email} is out of “Intro”.", await SaidAsync());
        Assert.Null(await server.RoleAsync(jonas, song));

        async Task<string?> SaidAsync() => (await browser.GetPageAsync(page)).QuerySelector(".notice")?.TextContent.Trim();
    }

    [Fact]
    public async Task Law11_a_list_with_something_wrong_in_it_comes_back_as_it_was_typed()
    {
        var (_, mira, jonas, song) = await SceneAsync();
        using var browser = await mira.SignedInAsync();
        var answer = await browser.PostFormAsync($"/songs/{song.Id}/share", new() { ["addresses"] = $"{jonas.Email}; sam", ["role"] = "Editor", ["message"] = "Hello <you>" }, "form.share-form");
        var page = await Browser.ReadPageAsync(answer);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(($"{jonas.Email}; sam", "Hello <you>", "Editor"), (
            page.QuerySelector<IHtmlTextAreaElement>("[name=addresses]")!.Value, page.QuerySelector<IHtmlTextAreaElement>("[name=message]")!.Value, page.QuerySelector<IHtmlSelectElement>("#role")!.Value));
        Assert.Contains("“sam” is not an email address", page.GetElementById("addresses-error")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Others_see_who_is_in_by_name_and_have_nothing_to_change_and_can_leave()
    {
        var (server, mira, jonas, song) = await SceneAsync();
        var project = await server.QueryAsync(db => db.Projects.FindAsync(song.ProjectId).AsTask());
        await server.ShareOpenedAsync(mira, project!, jonas);
        await server.ShareAsync(mira, project!, "secret@example.com");
        using var browser = await jonas.SignedInAsync();

        var page = await browser.GetPageAsync($"/projects/{project!.Id}/share");
        Assert.Equal(["Mira", "Jonas (you)"], page.QuerySelectorAll(".in-it .who").Select(w => w.TextContent.Trim()));
        Assert.Empty(page.QuerySelectorAll("main form"));
        Assert.DoesNotContain("@example.com", page.QuerySelector("main")!.InnerHtml, StringComparison.Ordinal);

        var left = await browser.PostFormAsync($"/projects/{project.Id}/leave");
        Assert.Equal("/projects", left.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/projects/{project.Id}")).StatusCode);
    }

    [Fact]
    public async Task Who_is_in_a_song_by_itself_and_by_its_project_is_there_once_and_removing_says_what_is_left()
    {
        var (server, mira, jonas, song) = await SceneAsync();
        var project = (await server.QueryAsync(db => db.Projects.FindAsync(song.ProjectId).AsTask()))!;
        using var browser = await mira.SignedInAsync();
        foreach (var email in new[] { jonas.Email, Server.NewAddress() })
        {
            await server.ShareAsync(mira, project, email, Role.Editor);
            var shared = await server.ShareAsync(mira, song, email.ToUpperInvariant(), Role.Viewer);
            var line = Assert.Single((await browser.GetPageAsync($"/songs/{song.Id}/share")).QuerySelectorAll(".in-it li"), li => li.QuerySelector(".role") is not null);
            Assert.Contains("also an editor through Demos", line.TextContent, StringComparison.Ordinal);

            Assert.Contains("stay in “Intro” through it", (await browser.GetPageAsync($"/collaborators/{shared.Id}/remove")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
            await browser.PostFormAsync($"/collaborators/{shared.Id}/remove");
            Assert.DoesNotContain("also", (await browser.GetPageAsync($"/songs/{song.Id}/share")).QuerySelector(".in-it")!.TextContent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_project_is_handed_over_and_its_downloads_are_allowed_without_scripts()
    {
        var (server, mira, jonas, song) = await SceneAsync();
        var project = (await server.QueryAsync(db => db.Projects.FindAsync(song.ProjectId).AsTask()))!;
        var share = await server.ShareOpenedAsync(mira, project, jonas);
        using var browser = await mira.SignedInAsync();
        await browser.PostFormAsync($"/projects/{project.Id}/share", new() { ["allowed"] = "true" }, ".sharing-more form");
        Assert.True((await browser.GetPageAsync($"/projects/{project.Id}/share")).QuerySelector<IHtmlInputElement>("#downloads")!.IsChecked);

        await browser.PostFormAsync($"/projects/{project.Id}/hand-over", new() { ["collaboratorId"] = share.Id.ToString() });
        Assert.Equal(Role.Owner, await server.RoleAsync(jonas, project));
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync($"/projects/{project.Id}/hand-over")).StatusCode);
    }

    [Fact]
    public async Task Enumeration_pages_and_answers_are_the_same_byte_for_byte_for_an_address_with_an_account_and_without()
    {
        var (server, mira, jonas, _) = await SceneAsync();
        using var browser = await mira.SignedInAsync();
        var seen = new List<string>();
        foreach (var email in new[] { jonas.Email, Server.NewAddress() })
        {
            var project = await server.ProjectAsync(mira, $"Album {seen.Count}");
            var all = new List<string>();
            foreach (var (fields, form) in new[] { (new Dictionary<string, string> { ["addresses"] = email, ["role"] = "Viewer", ["message"] = "Hi" }, "form.share-form"), (new() { ["role"] = "Editor" }, "form.role"), (new() { ["addresses"] = email, ["role"] = "Commenter" }, "form.share-form") })
            {
                var answer = await browser.PostFormAsync($"/projects/{project.Id}/share", fields, form);
                all.Add($"{answer.StatusCode} {answer.Headers.Location} {await answer.Content.ReadAsStringAsync()}");
                // Until its mail is out: the pages say when it went, and say nothing of when while it waits.
                await server.MailIsOutAsync(email);
                foreach (var path in new[] { $"/projects/{project.Id}/share", $"/projects/{project.Id}", $"/projects?q={project.Name}", $"/songs/{(await server.SongOfAsync(project)).Id}/share", $"/projects/{project.Id}/hand-over" })
                    all.Add(await (await browser.GetAsync(path)).Content.ReadAsStringAsync());
            }
            const string whole = "id role address isPending delivery openedAt person { id name } project { name } song { name }";
            var shared = await mira.DoAsync("shareProject", new { projectId = $"{project.Id}", email, role = "EDITOR", message = "Hi" }, $"collaborator {{ {whole} }}");
            all.Add(shared.ToJsonString());
            var id = (string)shared["collaborator"]!["id"]!;
            all.Add((await mira.DoAsync("changeRole", new { collaboratorId = id, role = "VIEWER" }, $"collaborator {{ {whole} }}")).ToJsonString());
            all.Add((await mira.MutateAsync("handOverProject", new { projectId = $"{project.Id}", collaboratorId = id }, "project { id }")).ToJsonString());
            all.Add((await mira.DataAsync($$"""query($id: ID!) { project(id: $id) { collaborators { {{whole}} } songs { nodes { collaborators { {{whole}} } } } } node(id: "{{id}}") { id } }""", new { id = $"{project.Id}" })).ToJsonString());
            all.Add((await mira.DoAsync("unshare", new { collaboratorId = id }, "removedCollaboratorId")).ToJsonString());
            seen.Add(Changing().Replace(string.Join('\n', all), "…").Replace(email, "ADDRESS", StringComparison.Ordinal).Replace(Regex.Replace(email, "[@+]", m => $"&#x{(int)m.Value[0]:X};"), "ADDRESS", StringComparison.Ordinal)
                .Replace($"Album {seen.Count}", "ALBUM", StringComparison.Ordinal).Replace($"Album%20{seen.Count}", "ALBUM", StringComparison.Ordinal));
        }
        Assert.Contains("ADDRESS", seen[0], StringComparison.Ordinal);
        Assert.Equal(seen[0], seen[1]);
    }

    [Fact]
    public async Task A_program_shares_changes_and_takes_back_and_is_told_what_went_wrong()
    {
        var (server, mira, jonas, song) = await SceneAsync();
        var shared = await mira.DoAsync("shareSong", new { songId = $"{song.Id}", email = jonas.Email, role = "COMMENTER", message = "Hi" }, "collaborator { id role address isPending person { name } song { name } project { name } }");
        var id = (string)shared["collaborator"]!["id"]!;
        Assert.Equal($$"""{"id":"{{id}}","role":"COMMENTER","address":"{{jonas.Email}}","isPending":true,"person":null,"song":{"name":"Intro"},"project":null}""", shared["collaborator"]!.ToJsonString());
        Assert.Equal("COMMENTER", (string)(await jonas.DataAsync("query($id: ID!) { song(id: $id) { viewerRole } }", new { id = $"{song.Id}" }))["song"]!["viewerRole"]!);

        var wrong = (await mira.MutateAsync("shareSong", new { songId = $"{song.Id}", email = "sam", role = "VIEWER" }))["errors"]![0]!;
        Assert.Equal(("INVALID_INPUT", "input.email"), ((string)wrong["code"]!, string.Join('.', wrong["path"]!.AsArray().Select(p => (string)p!))));
        Assert.Equal("InvalidInputError", (string)(await mira.MutateAsync("changeRole", new { collaboratorId = id, role = "OWNER" }))["errors"]![0]!["__typename"]!);
        Assert.Equal("HandOverFirstError", (string)(await mira.MutateAsync("leaveSong", new { songId = $"{song.Id}" }))["errors"]![0]!["__typename"]!);
        Assert.Equal($"{song.Id}", (string)(await jonas.DoAsync("leaveSong", new { songId = $"{song.Id}" }, "leftSongId"))["leftSongId"]!);
        Assert.Equal("CollaboratorNotFoundError", (string)(await mira.MutateAsync("unshare", new { collaboratorId = id }))["errors"]![0]!["__typename"]!);
    }

    // Ids, times and tokens of forms differ from one to the other of whatever.
    [GeneratedRegex("""[A-Za-z0-9_-]{23}(?![A-Za-z0-9_-])|data-live-since="[^"]*"|CfDJ8[A-Za-z0-9_-]+|datetime="[^"]+"|nonce="[^"]+"|"csp-nonce" content="[^"]+"|title="\w+ \d+ \w+ \d{4} at[^"]+"|>(just now|\d minutes? ago)<|mail (waits to be sent|sent)|"delivery":"(WAITING|SENT)"|\d+ minutes""")]
    private static partial Regex Changing();

    private static async Task<(Server Server, Person Mira, Person Jonas, Song Song)> SceneAsync()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        return (server, mira, await server.NewPersonAsync("Jonas"), await server.SongAsync(mira, "Demos", "Intro"));
    }
}
