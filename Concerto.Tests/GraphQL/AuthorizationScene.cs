using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Domain.Sharing;
using Concerto.Domain.Storage;
using Concerto.Infrastructure.Email;
using Concerto.Tests.Live;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Sharing;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;
using static Concerto.Tests.GraphQL.AuthorizationMatrix;

namespace Concerto.Tests.GraphQL;

/// <summary>A project with all that can be in one, and everybody who has something, or nothing, to do with it. The people stay; the project is made anew whenever something was done to it.</summary>
internal sealed partial class AuthorizationScene
{
    /// <summary>In the order of the table's letters.</summary>
    public static readonly string[] Everybody = ["nobody", "stranger", "removed", "admin", "admin who writes", "viewer", "commenter", "editor", "song viewer", "song commenter", "song editor", "owner", "owner who reads"];

    /// <summary>Who is in it, or was: all of them have been editors, and have left something of their own.</summary>
    private static readonly string[] Insiders = ["removed", "viewer", "commenter", "editor", "song viewer", "song commenter", "song editor"];

    private readonly Server _server;
    private readonly ISchema _schema;
    private readonly Dictionary<string, Person> _people = [];
    private readonly Dictionary<string, HttpClient> _apis = [];
    private readonly Dictionary<string, string> _ids = [];
    private readonly Dictionary<string, Dictionary<string, string>> _own = [];
    private ProjectId _project;
    private int _activities, _texts;

    private AuthorizationScene(Server server) => (_server, _schema) = (server, server.Services.GetRequiredService<ISchema>());

    private Person Owner => _people["owner"];

    public static async Task<AuthorizationScene> SetAsync(Server server)
    {
        var scene = new AuthorizationScene(server);
        foreach (var who in Everybody.Append("newcomer")) await scene.AddAsync(who);
        await server.LookAsync(async db =>
        {
            if (!await db.MailSenders.AnyAsync()) db.Add(MailSender.Ready());
            try
            {
                await db.SaveChangesAsync();
            }
            catch (DbUpdateException) when (db.ChangeTracker.Entries<MailSender>().Any())
            {
                // The dispatcher made it just now.
            }
        });
        await server.LookAsync(async db =>
        {
            var now = TimeProvider.System.Now();
            var (entry, suppression) = (new AuditEntry(AuditAction.SignedIn, scene.Owner.Id, scene.Owner.Id, null, null, now), new Suppression(EmailAddress.From(Server.NewAddress()), SuppressionReason.ByAdmin, null, now));
            db.AddRange(entry, suppression);
            await db.SaveChangesAsync();
            (scene._ids["audit"], scene._ids["suppression"]) = ($"{new AuditEntryId(entry.Sequence)}", $"{new SuppressionId(suppression.AddressKey)}");
        });
        await scene.RenewAsync();
        return scene;
    }

    private async Task AddAsync(string who)
    {
        if (who == "nobody")
        {
            (_apis[who], _own[who]) = (new HttpClient { BaseAddress = _server.Url }, []);
            return;
        }
        var parts = who.Split(" who ");
        var person = parts is [var known, var does]
            ? _people[known] with { Token = (await TokenAsync(_people[known], does == "reads" ? TokenScope.Read : TokenScope.Write)).Secret! }
            : await _server.NewPersonAsync(who, admin: who == "admin");
        (_people[who], _apis[who]) = (person, person.Api());
        var project = await _server.ProjectAsync(person, $"Own of {who}");
        _own[who] = new() { ["theirProject"] = $"{project.Id}", ["theirVersion"] = $"{(await _server.OnlySongAsync(project)).Version.Id}", ["theirToken"] = $"{(await TokenAsync(person, TokenScope.Read)).ApiToken.Id}" };
        if (who == "owner") _ids["token"] = $"{(await TokenAsync(person, TokenScope.Read)).ApiToken.Id}";
    }

    private static Task<CreatedApiToken> TokenAsync(Person person, TokenScope scope) =>
        person.Server.UseAsync((CreateApiToken create) => create.ExecuteAsync(new("Another", [scope]), person.Caller, default));

