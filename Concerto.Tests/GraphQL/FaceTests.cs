using Concerto.Domain;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Review;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.GraphQL;

/// <summary>What the faces show of songs, versions, notes and uploads.</summary>
public sealed class FaceTests
{
    [OnBothDatabases]
    public async Task Projects_are_listed_by_name_and_found_however_it_is_written(string database)
    {
        var mira = await (await ConcertoFixture.OnAsync(database)).NewPersonAsync();
        foreach (var name in new[] { "Zebra", "Été 2026", "album" }) await mira.DoAsync("createProject", new { name }, "project { id }");
        Assert.Equal(["album", "Zebra", "Été 2026"], await NamesAsync(null));
        Assert.Equal(["Été 2026"], await NamesAsync("ÉTÉ"));
        Assert.Empty(await NamesAsync("100%"));

        async Task<string[]> NamesAsync(string? search) =>
            [.. (await mira.DataAsync("query($s: String) { projects(search: $s) { nodes { name } } }", new { s = search }))["projects"]!["nodes"]!.AsArray().Select(p => (string)p!["name"]!)];
    }

    [OnBothDatabases]
    public async Task A_song_shows_the_newest_version_that_is_ready_and_its_uploader_also_what_is_not(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (ana, ben) = (await server.NewPersonAsync("Ana"), await server.NewPersonAsync("Ben"));
        var project = await server.ProjectAsync(ana, "Album", versions: 1, notes: 2, replies: 1);
        var (song, _, _) = await server.OnlySongAsync(project);
        await server.ShareAsync(project.Id, ben, Role.Editor);
        await server.SignAsync(ana, new(SongId: song.Id));

        const string query = "query($id: ID!) { song(id: $id) { viewerRole commentCount openCommentCount latestVersion { number } versions { nodes { number status } } } }";
        Assert.Equal(
            """{"song":{"viewerRole":"OWNER","commentCount":4,"openCommentCount":1,"latestVersion":{"number":1},"versions":{"nodes":[{"number":2,"status":"AWAITING_UPLOAD"},{"number":1,"status":"READY"}]}}}""",
            (await ana.DataAsync(query, new { id = song.Id.ToString() })).ToJsonString());
        Assert.Equal(
            """{"song":{"viewerRole":"EDITOR","commentCount":4,"openCommentCount":1,"latestVersion":{"number":1},"versions":{"nodes":[{"number":1,"status":"READY"}]}}}""",
            (await ben.DataAsync(query, new { id = song.Id.ToString() })).ToJsonString());
    }

    [OnBothDatabases]
    public async Task A_deleted_note_with_replies_keeps_its_place_without_its_text(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (ana, ben) = (await server.NewPersonAsync("Ana"), await server.NewPersonAsync("Ben"));
        var project = await server.ProjectAsync(ana, "Album");
        var (song, version, note) = await server.OnlySongAsync(project);
        await server.ShareAsync(song, ben, Role.Commenter);
        await server.CommentAsync(ben, version.Id, "I like it", note.Id);
        var unanswered = await server.CommentAsync(ana, version.Id, "Nobody answers this");
        foreach (var id in new[] { note.Id, unanswered.Id }) await ana.DoAsync("deleteComment", new { commentId = id.ToString() }, "deletedCommentId");

        var data = await ben.DataAsync("query($id: ID!) { version(id: $id) { comments { totalCount nodes { text isDeleted startMs replies { text author { name } parent { isDeleted text } } } } song { commentCount } } }", new { id = version.Id.ToString() });
        Assert.Equal(
            """{"version":{"comments":{"totalCount":1,"nodes":[{"text":null,"isDeleted":true,"startMs":1000,"replies":[{"text":"I like it","author":{"name":"Ben"},"parent":{"isDeleted":true,"text":null}}]}]},"song":{"commentCount":1}}}""",
            data.ToJsonString());
    }

    [OnBothDatabases]
    public async Task Notes_are_listed_by_their_time_and_paged_through(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var (_, version, _) = await server.OnlySongAsync(await server.ProjectAsync(mira, "Album"));
        foreach (var startMs in new int?[] { 500, null, 0, 2_000, 500 }) await mira.DoAsync("addComment", new { versionId = version.Id.ToString(), text = $"at {startMs}", startMs }, "comment { id }");

        List<int?> seen = [];
        for (string? after = null; ;)
        {
            var page = (await mira.DataAsync("query($id: ID!, $after: String) { version(id: $id) { comments(first: 2, after: $after) { nodes { startMs } pageInfo { hasNextPage endCursor } } } }", new { id = version.Id.ToString(), after }))["version"]!["comments"]!;
            seen.AddRange(page["nodes"]!.AsArray().Select(n => (int?)n!["startMs"]));
            if (!(bool)page["pageInfo"]!["hasNextPage"]!) break;
            after = (string)page["pageInfo"]!["endCursor"]!;
        }
        Assert.Equal([null, 0, 500, 500, 1_000, 2_000], seen);
    }

