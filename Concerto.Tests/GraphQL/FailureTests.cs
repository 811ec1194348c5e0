using System.Text.Json.Nodes;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Domain.Sharing;
using Concerto.Domain.Notifications;
using Concerto.Infrastructure.Scheduling;
using Concerto.Tests.Admin;
using Concerto.Tests.Email;
using Concerto.Tests.Sharing;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Sharing;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.GraphQL;

/// <summary>
/// Law 11: every failure that a mutation declares can happen, and comes in its payload with its type, its code and the field to blame.
/// What is not found is <see cref="AuthorizationMatrix"/>’s affair, but where an idempotency key leads to it.
/// </summary>
public sealed class FailureTests(FailureTests.Cast cast) : IClassFixture<FailureTests.Cast>
{
    /// <summary>Mutation and error, who asks, with what input, and the field to blame.</summary>
    private static readonly (string Case, string Who, string Input, string? Path)[] Cases =
    [
        ("createProject NameTakenError", "owner", """{"name":" ALBUM\u200b"}""", "name"),
        ("createProject InvalidInputError", "owner", """{"name":"\u0000"}""", "name"),
        ("createProject IdempotencyKeyReusedError", "owner", """{"name":"Other","idempotencyKey":"used"}""", "idempotencyKey"),
        ("createProject ProjectNotFoundError", "owner", """{"name":"Gone","idempotencyKey":"gone-project"}""", "idempotencyKey"),
        ("makeSignUpLink InvalidInputError", "admin", """{"email":"sam"}""", "email"),
        ("makeSignUpLink NotAllowedError", "owner", "{}", null),
        ("changeProfile InvalidInputError", "owner", """{"name":" "}""", "name"),
        ("changeNotificationSettings InvalidInputError", "owner", """{"quiet":[],"mailedAtOnce":[],"digestHour":9,"timeZone":"Middle/Earth"}""", "timeZone"),
        ("changeNotificationSettings InvalidInputError", "owner", """{"quiet":[],"mailedAtOnce":[],"digestHour":24,"timeZone":"UTC"}""", "digestHour"),
        ("changeNotificationSettings InvalidInputError", "owner", """{"quiet":[],"mailedAtOnce":["COMMENT"],"digestHour":9,"timeZone":"UTC"}""", "mailedAtOnce"),
        ("renameProject NameTakenError", "owner", """{"projectId":"$project","name":"Single"}""", "name"),
        ("renameProject InvalidInputError", "owner", """{"projectId":"$project","name":" "}""", "name"),
        ("renameProject NotAllowedError", "editor", """{"projectId":"$project","name":"New"}""", null),
        ("deleteProject NotAllowedError", "editor", """{"projectId":"$project"}""", null),
        ("createApiToken NotAllowedError", "owner", """{"name":"Sync","scopes":["READ"]}""", null),
        ("createApiToken NotAllowedError", "owner in person", """{"name":"Sync","scopes":["ADMIN"]}""", null),
        ("createApiToken InvalidInputError", "owner in person", """{"name":"","scopes":["READ"]}""", "name"),
        ("createApiToken InvalidInputError", "owner in person", """{"name":"Sync","scopes":[]}""", "scopes"),
        ("createApiToken InvalidInputError", "owner in person", """{"name":"Sync","scopes":["READ"],"expiresInDays":0}""", "expiresInDays"),
        ("createApiToken TooManyTokensError", "editor in person", """{"name":"Sync","scopes":["READ"]}""", null),
        ("createApiToken IdempotencyKeyReusedError", "owner in person", """{"name":"Sync","scopes":["READ"],"idempotencyKey":"used"}""", "idempotencyKey"),
        ("createSong NameTakenError", "editor", """{"projectId":"$project","name":"song 01"}""", "name"),
        ("createSong InvalidInputError", "editor", """{"projectId":"$project","name":""}""", "name"),
        ("createSong IdempotencyKeyReusedError", "owner", """{"projectId":"$project","name":"Other","idempotencyKey":"used"}""", "idempotencyKey"),
        ("createSong SongNotFoundError", "owner", """{"projectId":"$project","name":"Gone","idempotencyKey":"gone-song"}""", "idempotencyKey"),
        ("createSong NotAllowedError", "viewer", """{"projectId":"$project","name":"New"}""", null),
        ("renameSong NameTakenError", "editor", """{"songId":"$song","name":"Taken"}""", "name"),
        ("renameSong InvalidInputError", "editor", """{"songId":"$song","name":"$long"}""", "name"),
        ("renameSong NotAllowedError", "viewer", """{"songId":"$song","name":"New"}""", null),
        ("deleteSong NotAllowedError", "editor", """{"songId":"$song"}""", null),
        ("renameVersion NameTakenError", "editor", """{"versionId":"$version","label":"Rough"}""", "label"),
        ("renameVersion InvalidInputError", "editor", """{"versionId":"$version","label":"$long"}""", "label"),
        ("renameVersion NotAllowedError", "viewer", """{"versionId":"$version","label":"New"}""", null),
        ("deleteVersion NotAllowedError", "editor", """{"versionId":"$version"}""", null),
        ("retryAnalysis InvalidInputError", "owner", """{"versionId":"$version"}""", "versionId"),
        ("retryAnalysis NotAllowedError", "viewer", """{"versionId":"$version"}""", null),
        ("signUpload InvalidInputError", "owner", """{"target":{"songName":"Intro"},"fileName":"a.wav","byteSize":9}""", "target"),
        ("signUpload InvalidInputError", "owner", """{"target":{"projectName":"A","songName":""},"fileName":"a.wav","byteSize":9}""", "target.songName"),
        ("signUpload InvalidInputError", "owner", """{"target":{"songId":"$song"},"fileName":"a.wav","byteSize":0}""", "byteSize"),
        ("signUpload InvalidInputError", "owner", """{"target":{"songId":"$song"},"fileName":"a.wav","byteSize":9,"sha256":"beef"}""", "sha256"),
        ("signUpload NameTakenError", "owner", """{"target":{"songId":"$song"},"fileName":"a.wav","byteSize":9,"label":"rough"}""", "label"),
        ("signUpload NotAllowedError", "viewer", """{"target":{"songId":"$song"},"fileName":"a.wav","byteSize":9}""", null),
        ("signUpload FileTooLargeError", "owner", """{"target":{"songId":"$song"},"fileName":"a.wav","byteSize":7000000000}""", "byteSize"),
        ("signUpload QuotaExceededError", "owner", """{"target":{"songId":"$song"},"fileName":"a.wav","byteSize":5500000000}""", "byteSize"),
        ("signUpload IdempotencyKeyReusedError", "owner", """{"target":{"songId":"$song"},"fileName":"a.wav","byteSize":9,"idempotencyKey":"used"}""", "idempotencyKey"),
        ("signUpload UploadNotFoundError", "owner", """{"target":{"songId":"$song"},"fileName":"gone.wav","byteSize":9,"idempotencyKey":"gone-upload"}""", "idempotencyKey"),
        ("signUploadParts InvalidInputError", "owner", """{"uploadId":"$upload","numbers":[2]}""", "numbers"),
        ("signUploadParts InvalidInputError", "owner", """{"uploadId":"$upload","numbers":[0]}""", "numbers"),
        ("signUploadParts InvalidInputError", "owner", """{"uploadId":"$upload","numbers":[]}""", "numbers"),
        ("completeUpload UploadIncompleteError", "owner", """{"uploadId":"$upload"}""", "uploadId"),
        ("addComment InvalidInputError", "commenter", """{"versionId":"$version","text":"  "}""", "text"),
        ("addComment InvalidInputError", "owner", """{"versionId":"$version","text":"x","startMs":-1}""", "startMs"),
        ("addComment InvalidInputError", "owner", """{"versionId":"$version","text":"x","startMs":83000,"endMs":83000}""", "endMs"),
        ("addComment InvalidInputError", "owner", """{"versionId":"$version","text":"x","startMs":180001}""", "startMs"),
        ("addComment NotAllowedError", "viewer", """{"versionId":"$version","text":"x"}""", null),
        ("addComment IdempotencyKeyReusedError", "owner", """{"versionId":"$version","text":"x","idempotencyKey":"used"}""", "idempotencyKey"),
        ("editComment InvalidInputError", "owner", """{"commentId":"$note","text":""}""", "text"),
        ("editComment NotYourCommentError", "editor", """{"commentId":"$note","text":"x"}""", "commentId"),
        ("editComment NotAllowedError", "viewer", """{"commentId":"$note","text":"x"}""", null),
        ("deleteComment NotYourCommentError", "editor", """{"commentId":"$note"}""", "commentId"),
        ("deleteComment NotAllowedError", "viewer", """{"commentId":"$note"}""", null),
        ("resolveComment InvalidInputError", "owner", """{"commentId":"$reply"}""", "commentId"),
        ("resolveComment NotAllowedError", "commenter", """{"commentId":"$note"}""", null),
        ("reopenComment InvalidInputError", "owner", """{"commentId":"$reply"}""", "commentId"),
        ("reopenComment NotAllowedError", "commenter", """{"commentId":"$note"}""", null),
        ("shareProject NotAllowedError", "editor", """{"projectId":"$project","email":"sam@example.com","role":"VIEWER"}""", null),
        ("shareProject InvalidInputError", "owner", """{"projectId":"$project","email":"sam","role":"VIEWER"}""", "email"),
        ("shareProject InvalidInputError", "owner", """{"projectId":"$project","email":"sam@example.com","role":"OWNER"}""", "role"),
        ("shareProject TooManySharesError", "owner", """{"projectId":"$project","email":"sam@example.com","role":"VIEWER"}""", "email"),
        ("shareSong NotAllowedError", "editor", """{"songId":"$song","email":"sam@example.com","role":"VIEWER"}""", null),
        ("shareSong InvalidInputError", "owner", """{"songId":"$song","email":"","role":"VIEWER"}""", "email"),
        ("shareSong TooManySharesError", "owner", """{"songId":"$song","email":"sam@example.com","role":"VIEWER"}""", "email"),
        ("changeRole NotAllowedError", "viewer", """{"collaboratorId":"$editor","role":"VIEWER"}""", null),
        ("changeRole InvalidInputError", "owner", """{"collaboratorId":"$editor","role":"OWNER"}""", "role"),
        ("unshare NotAllowedError", "viewer", """{"collaboratorId":"$editor"}""", null),
        ("resendInvite NotAllowedError", "viewer", """{"collaboratorId":"$editor"}""", null),
        ("resendInvite InvalidInputError", "owner", """{"collaboratorId":"$editor"}""", "collaboratorId"),
        ("resendInvite ResentTooSoonError", "owner", """{"collaboratorId":"$waiting"}""", "collaboratorId"),
        ("resendInvite StillWaitingError", "owner", """{"collaboratorId":"$queued"}""", "collaboratorId"),
        ("resendInvite TooManySharesError", "owner", """{"collaboratorId":"$earlier"}""", "collaboratorId"),
        ("copyInviteLink NotAllowedError", "viewer", """{"collaboratorId":"$editor"}""", null),
        ("copyInviteLink InvalidInputError", "owner", """{"collaboratorId":"$editor"}""", "collaboratorId"),
        ("revokeInvite NotAllowedError", "viewer", """{"collaboratorId":"$editor"}""", null),
        ("revokeInvite InvalidInputError", "owner", """{"collaboratorId":"$editor"}""", "collaboratorId"),
        ("leaveProject HandOverFirstError", "owner", """{"projectId":"$project"}""", null),
        ("leaveSong HandOverFirstError", "owner", """{"songId":"$song"}""", null),
        ("leaveSong NotAllowedError", "editor", """{"songId":"$song"}""", null),
        ("handOverProject NotAllowedError", "editor", """{"projectId":"$project","collaboratorId":"$editor"}""", null),
        ("handOverProject InvalidInputError", "owner", """{"projectId":"$project","collaboratorId":"$waiting"}""", "collaboratorId"),
        ("handOverProject NameTakenError", "owner", """{"projectId":"$project","collaboratorId":"$editor"}""", "projectId"),
        ("allowDownloads NotAllowedError", "editor", """{"projectId":"$project","allowed":true}""", null),
        ("removeTwoFactor UserNotFoundError", "admin", """{"userId":"$song"}""", "userId"),
        ("removeTwoFactor NotAllowedError", "owner", """{"userId":"nonsense"}""", null),
        ("retryMail MailNotFoundError", "admin", """{"mailId":"nonsense"}""", "mailId"),
        ("retryMail NotAllowedError", "owner", """{"mailId":"$sentMail"}""", null),
        ("retryMail MailCannotBeSentError", "admin", """{"mailId":"$sentMail"}""", null),
        ("retryMail MayArriveTwiceError", "admin", """{"mailId":"$doubtfulMail"}""", "mayArriveTwice"),
        ("dropMail MailNotFoundError", "admin", """{"mailId":"$song"}""", "mailId"),
        ("dropMail NotAllowedError", "owner", """{"mailId":"$sentMail"}""", null),
        ("dropMail MailCannotBeSentError", "admin", """{"mailId":"$sentMail"}""", null),
        ("runJob JobNotFoundError", "admin", """{"name":"Nonsense"}""", "name"),
        ("runJob NotAllowedError", "owner", """{"name":"EmptyBin"}""", null),
        ("runJob JobIsRunningError", "admin", """{"name":"EmptyBin"}""", null),
        ("suppress NotAllowedError", "owner", """{"email":"sam@example.com"}""", null),
        ("unsuppress NotAllowedError", "owner", """{"email":"sam@example.com"}""", null),
        ("suppress InvalidInputError", "admin", """{"email":"nobody"}""", "email"),
        ("unsuppress InvalidInputError", "admin", """{"email":""}""", "email"),
    ];

