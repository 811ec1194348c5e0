using System.Text.Json.Nodes;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Domain.Sharing;
using Concerto.Domain.Storage;
using Concerto.Tests.Admin;
using Concerto.Tests.Sharing;
using Concerto.Tests.Uploads;
using GraphQL;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.GraphQL;

/// <summary>
/// Law 10: every operation that takes an id answers a stranger, somebody who was removed, and a nonsense id alike. In the inputs below $song
/// is the id of a song of Ana's, and so on; $mine… are the asker's own.
/// </summary>
public sealed class StrangerTests(StrangerTests.Cast cast) : IClassFixture<StrangerTests.Cast>
{
    private static readonly Dictionary<string, (string Input, string Error)> Mutations = new()
    {
        ["renameProject.projectId"] = ("""{"projectId":"$project","name":"Mine now"}""", "ProjectNotFoundError"),
        ["deleteProject.projectId"] = ("""{"projectId":"$project"}""", "ProjectNotFoundError"),
        ["createSong.projectId"] = ("""{"projectId":"$project","name":"Trojan"}""", "ProjectNotFoundError"),
        ["renameSong.songId"] = ("""{"songId":"$song","name":"Mine now"}""", "SongNotFoundError"),
        ["deleteSong.songId"] = ("""{"songId":"$song"}""", "SongNotFoundError"),
        ["renameVersion.versionId"] = ("""{"versionId":"$version","label":"Mine now"}""", "VersionNotFoundError"),
        ["deleteVersion.versionId"] = ("""{"versionId":"$version"}""", "VersionNotFoundError"),
        ["retryAnalysis.versionId"] = ("""{"versionId":"$version"}""", "VersionNotFoundError"),
        ["signUpload.target.songId"] = ("""{"target":{"songId":"$song"},"fileName":"a.wav","byteSize":9}""", "SongNotFoundError"),
        ["signUpload.target.projectId"] = ("""{"target":{"projectId":"$project","songName":"Song 01"},"fileName":"a.wav","byteSize":9}""", "ProjectNotFoundError"),
        ["signUploadParts.uploadId"] = ("""{"uploadId":"$upload","numbers":[1]}""", "UploadNotFoundError"),
        ["completeUpload.uploadId"] = ("""{"uploadId":"$upload"}""", "UploadNotFoundError"),
        ["abortUpload.uploadId"] = ("""{"uploadId":"$upload"}""", "UploadNotFoundError"),
        ["addComment.versionId"] = ("""{"versionId":"$version","text":"Hello"}""", "VersionNotFoundError"),
        ["addComment.parentId"] = ("""{"versionId":"$mineVersion","text":"Hello","parentId":"$comment"}""", "CommentNotFoundError"),
        ["editComment.commentId"] = ("""{"commentId":"$comment","text":"Hello"}""", "CommentNotFoundError"),
        ["deleteComment.commentId"] = ("""{"commentId":"$comment"}""", "CommentNotFoundError"),
        ["resolveComment.commentId"] = ("""{"commentId":"$comment"}""", "CommentNotFoundError"),
        ["shareProject.projectId"] = ("""{"projectId":"$project","email":"me@example.com","role":"EDITOR"}""", "ProjectNotFoundError"),
        ["shareSong.songId"] = ("""{"songId":"$song","email":"me@example.com","role":"EDITOR"}""", "SongNotFoundError"),
        ["changeRole.collaboratorId"] = ("""{"collaboratorId":"$collaborator","role":"EDITOR"}""", "CollaboratorNotFoundError"),
        ["resendInvite.collaboratorId"] = ("""{"collaboratorId":"$collaborator"}""", "CollaboratorNotFoundError"),
        ["copyInviteLink.collaboratorId"] = ("""{"collaboratorId":"$collaborator"}""", "CollaboratorNotFoundError"),
        ["revokeInvite.collaboratorId"] = ("""{"collaboratorId":"$collaborator"}""", "CollaboratorNotFoundError"),
        ["unshare.collaboratorId"] = ("""{"collaboratorId":"$collaborator"}""", "CollaboratorNotFoundError"),
        ["leaveProject.projectId"] = ("""{"projectId":"$project"}""", "ProjectNotFoundError"),
        ["leaveSong.songId"] = ("""{"songId":"$song"}""", "SongNotFoundError"),
        ["handOverProject.projectId"] = ("""{"projectId":"$project","collaboratorId":"nonsense"}""", "ProjectNotFoundError"),
        ["handOverProject.collaboratorId"] = ("""{"projectId":"$mineProject","collaboratorId":"$collaborator"}""", "CollaboratorNotFoundError"),
        ["allowDownloads.projectId"] = ("""{"projectId":"$project","allowed":true}""", "ProjectNotFoundError"),
        ["markNotificationsRead.notificationId"] = ("""{"notificationId":"$notification"}""", "NotificationNotFoundError"),
        ["revokeApiToken.apiTokenId"] = ("""{"apiTokenId":"$token"}""", "ApiTokenNotFoundError"),
        ["reopenComment.commentId"] = ("""{"commentId":"$comment"}""", "CommentNotFoundError"),
    };