    [Fact]
    public async Task Law10_of_a_project_with_one_shared_song_its_name_is_seen_and_nothing_else()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var (ana, guest) = (await server.NewPersonAsync("Ana"), await server.NewPersonAsync("Guest"));
        var project = await server.ProjectAsync(ana, "Two songs", songs: 2);
        var shared = await server.QueryAsync(db => db.Songs.OrderBy(s => s.NameKey).FirstAsync(s => s.ProjectId == project.Id));
        await server.ShareAsync(shared, guest, Role.Viewer);
        var data = await guest.DataAsync("query($id: ID!) { project(id: $id) { name createdAt changedAt viewerRole songs { totalCount nodes { name viewerRole } } } projects { totalCount } }", new { id = project.Id.ToString() });
        Assert.Equal("""{"project":{"name":"Two songs","createdAt":null,"changedAt":null,"viewerRole":null,"songs":{"totalCount":1,"nodes":[{"name":"Song 01","viewerRole":"VIEWER"}]}},"projects":{"totalCount":1}}""", data.ToJsonString());
    }

    [Fact]
    public async Task The_original_is_downloaded_by_editors_and_heard_by_all()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var (ana, ben) = (await server.NewPersonAsync("Ana"), await server.NewPersonAsync("Ben"));
        var project = await server.ProjectAsync(ana, "Album");
        var (song, version, _) = await server.OnlySongAsync(project);
        const string query = "query($id: ID!) { version(id: $id) { streamUrl light: streamUrl(rendition: LIGHT) downloadUrl } }";
        foreach (var (role, downloads) in new[] { (Role.Viewer, false), (Role.Commenter, false), (Role.Editor, true) })
        {
            await server.LookAsync(db => db.Shares.Where(s => s.SongId == song.Id).ExecuteDeleteAsync());
            await server.ShareAsync(song, ben, role);
            var shown = (await ben.DataAsync(query, new { id = version.Id.ToString() }))["version"]!;
            Assert.Equal(downloads, shown["downloadUrl"] is not null);
            Assert.StartsWith(server.Url.AbsoluteUri, (string)shown["streamUrl"]!, StringComparison.Ordinal);
            Assert.NotNull(shown["light"]);
        }
    }

    [OnBothDatabases]
    public async Task Law4_the_same_idempotency_key_gives_the_same_answer(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var (song, version, _) = await server.OnlySongAsync(await server.ProjectAsync(mira, "Album"));
        foreach (var (mutation, input, made) in new (string, object, string)[]
        {
            ("createProject", new { name = "New", idempotencyKey = "a" }, "project"),
            ("createSong", new { projectId = song.ProjectId.ToString(), name = "New", idempotencyKey = "b" }, "song"),
            ("signUpload", new { target = new { songId = song.Id.ToString() }, fileName = "mix.wav", byteSize = 9, idempotencyKey = "c" }, "upload"),
            ("addComment", new { versionId = version.Id.ToString(), text = "Once", idempotencyKey = "d" }, "comment"),
        })
        {
            var ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => (string)(await mira.DoAsync(mutation, input, $"{made} {{ id }}"))[made]!["id"]!));
            Assert.Single(ids.Distinct());
        }
        Assert.Equal(2, await server.QueryAsync(db => db.Versions.CountAsync(v => v.SongId == song.Id)));
    }

    [Fact]
    public async Task A_rejected_version_says_why_and_a_waveform_has_its_limits()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var mira = await server.NewPersonAsync();
        var upload = await server.SignAsync(mira, new(ProjectName: "Demos", SongName: "Page"), size: 15);
        await server.SendAsync(upload, "<!doctype html>"u8.ToArray());
        var payload = await mira.DoAsync("completeUpload", new { uploadId = upload.Upload.Id.ToString() }, "version { id status rejection { code message retryable } durationMs loudness { rangeLu } waveform { min } streamUrl downloadUrl renditionStatus }");
        Assert.Equal(("REJECTED", "NOT_AUDIO", false), ((string)payload["version"]!["status"]!, (string)payload["version"]!["rejection"]!["code"]!, (bool)payload["version"]!["rejection"]!["retryable"]!));
        Assert.All(["durationMs", "loudness", "waveform", "streamUrl", "downloadUrl", "renditionStatus"], field => Assert.Null(payload["version"]![field]));

        var answer = await mira.AskAsync("query($id: ID!) { version(id: $id) { waveform(points: 0) { min } } }", new { id = (string)payload["version"]!["id"]! });
        Assert.Equal("INVALID_POINTS", (string?)answer["errors"]![0]!["extensions"]!["code"]);
    }

    [OnBothDatabases]
    public async Task An_upload_that_has_expired_is_not_there_any_more(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();
        var signed = await server.SignAsync(mira, new(ProjectName: "Demos", SongName: "Late"));
        const string query = "query($id: ID!) { upload(id: $id) { partCount version { number } } }";
        Assert.Equal("""{"upload":{"partCount":1,"version":{"number":1}}}""", (await mira.DataAsync(query, new { id = signed.Upload.Id.ToString() })).ToJsonString());
        await server.LookAsync(db => db.Uploads.Where(u => u.Id == signed.Upload.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.ExpiresAt, TimeProvider.System.Now().AddSeconds(-1))));
        Assert.Equal("""{"upload":null}""", (await mira.DataAsync(query, new { id = signed.Upload.Id.ToString() })).ToJsonString());
    }
}