    public static TheoryData<string, string, string, string?> AllCases
    {
        get
        {
            var data = new TheoryData<string, string, string, string?>();
            foreach (var (name, who, input, path) in Cases) data.Add(name, who, input, path);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(AllCases))]
    public async Task Law11_a_failure_is_in_the_payload_with_its_type_and_the_field_to_blame(string name, string who, string input, string? path)
    {
        var (mutation, error) = (name.Split(' ')[0], name.Split(' ')[1]);
        var answer = await (await cast.WhoAsync(who)).MutateAsync(mutation, JsonNode.Parse(cast.Fill(input))!);
        var failure = answer["errors"]!.AsArray().Single()!;
        Assert.Equal(error, (string)failure["__typename"]!);
        Assert.Equal(DomainException.CodeOf(typeof(DomainException).Assembly.GetTypes().Single(t => t.Name == error.Replace("Error", "Exception", StringComparison.Ordinal))), (string)failure["code"]!);
        Assert.Equal(path is null ? null : $"input.{path}", failure["path"] is { } blamed ? string.Join('.', blamed.AsArray().Select(p => (string)p!)) : null);
        Assert.NotEqual("", (string)failure["message"]!);
    }

    [Fact]
    public void Every_failure_that_the_schema_declares_is_among_them()
    {
        var declared = cast.Server.Services.GetRequiredService<ISchema>().AllTypes.OfType<UnionGraphType>().SelectMany(union => union.PossibleTypes.Select(type => $"{Mutation(union)} {type.Name}"));
        var shown = Cases.Select(c => c.Case).Concat(AuthorizationMatrix.Failures).Concat(AdminMutationTests.Failures).Distinct();
        Assert.Equal(declared.Order(), shown.Order());

        static string Mutation(UnionGraphType union) => $"{char.ToLowerInvariant(union.Name[0])}{union.Name[1..^"Error".Length]}";
    }