    /// <summary>Makes the project anew.</summary>
    public async Task RenewAsync()
    {
        var now = TimeProvider.System.Now();
        var removed = await _server.QueryAsync(async db =>
        {
            var project = new Project(Owner.Id, Name.From(NewText(), "name"), now);
            var (song, other, provisional) = (new Song(project.Id, Name.From("Intro", "name"), now), new Song(project.Id, Name.From("Outro", "name"), now), new Song(project.Id, Name.From("New", "name"), now, provisional: true));
            var (version, failed) = (Scene.NewVersion(song, 1, Owner, now), Scene.NewVersion(song, 2, Owner, now));
            failed.Rendered(false);
            var note = new Comment(version, Owner.Id, "Note", Position.From(500, null, null), now);
            Activity[] made = [Activity.In(song, ActivityKind.SongCreated, Owner.Id, now), Activity.In(other, ActivityKind.SongCreated, Owner.Id, now)];
            db.AddRange([project, song, other, provisional, version, failed, note, .. made, Unsent(provisional, 1, Owner)]);

            var number = 2;
            foreach (var who in Insiders.Append("owner"))
            {
                var me = _people[who];
                var (unsent, ready) = (Unsent(song, ++number, me), Scene.NewVersion(song, ++number, me, now));
                var (upload, open, done) = (new Upload(unsent, now), new Comment(version, me.Id, "Mine", null, now), new Comment(version, me.Id, "Done", null, now));
                done.Resolve(Owner.Id, now);
                var told = Notification.Of(made[0], me.Id, NotificationKind.Comment);
                db.AddRange(unsent, upload, ready, open, done, told);
                foreach (var (kind, id) in new[] { ("Awaiting", $"{unsent.Id}"), ("Upload", $"{upload.Id}"), ("Version", $"{ready.Id}"), ("Note", $"{open.Id}"), ("Resolved", $"{done.Id}"), ("Notification", $"{told.Id}") })
                {
                    _own[who][$"own{kind}"] = id;
                    if (who == "owner") _ids[$"own{kind}"] = _ids[kind.ToLowerInvariant()] = id;
                }
            }
            db.Entry(song).Property(s => s.LastVersionNumber).CurrentValue = number;

            Share In(string who, Role role, bool opened = true)
            {
                var share = who.StartsWith("song", StringComparison.Ordinal) ? Share.Of(song, _people[who].Id, _people[who].Email, role, now) : Share.Of(project, _people[who].Id, _people[who].Email, role, now);
                if (opened) share.Opened(now);
                db.Add(share);
                return share;
            }
            var shares = Insiders.ToDictionary(who => who, who => In(who, who.Split(' ')[^1] switch { "viewer" => Role.Viewer, "commenter" => Role.Commenter, _ => Role.Editor }));
            var unopened = In("newcomer", Role.Viewer, opened: false);
            var invite = Invite.To(project, EmailAddress.From(Server.NewAddress()), Role.Viewer, null, Owner.Id, now);
            var mail = _server.Services.GetRequiredService<Outbox>().Add(db, new(MailLane.Account, Server.NewAddress(), new("A mail", "Hello", ["A mail."], "Open", new("https://concerto.example/"), "Because."), NewText()));
            db.Add(invite);
            db.Entry(db.OutboundEmails.Local.Single()).Property(m => m.State).CurrentValue = MailState.Dead;
            await db.SaveChangesAsync();

            (_project, _activities) = (project.Id, 3); // the third: somebody is removed
            foreach (var (kind, id) in new[]
            {
                ("project", $"{project.Id}"), ("song", $"{song.Id}"), ("other", $"{other.Id}"), ("provisional", $"{provisional.Id}"), ("version", $"{version.Id}"), ("failed", $"{failed.Id}"), ("note", $"{note.Id}"),
                ("opened", $"{shares["commenter"].Key}"), ("ofSong", $"{shares["song commenter"].Key}"), ("unopened", $"{unopened.Key}"), ("waiting", $"{invite.Key}"), ("user", $"{_people["newcomer"].Id}"), ("mail", $"{mail}"),
                ("before", $"{made.Min(a => a.Sequence) - 1}"),
            }) _ids[kind] = id;
            return shares["removed"];
        });
        await _server.UseAsync((Unshare unshare) => unshare.ExecuteAsync(new(removed.Key), Owner.Caller, default));

        SongVersion Unsent(Song song, int number, Person uploader) => new(song.Id, number, null, "mix.wav", 9, null, uploader.Id, now);
    }