    /// <summary>What is asked for with what it belongs to, and not by its id.</summary>
    private static readonly string[] Nameless = ["collaborator", "notification", "token"];

    /// <summary>What only admins may give: everybody else is told that it is for admins, whatever the id, which the tests of each room show.</summary>
    private static readonly string[] ForAdmins = ["retryMail.mailId", "dropMail.mailId", "removeTwoFactor.userId"];

    /// <summary>As “renameSong SongNotFoundError”.</summary>
    public static IEnumerable<string> Failures => Mutations.Select(m => $"{m.Key[..m.Key.IndexOf('.', StringComparison.Ordinal)]} {m.Value.Error}");

    public static TheoryData<string> InputIds => [.. Mutations.Keys];
    public static TheoryData<string> Queries => [.. Cast.Kinds.Except(Nameless)];

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Law10_a_query_finds_nothing_for_strangers_the_removed_and_nonsense(string query)
    {
        var ask = $$"""query($id: ID!, $ids: [ID!]!) { {{query}}(id: $id) { id } node(id: $id) { id __typename } nodes(ids: $ids) { id } }""";
        var found = cast.AnasIds[query];
        Assert.Equal(found, (string)(await cast.Ana.DataAsync(ask, new { id = found, ids = new[] { found } }))[query]!["id"]!); // else nothing would be proved
        foreach (var (who, id) in cast.Unseen(query))
            Assert.Equal($$"""{"{{query}}":null,"node":null,"nodes":[null]}""", (await who.DataAsync(ask, new { id, ids = new[] { id } })).ToJsonString());
    }

    [Theory]
    [MemberData(nameof(InputIds))]
    public async Task Law10_a_mutation_answers_strangers_the_removed_and_nonsense_alike(string inputId)
    {
        var (input, error) = Mutations[inputId];
        var (mutation, path) = (inputId[..inputId.IndexOf('.', StringComparison.Ordinal)], inputId.Split('.')[1..]);
        var kind = Cast.Kinds.Single(k => input.Contains($"${k}\"", StringComparison.Ordinal));
        foreach (var (who, id) in cast.Unseen(kind))
        {
            var answer = await who.MutateAsync(mutation, JsonNode.Parse(input.Replace($"${kind}", id, StringComparison.Ordinal).Replace("$mineVersion", cast.OwnVersionOf(who), StringComparison.Ordinal).Replace("$mineProject", cast.OwnProjectOf(who), StringComparison.Ordinal))!);
            var failure = answer["errors"]!.AsArray().Single()!;
            Assert.Equal((error, $"There is no such {kind}.", $"input.{string.Join('.', path)}"),
                ((string)failure["__typename"]!, (string)failure["message"]!, string.Join('.', failure["path"]!.AsArray().Select(p => (string)p!))));
        }
    }

    [Fact]
    public void Every_id_that_the_schema_takes_is_among_them()
    {
        var schema = cast.Server.Services.GetRequiredService<ISchema>();
        var inputs = schema.Mutation!.Fields.SelectMany(m => m.Arguments?.Find("input") is { } input ? IdsIn(m.Name, input.ResolvedType!) : []);
        Assert.Equal(Mutations.Keys.Order(), inputs.Except(ForAdmins).Except(AdminMutationTests.InputIds).Order());
        Assert.Equal(Cast.Kinds.Except(Nameless).Concat(["node", "user"]).Order(), schema.Query.Fields.Where(q => q.Arguments?.Find("id") is not null).Select(q => q.Name).Order());

        static IEnumerable<string> IdsIn(string path, IGraphType type) => type.GetNamedType() is not IInputObjectGraphType input ? [] : input.Fields.SelectMany(f =>
            f.ResolvedType!.GetNamedType() is IdGraphType ? [$"{path}.{f.Name}"] : IdsIn($"{path}.{f.Name}", f.ResolvedType!));
    }