    [Fact]
    public async Task A_failure_carries_its_facts_however_large_they_are()
    {
        var answer = await cast.People["owner"].AskAsync(
            """mutation($i: SignUploadInput!) { signUpload(input: $i) { errors { ... on FileTooLargeError { limitBytes } ... on QuotaExceededError { quotaBytes usedBytes } } } }""",
            new { i = new { target = new { projectName = "Big", songName = "Bigger" }, fileName = "a.wav", byteSize = 7_000_000_000 } });
        Assert.Equal("""{"data":{"signUpload":{"errors":[{"limitBytes":6000000000}]}}}""", answer.ToJsonString());
    }

    [Fact]
    public async Task A_size_of_more_than_32_bits_goes_in_and_comes_out()
    {
        var person = await cast.Server.NewPersonAsync();
        var payload = await person.DoAsync("signUpload", new { target = new { projectName = "Big", songName = "Bigger" }, fileName = "a.wav", byteSize = 4_294_967_297 }, "upload { partSize partCount parts { number } version { byteSize } }");
        Assert.Equal((4_294_967_297, 65, 20), ((long)payload["upload"]!["version"]!["byteSize"]!, (int)payload["upload"]!["partCount"]!, payload["upload"]!["parts"]!.AsArray().Count));
    }

    /// <summary>An album with people of each role in it.</summary>
    public sealed class Cast : IAsyncLifetime
    {
        private readonly Dictionary<string, string> _ids = [];
        private HeldLease? _busy;