    /// <summary>Something was done: if it takes something away, the project is made anew.</summary>
    public async Task DoneAsync(Row row, List<string> notes)
    {
        await LookAsync(notes, done: 1);
        if (TakesAway().IsMatch(row.Field)) await RenewAsync();
    }

    /// <summary>Notes it if more was done in the project since the last look.</summary>
    public async Task LookAsync(List<string> notes, int done = 0)
    {
        var count = await _server.QueryAsync(db => db.Activities.CountAsync(a => a.ProjectId == _project));
        if (count > _activities + done) notes.Add("What was refused has left something behind.");
        _activities = count;
    }

    /// <summary>Asks as somebody, by HTTP: for what is there, and in the same breath for what is not.</summary>
    public async Task<(Answer There, IReadOnlyList<Answer> Nowhere)> TryAsync(string who, Row row)
    {
        List<string> asks = [Fill(who, row.Ask, null), .. NothingsFor(who).Select(nothing => Fill(who, row.Ask, nothing))];
        if (_schema.Subscription!.Fields.Find(row.Field) is not null)
        {
            List<Answer> heard = [];
            foreach (var ask in asks) heard.Add(Read(await HearAsync(who, ask), row.Field));
            return (heard[0], heard[1..]);
        }
        var type = $"{char.ToUpperInvariant(row.Field[0])}{row.Field[1..]}Input!";
        const string errors = "errors { __typename ... on Error { code message path } }";
        var places = Enumerable.Range(0, asks.Count).ToList();
        var answer = !row.Changes ? await AskAsync(who, $"{{ {string.Join(' ', asks.Select((ask, i) => $"a{i}: {ask}"))} }}", [])
            : row.Ask.Length == 0 ? await AskAsync(who, $"mutation {{ a0: {row.Field} {{ __typename }} }}", [])
            : await AskAsync(who, $"mutation({string.Join(' ', places.Select(i => $"$a{i}: {type}"))}) {{ {string.Join(' ', places.Select(i => $"a{i}: {row.Field}(input: $a{i}) {{ {errors} }}"))} }}", asks);
        var answers = places.ConvertAll(i => Read(answer, $"a{i}"));
        return (answers[0], answers[1..]);
    }

    /// <summary>A row's line with ids in it: of what is there, or of nothing.</summary>
    public string Fill(string who, string ask, Nothing? nothing = null) => Placeholder().Replace(ask, match => match.Groups[1].Value switch
    {
        "new" => NewText(),
        "before" => _ids["before"],
        ['t', 'h', 'e', 'i', 'r', ..] kind => _own[who].GetValueOrDefault(kind, "nonsense"),
        var kind when nothing is null => _own[who].GetValueOrDefault(kind) ?? _ids[kind],
        var kind => Unused(kind, nothing.Value),
    });