    [Fact]
    public async Task Law10_of_a_project_with_one_shared_song_its_name_is_seen_and_nothing_else()
    {
        var guest = await cast.Server.NewPersonAsync("Guest");
        var project = await cast.Server.ProjectAsync(cast.Ana, "Two songs", songs: 2);
        var shared = await cast.Server.QueryAsync(db => db.Songs.OrderBy(s => s.NameKey).FirstAsync(s => s.ProjectId == project.Id));
        await cast.Server.ShareAsync(shared, guest, Role.Viewer);
        var data = await guest.DataAsync("query($id: ID!) { project(id: $id) { name createdAt changedAt viewerRole songs { totalCount nodes { name viewerRole } } } projects { totalCount } }", new { id = project.Id.ToString() });
        Assert.Equal("""{"project":{"name":"Two songs","createdAt":null,"changedAt":null,"viewerRole":null,"songs":{"totalCount":1,"nodes":[{"name":"Song 01","viewerRole":"VIEWER"}]}},"projects":{"totalCount":1}}""", data.ToJsonString());
    }

    /// <summary>Ana has a project; Ben was an editor of it, wrote, uploaded and was removed; Zoe never heard of it.</summary>
    public sealed class Cast : IAsyncLifetime
    {
        public static readonly string[] Kinds = ["project", "song", "version", "comment", "upload", "collaborator", "notification", "token"];
        private readonly Dictionary<Person, string> _ownVersions = [], _ownProjects = [];
        private readonly Dictionary<string, string> _bensIds = [];

        public Server Server { get; private set; } = null!;
        public Person Ana { get; private set; } = null!;
        public Person Ben { get; private set; } = null!;
        public Person Zoe { get; private set; } = null!;
        public Dictionary<string, string> AnasIds { get; } = [];

        public async Task InitializeAsync()
        {
            Server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
            (Ana, Ben, Zoe) = (await Server.NewPersonAsync("Ana"), await Server.NewPersonAsync("Ben"), await Server.NewPersonAsync("Zoe"));
            foreach (var person in new[] { Ben, Zoe })
            {
                var own = await Server.ProjectAsync(person, "Own");
                (_ownProjects[person], _ownVersions[person]) = (own.Id.ToString(), (await Server.OnlySongAsync(own)).Version.Id.ToString());
            }

            var project = await Server.ProjectAsync(Ana, "Album");
            var (song, version, note) = await Server.OnlySongAsync(project);
            var upload = await Server.SignAsync(Ana, new(SongId: song.Id));
            var collaborator = await Server.ShareAsync(Ana, project, Server.NewAddress());
            foreach (var (kind, id) in Kinds.Zip([$"{project.Id}", $"{song.Id}", $"{version.Id}", $"{note.Id}", $"{upload.Upload.Id}", $"{collaborator.Id}"])) AnasIds[kind] = _bensIds[kind] = id;

            AnasIds["token"] = _bensIds["token"] = (await Server.QueryAsync(db => db.ApiTokens.Where(t => t.UserId == Ana.Id).Select(t => t.Id).SingleAsync())).ToString();

            // What Ben left behind is his own work, and not his any more.
            _bensIds["collaborator"] = (await Server.ShareAsync(Ana, project, Ben.Email, Role.Editor)).Id.ToString();
            _bensIds["comment"] = (await Server.CommentAsync(Ben, version.Id, "Louder")).Id.ToString();
            var bens = await Server.SignAsync(Ben, new(SongId: song.Id));
            (_bensIds["upload"], _bensIds["version"]) = (bens.Upload.Id.ToString(), bens.Upload.VersionId.ToString());
            foreach (var (person, ids) in new[] { (Ana, AnasIds), (Ben, _bensIds) })
                ids["notification"] = (await Server.QueryAsync(db => db.Notifications.Where(n => n.UserId == person.Id && n.ProjectId == project.Id).Select(n => n.Id).FirstAsync())).ToString();
            await Server.LookAsync(db => db.Shares.Where(s => s.ProjectId == project.Id).ExecuteDeleteAsync());
        }

        /// <summary>Who asks for which id, and must not see it.</summary>
        public IEnumerable<(Person Who, string Id)> Unseen(string kind) =>
        [
            (Zoe, AnasIds[kind]),
            (Ben, AnasIds[kind]),
            (Ben, _bensIds[kind]),
            (Zoe, Unused(kind)),
            (Zoe, AnasIds[kind == "song" ? "project" : "song"]),
            (Zoe, "nonsense"),
            (Zoe, ""),
        ];

        public string OwnVersionOf(Person person) => _ownVersions[person];
        public string OwnProjectOf(Person person) => _ownProjects[person];

        private static string Unused(string kind) => kind switch
        {
            "project" => $"{ProjectId.New()}",
            "song" => $"{SongId.New()}",
            "version" => $"{VersionId.New()}",
            "comment" => $"{CommentId.New()}",
            "collaborator" => $"{CollaboratorId.New()}",
            "notification" => $"{NotificationId.New()}",
            "token" => $"{ApiTokenId.New()}",
            _ => $"{UploadId.New()}",
        };

        public Task DisposeAsync() => Task.CompletedTask;
    }
}