        public Server Server { get; private set; } = null!;
        public Dictionary<string, Person> People { get; } = [];

        public string Fill(string input) => _ids.Aggregate(input.Replace("$long", new string('x', 201), StringComparison.Ordinal), (text, id) => text.Replace($"${id.Key}\"", $"{id.Value}\"", StringComparison.Ordinal));

        /// <summary>“owner” comes with a token, “owner in person” with the session of a browser.</summary>
        public async Task<Person> WhoAsync(string who) => who.Split(" in person") is [var person, ""] ? People[who] = People.GetValueOrDefault(who) ?? await People[person].InPersonAsync() : People[who];

        public async Task InitializeAsync()
        {
            Server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, null, "--Concerto:Upload:MaxBytes=6000000000", "--Concerto:Upload:QuotaPerOwner=10000000000");
            foreach (var name in new[] { "owner", "editor", "viewer", "commenter", "admin" }) People[name] = await Server.NewPersonAsync(name, admin: name == "admin");
            var owner = People["owner"];
            var project = await Server.ProjectAsync(owner, "Album", notes: 0);
            var (song, version) = await Server.QueryAsync(async db =>
            {
                var song = await db.Songs.SingleAsync(s => s.ProjectId == project.Id);
                return (song, await db.Versions.SingleAsync(v => v.SongId == song.Id));
            });
            _ids["editor"] = (await Server.ShareOpenedAsync(owner, project, People["editor"], Role.Editor)).Id.ToString();
            _ids["waiting"] = (await Server.ShareAsync(owner, project, People["viewer"].Email, Role.Viewer)).Id.ToString();
            await Server.MailIsOutAsync(People["viewer"].Email);
            await Server.ShareAsync(project.Id, People["commenter"], Role.Commenter);
            foreach (var kind in new[] { "queued", "earlier" })
            {
                var (address, before) = (Server.NewAddress(kind), TimeProvider.System.Now().AddHours(-1));
                var invited = await Server.ShareAsync(owner, project, address, Role.Viewer);
                _ids[kind] = $"{invited.Id}";
                await Server.MailIsOutAsync(address);
                await Server.LookAsync(db => db.Invites.Where(i => i.Address == address).ExecuteUpdateAsync(i => i.SetProperty(x => x.MailedAt, before)));
                if (kind == "queued") await Server.LookAsync(db => db.OutboundEmails.Where(m => m.To == address).ExecuteUpdateAsync(m => m.SetProperty(x => x.State, MailState.Queued).SetProperty(x => x.NextAttemptAt, before.AddDays(1))));
            }
            await People["editor"].DoAsync("createProject", new { name = "Album" }, "project { id }"); // so that it can't be handed over
            await Server.LookAsync(async db =>
            {
                db.AddRange(Enumerable.Range(0, ShareWithPeople.DailyLimit).Select(_ => Activity.In(project, ActivityKind.Shared, owner.Id, TimeProvider.System.Now())));
                await db.SaveChangesAsync();
            });
            var note = await Server.CommentAsync(owner, version.Id, "Louder");
            var reply = await Server.CommentAsync(owner, version.Id, "No, softer", note.Id);
            foreach (var (kind, id) in new[] { ("project", $"{project.Id}"), ("song", $"{song.Id}"), ("version", $"{version.Id}"), ("note", $"{note.Id}"), ("reply", $"{reply.Id}") }) _ids[kind] = id;