    /// <param name="inputs">The variables a0, a1 and so on, as JSON.</param>
    public async Task<JsonNode> AskAsync(string who, string query, IReadOnlyList<string> inputs)
    {
        using var response = await _apis[who].PostAsJsonAsync("/graphql", new { query, variables = inputs.Select((input, i) => (input, i)).ToDictionary(x => $"a{x.i}", x => JsonNode.Parse(x.input)) });
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    private async Task<JsonNode> HearAsync(string who, string field)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query = $"subscription {{ {field} }}" }), Headers = { { "Accept", "text/event-stream" } } };
        request.Headers.ConnectionClose = true; // it is broken off while it is read
        using var ear = Ear.Of(await _apis[who].SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
        return (await ear.NextAsync()).Data;
    }

    // Nothing of that type for everybody; and one who sees nothing asks besides for what is no id of that type at all.
    private static Nothing[] NothingsFor(string who) => who == "stranger" ? Enum.GetValues<Nothing>() : [Nothing.OfThatType];

    private static Answer Read(JsonNode answer, string alias)
    {
        var value = answer["data"]?[alias];
        var whole = answer["errors"]?.AsArray().FirstOrDefault(e => (string?)e!["path"]?[0] == alias) ?? answer["errors"]?.AsArray().FirstOrDefault(e => e!["path"] is null);
        var failure = value is JsonObject && value["errors"]?[0] is { } error ? error : null;
        var (code, message) = ((string?)(whole?["extensions"]?["code"] ?? failure?["code"]), (string?)(whole ?? failure)?["message"]);
        var outcome = code switch
        {
            null => value is null || value is JsonArray { Count: 1 } list && list[0] is null ? '.' : EndsInNothing(value) ? '-' : '+',
            "UNAUTHENTICATED" => '0',
            "NOT_ALLOWED" or "FORBIDDEN" => message!.Contains("may only read", StringComparison.Ordinal) ? 'r' : message.Contains("for admins", StringComparison.Ordinal) ? 'A' : '-',
            "NOT_YOUR_COMMENT" => 'y',
            "INTERNAL" or "BAD_REQUEST" or "INVALID_DOCUMENT" => '?',
            _ => code.EndsWith("_NOT_FOUND", StringComparison.Ordinal) ? '.' : '!',
        };
        return new(outcome, (string?)failure?["__typename"], failure is null ? null : string.Join('.', failure["path"]?.AsArray().Select(p => (string?)p) ?? []), $"{value?.ToJsonString() ?? "null"} {code} {message}");
    }

    // What a query leads to in the end; the payload of a mutation without errors is {"errors":null}.
    private static bool EndsInNothing(JsonNode? value) => value switch
    {
        JsonObject { Count: 1 } one when one.Single().Key == "errors" => false,
        JsonObject { Count: > 0 } inner => EndsInNothing(inner.First().Value),
        JsonArray items => items.Count == 0 || EndsInNothing(items[0]),
        _ => value is null,
    };

    private string NewText() => $"Text {++_texts:000} {Random.Shared.Next():x}".Replace(' ', '-');

    private static string Unused(string kind, Nothing nothing) => (kind.Replace("own", "", StringComparison.Ordinal).ToLowerInvariant(), nothing) switch
    {
        (_, Nothing.Empty) => "",
        (_, Nothing.Nonsense) => "nonsense",
        ("project", Nothing.OfAnotherType) => $"{SongId.New()}",
        (_, Nothing.OfAnotherType) => $"{ProjectId.New()}",
        ("project", _) => $"{ProjectId.New()}",
        ("song" or "other" or "provisional", _) => $"{SongId.New()}",
        ("version" or "failed" or "awaiting", _) => $"{VersionId.New()}",
        ("note" or "resolved", _) => $"{CommentId.New()}",
        ("upload", _) => $"{UploadId.New()}",
        ("notification", _) => $"{NotificationId.New()}",
        ("mail", _) => $"{OutboundEmailId.New()}",
        ("audit", _) => $"{new AuditEntryId(long.MaxValue)}",
        ("suppression", _) => $"{new SuppressionId(Server.NewAddress())}",
        ("token", _) => $"{ApiTokenId.New()}",
        ("user", _) => $"{UserId.New()}",
        ("opened" or "unopened" or "waiting" or "ofsong", _) => $"{CollaboratorId.New()}",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "What is an id of that?"),
    };

    [GeneratedRegex("^(abort|delete|drop|handOver|leave|markNotifications|resend|retry|revoke|unshare)")]
    private static partial Regex TakesAway();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}