            var (sent, doubtful) = (await Server.WriteAsync(MailLane.Account, "sent@example.com"), await Server.WriteAsync(MailLane.Account, "doubtful@example.com"));
            (_ids["sentMail"], _ids["doubtfulMail"]) = (sent.ToString(), doubtful.ToString());
            foreach (var address in new[] { "sent@example.com", "doubtful@example.com" }) await Server.MailIsOutAsync(address);
            await Server.LookAsync(db => db.OutboundEmails.Where(m => m.Id == doubtful).ExecuteUpdateAsync(set => set.SetProperty(m => m.State, MailState.Unknown).SetProperty(m => m.InDoubtSince, m => m.SentAt).SetProperty(m => m.Payload, new byte[] { 1 })));

            var leases = Server.Services.GetRequiredService<Leases>();
            _busy = await Until.ThereIsAsync(() => Task.FromResult(leases.TryTake("EmptyBin")), "EmptyBin, which runs when a server starts, does not end.");

            await Server.LookAsync(async db =>
            {
                db.AddRange(Enumerable.Range(0, ApiToken.MaxAlive).Select(_ => ApiToken.Issue(People["editor"].Id, Name.From("Many", "name"), TokenScopes.Read, null, TimeProvider.System.Now()).Row));
                await db.SaveChangesAsync();
            });
            var target = new { songId = _ids["song"] };
            await owner.DoAsync("createProject", new { name = "Single", idempotencyKey = "used" }, "project { id }");
            await owner.DoAsync("createSong", new { projectId = _ids["project"], name = "Taken" }, "song { id }");
            _ids["upload"] = await IdAsync("signUpload", new { target, fileName = "mix.wav", byteSize = 9, label = "Rough" }, "upload");
            await owner.DoAsync("deleteProject", new { projectId = await IdAsync("createProject", new { name = "Gone", idempotencyKey = "gone-project" }, "project") }, "deletedProjectId");
            await owner.DoAsync("deleteSong", new { songId = await IdAsync("createSong", new { projectId = _ids["project"], name = "Gone", idempotencyKey = "gone-song" }, "song") }, "deletedSongId");
            await owner.DoAsync("abortUpload", new { uploadId = await IdAsync("signUpload", new { target, fileName = "gone.wav", byteSize = 9, idempotencyKey = "gone-upload" }, "upload") }, "abortedUploadId");

            async Task<string> IdAsync(string mutation, object input, string made) => (string)(await owner.DoAsync(mutation, input, $"{made} {{ id }}"))[made]!["id"]!;
        }

        public async Task DisposeAsync()
        {
            _busy?.Dispose();
            await Server.DisposeAsync();
        }
    }
}
